/// What a listing says of how many entries there are: rows of the inventory their `total_rows`, an
/// envelope the same, or that there are more.
package struct ListingTotal: Equatable, Sendable {
    /// The largest number said; nil where none is.
    package private(set) var rows: Int?
    /// Something is said that is no number of rows, so nothing proves what came to be all.
    package private(set) var isUnreadable = false
    /// The answer says that there are more rows behind it.
    package private(set) var hasMore = false

    package init() {}

    package init(rows: Int?, isUnreadable: Bool = false, hasMore: Bool = false) {
        self.rows = rows
        self.isUnreadable = isUnreadable
        self.hasMore = hasMore
    }

    /// Takes what a row says; returns whether it could be read.
    package mutating func take(_ number: DecimalNumber) -> Bool {
        // Some answers count from a page on and say 0: that is no number of what came.
        guard number.mantissa != 0 else { return true }
        guard let value = number.identifier else {
            isUnreadable = true
            return false
        }
        rows = max(rows ?? 0, Int(clamping: value))
        return true
    }

    /// Something that is not even a number.
    package mutating func takeUnreadable() { isUnreadable = true }

    /// Adds what a later page says.
    package mutating func merge(_ later: ListingTotal) {
        if let more = later.rows { rows = max(rows ?? 0, more) }
        isUnreadable = isUnreadable || later.isUnreadable
        hasMore = later.hasMore
    }
}
