import JSON
import PointOfSale
import StatusCodes

extension AlleavesClient {
    /// Records per full page.
    public static let pageRecords = AlleavesLimits.pageSize

    /// Reads pages from `first` on until the listing ends, at most `pagesMax` of each reading.
    ///
    /// The POS may return fewer entries per page than requested, so only an empty page ends a
    /// listing, or one shorter than the longest seen; unreadable entries count. If entries repeat
    /// on two pages, the order may have changed in between and other entries may be missing: the
    /// listing is read again until a reading yields nothing new.
    func pages<Record>(
        _ pagesMax: Int, from first: Int = 1, shortOf: Int = 0,
        _ read: (Int) throws(POSError) -> ListedPage<Record>,
        onPage: ([Record]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd {
        var listing = Listing<Record>(shortOf: shortOf)
        for _ in 0..<AlleavesLimits.readingsMax {
            listing.begin()
            var page = first
            while !listing.isAtEnd, page - first < pagesMax {
                let records: [Record]
                do throws(POSError) {
                    records = try listing.take(try read(page), number: page)
                } catch {
                    throw .pos(error)
                }
                do throws(Status) { try onPage(records) } catch { throw .refused(error) }
                page += 1
            }
            guard listing.isAtEnd else { return listing.end }
            if listing.isSettled {
                listing.end.isShort = listing.isShort
                guard !listing.isShort else { return listing.end }
                listing.end.isWhole = true
                return listing.end
            }
        }
        return listing.end
    }
}

/// The state of reading a listing.
private struct Listing<Record> {
    var end = ListingEnd()
    private(set) var isAtEnd = false
    private var said = ListingTotal()
    private let shortOf: Int
    private var seen: Set<String> = []
    /// Ids of the current reading.
    private var seenNow: Set<String> = []
    private var previous: [JSONValue] = []
    private var isFirst = true
    private var cameAgain = false
    private var isNew = false

    init(shortOf: Int) { self.shortOf = shortOf }

    /// Whether the listing is complete: no entry repeated, or the current reading yielded nothing
    /// new.
    var isSettled: Bool { !cameAgain || (!isFirst && !isNew) }

    /// Whether fewer entries were returned than the POS's own total, or the total is unreadable.
    var isShort: Bool {
        said.hasMore || said.isUnreadable
            || end.count + end.withoutID + end.spoilt < said.rows ?? 0
    }

    mutating func begin() {
        said = ListingTotal()
        isFirst = end.pages == 0
        (isAtEnd, cameAgain, isNew) = (false, false, false)
        (seenNow, previous) = ([], [])
        end.longestPage = 0
        end.withoutID = 0
        end.spoilt = 0
    }

    /// Adds a page and returns its new records.
    mutating func take(
        _ page: ListedPage<Record>, number: Int
    ) throws(POSError) -> [Record] {
        end.pages += 1
        said.merge(page.said)
        if try isServedAgain(page, number) {
            isAtEnd = true
            return []
        }
        end.withoutID += page.entries.count - page.records.count - page.spoilt.count
        end.spoilt += page.spoilt.count
        end.spoiltExample = end.spoiltExample ?? page.spoilt.example
        isAtEnd = page.entries.isEmpty || page.entries.count < end.longestPage
        end.longestPage = max(end.longestPage, page.entries.count)
        previous = page.entries
        return new(page)
    }

    private mutating func new(_ page: ListedPage<Record>) -> [Record] {
        let before = seenNow
        var new: [Record] = []
        for record in page.records {
            let id = page.id(record)
            if !seenNow.insert(id).inserted {
                if before.contains(id) { cameAgain = true }
                if isFirst {
                    end.repeated += 1
                    end.repeatedExample = end.repeatedExample ?? id
                }
            }
            guard seen.insert(id).inserted else { continue }
            isNew = true
            end.count += 1
            new.append(record)
        }
        return new
    }

    /// Whether the page repeats: the POS ignores the page number, or repeats its last page. True if
    /// that proves the end, which only a page shorter than others does; otherwise throws.
    private func isServedAgain(
        _ page: ListedPage<Record>, _ number: Int
    ) throws(POSError) -> Bool {
        guard !page.entries.isEmpty else { return false }
        let isKnown =
            page.records.isEmpty
            ? page.entries == previous
            : page.records.allSatisfy { seenNow.contains(page.id($0)) }
        guard isKnown else { return false }
        if page.entries == previous, page.entries.count < shortOf { return true }
        throw POSError(
            code: .suspicious, path: page.path,
            message: "page \(number) repeats what earlier ones had")
    }
}
