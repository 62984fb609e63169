import LinuxSystem

/// The open connections, so that a stop can end them and wait for their threads.
final class ConnectionTable: Sendable {
    private struct State {
        var open: [Int: FileDescriptor] = [:]
        var nextKey = 0
        var isStopping = false
    }

    private let monitor = Monitor(State())
    private let countMax: Int

    init(countMax: Int = SimulatorLimits.connectionsMax) { self.countMax = countMax }

    /// A key for the connection; nil when there are too many or the server stops.
    func add(_ descriptor: FileDescriptor) -> Int? {
        monitor.update { state in
            let isFull = state.open.count >= countMax
            if state.isStopping || isFull { return nil }
            state.nextKey += 1
            state.open[state.nextKey] = descriptor
            return state.nextKey
        }
    }

    func remove(_ key: Int) { monitor.update { _ = $0.open.removeValue(forKey: key) } }

    var isStopping: Bool { monitor.withLock { $0.isStopping } }

    /// Ends all connections and returns when their threads are done with them.
    func stop() {
        let open = monitor.update { state in
            state.isStopping = true
            return Array(state.open.values)
        }
        for descriptor in open { descriptor.shutdown() }
        _ = monitor.wait { $0.open.isEmpty ? true : nil }
    }

    /// Cuts all connections; new ones are welcome.
    func cutAll() {
        let open = monitor.withLock { Array($0.open.values) }
        for descriptor in open { descriptor.shutdown() }
    }
}
