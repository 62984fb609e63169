import FeedMapping
import PointOfSale

/// The documents of one feed: a single one, or pages up to the feed's own total or the first empty
/// page. One thread at a time.
final class FeedPages {
    private let fetcher: FeedFetcher
    private let source: FeedSource
    private let known: FeedValidator?
    private let deadline: POSDeadline
    /// The memory of the documents, and of what is read of them.
    let room: FeedRoom
    /// The first document, once fetched.
    private var first: FeedFetch?

    init(
        fetcher: FeedFetcher, source: FeedSource, known: FeedValidator?, deadline: POSDeadline
    ) {
        self.fetcher = fetcher
        self.source = source
        self.known = known
        self.deadline = deadline
        room = FeedRoom(fetcher.environment.memory)
    }

    /// Whether the feed is unchanged. A paged feed is always read, because an unchanged first page
    /// proves nothing about the others.
    func isUnchanged() throws(POSError) -> Bool {
        guard !source.address.isPaged else { return false }
        let fetch = try fetcher.fetch(source, unlike: known, deadline, room: room)
        first = fetch
        if case .unchanged = fetch { return true }
        return false
    }

    /// The validator of a feed with a single document.
    var validator: FeedValidator? {
        guard case .content(_, let validator)? = first else { return nil }
        return validator == FeedValidator() ? nil : validator
    }

    /// Reads all documents and merges their reports.
    func report(_ read: ([UInt8]) -> FeedReport) throws(POSError) -> FeedReport {
        guard source.address.isPaged else {
            guard case .content(let bytes, _)? = first else {
                preconditionFailure("an unchanged feed is not read again")
            }
            first = .content([], validator ?? FeedValidator())
            return read(bytes)
        }
        return try pagedReport(read)
    }

    /// The bytes of a page; nil where there is none behind the last one. A total that the first
    /// page reaches is not believed before the second one has said so: it may be the page's own
    /// size.
    private func page(_ number: Int, after report: FeedReport?) throws(POSError) -> [UInt8]? {
        let fetch: FeedFetch
        do throws(POSError) {
            fetch = try fetcher.fetch(
                source, page: number, unlike: nil, deadline, room: room)
        } catch {
            if let report, hasAll(report), case .http = error.code { return nil }
            throw error
        }
        guard case .content(let bytes, _) = fetch else { return nil }
        return bytes
    }

    private func hasAll(_ report: FeedReport) -> Bool {
        report.total.map { report.rows >= $0 } ?? false
    }

    /// A total that is passed is none: pages are read up to an empty one.
    private func hasExactly(_ report: FeedReport) -> Bool { report.total == report.rows }

    private func pagedReport(_ read: ([UInt8]) -> FeedReport) throws(POSError) -> FeedReport {
        var report: FeedReport?
        var last: [UInt8] = []
        for number in 1...FeedSourceLimits.pagesMax {
            guard let bytes = try page(number, after: report) else { break }
            if number > 1, bytes == last {
                report?.stop(
                    FeedFault(
                        .unexpected,
                        "page \(number) is page \(number - 1) again: url must name"
                            + " the page"))
                break
            }
            let page = read(bytes)
            if report == nil { report = page } else { report?.add(page) }
            let isEnd = page.rows == 0 || page.fault != nil
            if number > 1, hasExactly(report ?? page) {
                report?.settle()
                return report ?? page
            }
            if isEnd { return report ?? page }
            last = bytes
        }
        guard var report else {
            throw POSError(
                code: .malformed, path: source.kind.rawValue, message: "no page came")
        }
        if hasAll(report) { report.settle() }
        if report.fault == nil, !hasAll(report) {
            report.stop(
                FeedFault(
                    .tooLarge, "the feed has more than \(FeedSourceLimits.pagesMax) pages"))
        }
        return report
    }
}
