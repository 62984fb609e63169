/// What was found about the batches asked for.
public struct BatchLookup: Equatable, Sendable {
    /// Ascending by id, only ids that were asked for.
    public var batches: [BatchDetails]
    /// Ids without an answer: unknown to the POS, failed, or beyond the bound of single calls.
    public var missingCount: Int

    public init(batches: [BatchDetails], missingCount: Int) {
        self.batches = batches
        self.missingCount = missingCount
    }
}
