import FeedMapping
import PointOfSale

/// The documents that one feed is made of: one, or pages until they have all that the feed says, or
/// until one is empty. Used by one thread.
final class FeedPages {
    private let fetcher: FeedFetcher
    private let source: FeedSource
    private let known: FeedValidator?
    private let deadline: POSDeadline
    /// The first document, once it was asked for.
    private var first: FeedFetch?

    init(
        fetcher: FeedFetcher, source: FeedSource, known: FeedValidator?, deadline: POSDeadline
    ) {
        self.fetcher = fetcher
        self.source = source
        self.known = known
        self.deadline = deadline
    }

    /// Whether the feed is the one that is known. One of several pages is always read: that the
    /// first is unchanged says nothing of the others.
    func isUnchanged() throws(POSError) -> Bool {
        guard !source.address.isPaged else { return false }
        let fetch = try fetcher.fetch(source, unlike: known, deadline)
        first = fetch
        if case .unchanged = fetch { return true }
        return false
    }

    /// What a feed of one document is known by.
    var validator: FeedValidator? {
        guard case .content(_, let validator)? = first else { return nil }
        return validator == FeedValidator() ? nil : validator
    }

    /// Reads all documents and puts what came of them together.
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

    private func pagedReport(_ read: ([UInt8]) -> FeedReport) throws(POSError) -> FeedReport {
        var report: FeedReport?
        var last: [UInt8] = []
        for number in 1...FeedSourceLimits.pagesMax {
            guard
                case .content(let bytes, _) = try fetcher.fetch(
                    source, page: number, unlike: nil, deadline)
            else { break }
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
            if isEnd || (report?.total).map({ (report?.rows ?? 0) >= $0 }) == true {
                return report ?? page
            }
            last = bytes
        }
        guard var report else {
            throw POSError(
                code: .malformed, path: source.kind.rawValue, message: "no page came")
        }
        if report.fault == nil {
            report.stop(
                FeedFault(
                    .tooLarge, "the feed has more than \(FeedSourceLimits.pagesMax) pages"))
        }
        return report
    }
}
