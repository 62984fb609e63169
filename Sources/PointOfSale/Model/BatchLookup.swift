/// Details of the requested batches.
public struct BatchLookup: Equatable, Sendable {
    /// Ascending by id, only requested ids.
    public var batches: [BatchDetails]
    /// Number of ids without details: unknown to the POS, failed, or beyond the limit of single
    /// calls.
    public var missingCount: Int

    public init(batches: [BatchDetails], missingCount: Int) {
        self.batches = batches
        self.missingCount = missingCount
    }
}
