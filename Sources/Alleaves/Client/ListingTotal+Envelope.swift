import PointOfSale

extension ListingTotal {
    /// What the members beside a listing say.
    init(_ envelope: AnswerEnvelope) {
        let total = envelope.total.flatMap { $0 > 0 ? Int(clamping: $0) : nil }
        self.init(
            rows: total, isUnreadable: envelope.isTotalUnreadable, hasMore: envelope.hasMore)
    }
}
