/// A listing of the POS that was not proved complete, so that missing entries prove nothing: no
/// product is hidden, no rule cleared, no watermark advanced.
public struct IncompleteListing: Equatable, Sendable {
    /// Why it is not trusted. Raw values are stored in status documents.
    public enum Code: String, Sendable, CaseIterable {
        /// Empty, where it had entries before.
        case empty
        /// Fewer entries than its own total, or a missing page.
        case short
        /// Unreadable entries, or entries without an id.
        case unreadable
        /// Far fewer entries than last time.
        case shrunk
        /// Most prices are lost, or many times higher or lower than last time.
        case implausible
        /// A limit of the mirror ended the reading.
        case bounded
        /// The POS could not be read to the end.
        case failed
    }

    /// `inventory`, `discounts`, `orders`, `customers`, `brands`…
    public let listing: String
    /// The location's document id; nil where the listing is not one location's.
    public let location: String?
    public let code: Code
    /// A sentence, with what to do if possible.
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
