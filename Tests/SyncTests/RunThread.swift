import LinuxSystem
import Synchronization
import Testing

@testable import Sync

/// Runs a sync on a thread of its own.
final class RunThread: Sendable {
    private final class Box: Sendable {
        let report = Mutex<SyncReport?>(nil)
    }

    private let thread: SystemThread
    private let box: Box

    init(
        _ engine: SyncEngine, _ kind: SyncKind, org: String = TestMirror.org,
        orders: OrderSyncOptions = OrderSyncOptions()
    ) {
        let box = Box()
        self.box = box
        thread = SystemThread(name: "test-run") {
            let report = engine.run(kind, org: org, orders: orders)
            box.report.withLock { $0 = report }
        }
    }

    func wait() throws -> SyncReport {
        thread.join()
        return try #require(box.report.withLock { $0 })
    }
}
