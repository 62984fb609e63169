/// A POS to be started.
public struct SimulatedPOS: Sendable {
    private let options: SimulatorOptions

    public init(_ options: SimulatorOptions = SimulatorOptions()) { self.options = options }

    /// Opens the port and serves until ``RunningPOS/stop()``. Nothing is generated ahead, so a
    /// million products are ready as fast as one.
    public func start() throws(SimulatorError) -> RunningPOS { try RunningPOS(options) }
}
