import AlleavesSimulator
import FirestoreModel
import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import TestSupport
import Testing

/// A simulated POS in this process and a daemon in one of its own that mirrors it.
final class TestDaemon {
    static let org = "acme"
    let pos: RunningPOS
    let directory: String
    let account: Account
    private let options: [String]
    private let environment: [String]
    private(set) var process: ChildProcess
    private(set) var client: MirrorClient
    private var isRunning = true

    /// What the simulator takes for a login.
    struct Account {
        var username = "demo@example.com"
        var password = "demo"
        var pin = "1234"
    }

    var socket: String { "\(directory)/s" }
    var data: String { "\(directory)/data" }
    var log: String { contents(of: "\(directory)/log") }

    fileprivate init(
        _ pos: RunningPOS, _ account: Account, _ options: [String], _ environment: [String]
    ) throws {
        self.pos = pos
        self.account = account
        self.options = options
        self.environment = environment
        directory = try makeDirectory()
        (process, client) = try Self.start(directory, pos, options, environment)
    }

    private static func start(
        _ directory: String, _ pos: RunningPOS, _ options: [String], _ environment: [String]
    ) throws -> (ChildProcess, MirrorClient) {
        let process = try ChildProcess(
            "posmirrord",
            [
                "--data", "\(directory)/data", "--socket", "\(directory)/s", "--memory", "32",
                "--schedule", "off",
                "--alleaves-url", pos.baseURL,
            ] + options, errorFile: "\(directory)/log",
            environment: ["PATH=/usr/bin:/bin"] + environment)
        let ready = process.line(startingWith: "ready ")
        #expect(ready == "ready \(directory)/s")
        return (process, try MirrorClient(socket: "\(directory)/s"))
    }

    /// Ends the daemon in order and expects exit code 0.
    func stop() {
        guard isRunning else { return }
        isRunning = false
        client.close()
        process.send(SIGTERM)
        #expect(process.wait() == .exit(0), "\(log.suffix(2000))")
    }

    /// Ends the daemon as a crash would.
    func kill() {
        isRunning = false
        process.send(SIGKILL)
        #expect(process.wait() == .signal(SIGKILL))
        client.close()
    }

    /// Starts the daemon again on the same data.
    func restart() throws {
        stop()
        (process, client) = try Self.start(directory, pos, options, environment)
        isRunning = true
    }

    fileprivate func remove() {
        stop()
        removeTree(directory)
    }

    /// Connects anew to the process, which may have replaced itself; throws until it listens.
    func reconnect() throws {
        client.close()
        client = try MirrorClient(socket: socket)
    }

    /// Another connection, with metadata that goes with its calls.
    func connect(metadata: [(String, String)] = []) throws -> MirrorClient {
        try MirrorClient(socket: socket, metadata: metadata)
    }

    /// Runs `posmirror` against the daemon.
    func posmirror(
        _ arguments: String..., input: String? = nil, environment: [String] = []
    ) throws -> ProgramRun {
        try posmirror(arguments, input: input, environment: environment)
    }

    /// As above.
    func posmirror(
        _ arguments: [String], input: String? = nil, environment: [String] = []
    ) throws -> ProgramRun {
        try ProgramRun(
            "posmirror", ["--socket", socket] + arguments, in: directory, input: input,
            environment: environment)
    }
}

/// Runs a daemon with an account at the POS for the length of `body`; it must end well.
func withDaemon(
    products: Int = 60, account: TestDaemon.Account = .init(), options: [String] = [],
    environment: [String] = [], _ change: (inout SimulatorOptions) -> Void = { _ in },
    _ body: (TestDaemon) throws -> Void
) throws {
    var simulator = SimulatorOptions()
    simulator.products = products
    simulator.today = String(
        Timestamp(microseconds: SystemClock.wallMicroseconds()).rfc3339.prefix(10))
    simulator.discounts = 0
    simulator.username = account.username
    simulator.password = account.password
    simulator.pin = account.pin
    change(&simulator)
    let pos = try SimulatedPOS(simulator).start()
    defer { pos.stop() }
    let daemon = try TestDaemon(pos, account, options, environment)
    defer { daemon.remove() }
    try daemon.putLocation()
    try body(daemon)
}

/// A program that ran to its end.
struct ProgramRun {
    let end: ProcessEnd
    let output: String
    let error: String

    init(
        _ program: String, _ arguments: [String], in directory: String, input: String? = nil,
        environment: [String] = []
    ) throws {
        let name = "\(directory)/run-\(SystemRandom.uint64())"
        if let input { try write(input, to: "\(name).in") }
        let process = try ChildProcess(
            program, arguments, errorFile: "\(name).err",
            environment: ["PATH=/usr/bin:/bin"] + environment,
            inputFile: input == nil ? "/dev/null" : "\(name).in")
        end = process.wait()
        output = process.text
        error = contents(of: "\(name).err")
    }
}
