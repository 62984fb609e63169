import CommandLine
import Foundation
import LinuxSystem
import MirrorClient

/// A posmirrord process on a store with the generated catalog.
final class BenchDaemon {
    /// The timeout for starting on a store of any size, in seconds.
    private static let readySecondsMax: UInt64 = 300

    let directory: String
    let socket: String
    private let process: DaemonProcess
    private let isTemporary: Bool
    private var isStopped = false

    /// Creates or checks the store, then starts the daemon on it.
    convenience init(_ options: BenchOptions, keepsStore: Bool = false) throws(BenchFailure) {
        var kept = options
        if options.data == nil {
            let directory = try inEnvironment {
                try TemporaryDirectory.create(prefix: "posmirror-bench-")
            }
            TemporaryDirectory.remove(directory)
            kept.output = directory
            try BenchMirror.prepare(kept)
            kept.data = directory
        } else {
            try BenchMirror(kept).close()
        }
        try self.init(
            directory: try kept.required(kept.data, "--data"),
            isTemporary: options.data == nil && !keepsStore)
    }

    /// Starts a daemon on an existing or new store in `directory`.
    init(directory: String, isTemporary: Bool) throws(BenchFailure) {
        self.directory = directory
        self.isTemporary = isTemporary
        socket = "/tmp/posmirror-bench-\(SystemProcess.pid).sock"
        let socket = socket
        process = try inEnvironment {
            try DaemonProcess(
                arguments: ["--data", directory + "/data", "--socket", socket],
                logFile: directory + "/log")
        }
        let process = process
        try inEnvironment { try process.waitUntilReady(seconds: Self.readySecondsMax) }
    }

    var residentMegabytes: Double { ResidentMemory.megabytes(pid: process.pid) }
    var privateMegabytes: Double { ResidentMemory.privateMegabytes(pid: process.pid) }
    var peakMegabytes: Double { ResidentMemory.peakMegabytes(pid: process.pid) }

    /// A connection for calls that are not timed.
    func client() throws(BenchFailure) -> MirrorClient {
        try inEnvironment { try MirrorClient(socket: socket) }
    }

    /// Stops the daemon, whose exit code must be 0, and removes temporary files.
    func stop() throws(BenchFailure) {
        guard !isStopped else { return }
        isStopped = true
        try inEnvironment { try process.stop() }
        if isTemporary { TemporaryDirectory.remove(directory) }
    }

    deinit {
        // After a failure: the process must not outlive this one.
        try? stop()
    }
}
