/// A listing of the POS that was not proved whole, so that what is missing from it counts for
/// nothing: no product is hidden, no rule cleared, no watermark moved.
public struct IncompleteListing: Equatable, Sendable {
    /// Why it is not believed. Raw values are stored in status documents.
    public enum Code: String, Sendable, CaseIterable {
        /// Nothing, where there was something.
        case empty
        /// Less than its own total says, or a page more did not come.
        case short
        /// Entries that cannot be read, or have no id.
        case unreadable
        /// Far fewer than the time before.
        case shrunk
        /// A bound of this mirror ended the reading.
        case bounded
        /// The POS could not be read to the end.
        case failed
    }

    /// `inventory`, `discounts`, `orders`, `customers`, `brands`…
    public let listing: String
    /// The location's document id; nil where the listing is not one location's.
    public let location: String?
    public let code: Code
    /// In words, with what to do where something can be done.
    public let reason: String

    public init(_ listing: String, location: String? = nil, _ code: Code, _ reason: String) {
        self.listing = listing
        self.location = location
        self.code = code
        self.reason = reason
    }

    /// One sentence for warnings and logs.
    public var text: String {
        let place = location.map { " of location \($0)" } ?? ""
        return "suspicious \(listing)\(place): \(reason)"
    }
}
