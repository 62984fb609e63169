import FirestoreModel
import LinuxSystem
import Memory
import TTRPC
import TestSupport

@testable import MirrorService

/// A daemon in this process on a store of its own, for the length of `body`; it does not listen.
func withScratchDaemon(
    _ change: (inout DaemonConfiguration) -> Void = { _ in },
    _ body: (Daemon) throws -> Void
) throws {
    try withTemporaryDirectory { directory in
        var configuration = DaemonConfiguration(
            dataDirectory: "\(directory)/data", socketPath: "\(directory)/s")
        configuration.memory = MemoryBudget(bytes: 16 << 20)
        change(&configuration)
        let daemon = try Daemon(configuration, adapters: [], log: ServiceLog(format: .text))
        defer { daemon.stop() }
        try body(daemon)
    }
}
