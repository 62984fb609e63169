import LinuxSystem

/// The open connections, which a stop closes and whose threads it waits for.
final class ConnectionTable: Sendable {
    private struct State {
        var open: [Int: FileDescriptor] = [:]
        var nextKey = 0
        var isStopping = false
    }

    private let monitor = Monitor(State())
    private let countMax: Int

    init(countMax: Int = SimulatorLimits.connectionsMax) { self.countMax = countMax }

    /// Adds a connection; nil if there are too many or the server is stopping.
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

    /// Closes all connections and waits for their threads.
    func stop() {
        let open = monitor.update { state in
            state.isStopping = true
            return Array(state.open.values)
        }
        for descriptor in open { descriptor.shutdown() }
        _ = monitor.wait { $0.open.isEmpty ? true : nil }
    }

    /// Closes all connections; new ones are accepted.
    func cutAll() {
        let open = monitor.withLock { Array($0.open.values) }
        for descriptor in open { descriptor.shutdown() }
    }
}
