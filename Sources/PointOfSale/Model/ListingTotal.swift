import Decimals

/// A listing's own total number of entries: `total_rows` of inventory rows or of an envelope, or a
/// flag that there are more.
package struct ListingTotal: Equatable, Sendable {
    /// The largest number given; nil if none.
    package private(set) var rows: Int?
    /// A total is given but unreadable, so completeness cannot be proved.
    package private(set) var isUnreadable = false
    /// The response says that there are more rows.
    package private(set) var hasMore = false

    package init() {}

    package init(rows: Int?, isUnreadable: Bool = false, hasMore: Bool = false) {
        self.rows = rows
        self.isUnreadable = isUnreadable
        self.hasMore = hasMore
    }

    /// Adds a row's number; returns whether it was readable.
    package mutating func take(_ number: DecimalNumber) -> Bool {
        // Some responses give 0 on later pages, which is no total.
        guard number.mantissa != 0 else { return true }
        guard let value = number.identifier else {
            isUnreadable = true
            return false
        }
        rows = max(rows ?? 0, Int(clamping: value))
        return true
    }

    /// Adds a value that is not a number.
    package mutating func takeUnreadable() { isUnreadable = true }

    /// Merges the total of a later page.
    package mutating func merge(_ later: ListingTotal) {
        if let more = later.rows { rows = max(rows ?? 0, more) }
        isUnreadable = isUnreadable || later.isUnreadable
        hasMore = later.hasMore
    }
}
