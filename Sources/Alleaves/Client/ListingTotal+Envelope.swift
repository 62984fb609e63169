import PointOfSale

extension ListingTotal {
    /// From the members besides a listing.
    init(_ envelope: ResponseEnvelope) {
        let total = envelope.total.flatMap { $0 > 0 ? Int(clamping: $0) : nil }
        self.init(
            rows: total, isUnreadable: envelope.isTotalUnreadable, hasMore: envelope.hasMore)
    }
}
