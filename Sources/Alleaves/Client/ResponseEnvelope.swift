import JSON
import PointOfSale

/// The members besides a listing: whether it is an error response, partial, and the total number of
/// entries. An array has none.
struct ResponseEnvelope {
    /// The POS reports that the call failed.
    let isError: Bool
    /// The POS reports more entries, or a partial response.
    let hasMore: Bool
    /// The total number of entries; nil if not given.
    let total: Int64?
    /// The total is given but unreadable.
    let isTotalUnreadable: Bool
    /// The total number of pages.
    private let pages: Int64?

    init(_ answer: JSONValue) {
        let parts = [answer] + Self.partKeys.compactMap { answer[$0] }
        isError = Self.isError(answer)
        hasMore = parts.contains(where: Self.hasMore)
        total = parts.flatMap { part in
            Self.totalKeys.compactMap { part[$0]?.integer }
        }.max()
        isTotalUnreadable = parts.contains { part in
            Self.totalKeys.contains { key in
                guard let reading = part[key]?.integerReading else { return false }
                if case .read(let number) = reading { return number < 0 }
                return reading == .unreadable
            }
        }
        pages = parts.flatMap { part in
            Self.pageCountKeys.compactMap { part[$0]?.integer }
        }.max()
    }

    /// Whether there are pages after page `number`, counted from 1.
    func hasPage(after number: Int) -> Bool { (pages ?? 0) > Int64(number) }

    private static func isError(_ answer: JSONValue) -> Bool {
        for key in successKeys where answer[key]?.bool == false { return true }
        for key in errorKeys {
            if let value = answer[key], isSaid(value) { return true }
        }
        for key in statusKeys {
            guard let value = answer[key] else { continue }
            if let number = value.integer, (400..<600).contains(number) { return true }
            if let word = value.text?.lowercased(), failedWords.contains(word) { return true }
        }
        return false
    }

    private static func hasMore(_ part: JSONValue) -> Bool {
        for key in moreKeys where part[key]?.bool == true { return true }
        for key in nextKeys {
            if let value = part[key], isSaid(value) { return true }
        }
        return statusKeys.contains { part[$0]?.text?.lowercased() == "partial" }
    }

    /// Whether a value is set: not false, not 0, not empty.
    private static func isSaid(_ value: JSONValue) -> Bool {
        switch value {
        case .null: return false
        case .bool(let flag): return flag
        case .array(let elements): return elements.contains(where: isSaid)
        case .object(let members): return members.contains { isSaid($0.value) }
        case .number, .string:
            guard let text = value.text else { return false }
            return FlagText.value(of: text.utf8) != false
        }
    }

    private static let successKeys = ["success", "ok", "succeeded"]
    private static let errorKeys = ["error", "errors"]
    private static let statusKeys = ["status", "statusCode", "status_code"]
    private static let failedWords: Set<String> = ["error", "failed", "failure", "fail"]
    private static let partKeys = [
        "meta", "pagination", "paging", "page_info", "pageInfo", "links", "_links",
    ]
    private static let totalKeys = [
        "total", "total_rows", "totalRows", "total_count", "totalCount", "total_records",
        "totalRecords", "total_items", "totalItems", "count",
    ]
    private static let pageCountKeys = [
        "pages", "total_pages", "totalPages", "last_page", "lastPage",
    ]
    private static let moreKeys = [
        "has_more", "hasMore", "has_next", "hasNext", "has_next_page", "hasNextPage", "partial",
        "truncated", "incomplete",
    ]
    private static let nextKeys = [
        "next", "next_page", "nextPage", "next_url", "nextUrl", "next_link", "nextLink",
        "next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next_page_url",
    ]

    /// All members that are read.
    static let keys = Set(
        successKeys + errorKeys + statusKeys + partKeys + totalKeys + pageCountKeys + moreKeys
            + nextKeys)
}
