import AlleavesSimulator
import Glibc
import LinuxSystem
import CommandLine
import Synchronization

/// The resources of a demo, created and removed exactly once: a directory below /tmp, a simulated
/// POS and a daemon. Any thread, so that a signal can end it at any time.
final class DemoEnvironment: Sendable {
    private struct State {
        var pos: RunningPOS?
        var daemon: DaemonProcess?
        var isClosed = false
        /// The end of the daemon's log, kept when the directory is removed.
        var log = ""
    }

    /// The daemon's data, socket and log.
    let directory: String
    private let interrupted = Atomic<Bool>(false)
    private let state = Mutex(State())

    init() throws(CommandFailure) {
        directory = try TemporaryDirectory.create(prefix: "posmirror-demo-")
    }

    var socket: String { directory + "/posmirror.sock" }
    var logFile: String { directory + "/posmirrord.log" }
    /// Whether a signal ended the demo.
    var isInterrupted: Bool { interrupted.load(ordering: .acquiring) }

    /// Starts the POS; returns its base URL.
    func startPOS(_ options: SimulatorOptions) throws -> String {
        try state.withLock { state in
            try Self.checkOpen(state)
            do throws(SimulatorError) {
                let pos = try SimulatedPOS(options).start()
                state.pos = pos
                return pos.baseURL
            } catch {
                throw SimulateCommand.failure(error)
            }
        }
    }

    /// Starts the daemon, with memory for an inventory of `products`, and waits until it serves.
    func startDaemon(alleavesURL: String, products: Int) throws {
        // 9 KiB of --memory a product; the default is enough for the usual demo.
        let mebibytes = min(max(1024, products / 1000 * 9), 1_048_576)
        let daemon = try state.withLock { state in
            try Self.checkOpen(state)
            let arguments = [
                "--data", directory + "/data", "--socket", socket, "--alleaves-url", alleavesURL,
                "--memory", "\(mebibytes)",
            ]
            let daemon = try DaemonProcess(arguments: arguments, logFile: logFile)
            state.daemon = daemon
            return daemon
        }
        try daemon.waitUntilReady(seconds: 60)
    }

    /// Ends the demo because of a signal.
    func interrupt() {
        interrupted.store(true, ordering: .releasing)
        // The program ends by a signal anyway.
        try? close()
    }

    /// Stops daemon and POS, and removes the directory. Throws if the daemon failed to stop.
    /// Concurrent calls wait for the first.
    func close() throws(CommandFailure) {
        try state.withLock { state throws(CommandFailure) in
            guard !state.isClosed else { return }
            state.isClosed = true
            defer {
                state.log = LogTail.read(logFile)
                TemporaryDirectory.remove(directory)
            }
            defer { state.pos?.stop() }
            try state.daemon?.stop()
        }
    }

    /// The last lines of the daemon's log. REQUIRES: closed.
    func logTail() -> [String] {
        state.withLock { $0.log.split(separator: "\n").map { String($0) } }
    }

    private static func checkOpen(_ state: borrowing State) throws(CommandFailure) {
        guard !state.isClosed else { throw CommandFailure(.interrupted, "interrupted") }
    }
}
