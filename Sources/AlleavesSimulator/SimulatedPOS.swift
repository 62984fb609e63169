/// A simulated POS, not yet started.
public struct SimulatedPOS: Sendable {
    private let options: SimulatorOptions

    public init(_ options: SimulatorOptions = SimulatorOptions()) { self.options = options }

    /// Listens and serves until ``RunningPOS/stop()``. Rows are generated on request, so the number
    /// of products does not delay the start.
    public func start() throws(SimulatorError) -> RunningPOS { try RunningPOS(options) }
}
