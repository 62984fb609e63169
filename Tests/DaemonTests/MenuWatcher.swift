import LinuxSystem
import MirrorClient
import MirrorMessages

/// A stream of WatchMenu on a connection and thread of its own.
final class MenuWatcher {
    private let client: MirrorClient
    private let thread: SystemThread
    private let updates: Monitor<[MenuUpdate]>

    /// - Parameter location: one store of the tenant; empty for the tenant.
    init(_ daemon: TestDaemon, location: String = "", knownVersion: UInt64 = 0) throws {
        let client = try daemon.connect()
        let updates = Monitor<[MenuUpdate]>([])
        self.client = client
        self.updates = updates
        thread = SystemThread(name: "test-watcher") {
            var request = WatchMenuRequest()
            request.orgId = TestDaemon.org
            request.locationId = location
            request.knownVersion = knownVersion
            try? client.stream(MenuCall.watchMenu, request, endless: true) {
                (update: MenuUpdate) in
                updates.update { $0.append(update) }
            }
        }
    }

    /// Waits until the updates so far satisfy `condition`; false after half a minute.
    func wait(_ condition: ([MenuUpdate]) -> Bool) -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        return updates.wait(untilNanoseconds: deadline) { condition($0) ? true : nil } ?? false
    }

    /// The updates so far.
    var all: [MenuUpdate] { updates.withLock { $0 } }

    /// Ends it; whether versions never fell.
    func stop() -> Bool {
        client.close()
        thread.join()
        let versions = updates.withLock { $0.map(\.version) }
        return versions == versions.sorted()
    }
}
