import Foundation
import Glibc
import LinuxSystem
import TestSupport
import Testing

/// Protocol/bridge/bridge.py as a process of its own, in front of a daemon.
final class TestBridge {
    /// host:port, as FIRESTORE_EMULATOR_HOST wants it.
    let host: String
    private let process: ChildProcess
    fileprivate let directory: String

    init(_ daemon: TestDaemon) throws {
        directory = daemon.directory
        process = try ChildProcess(
            try Python.interpreter(),
            [Python.top + "/Protocol/bridge/bridge.py", "--socket", daemon.socket, "--port", "0"],
            errorFile: "\(directory)/bridge")
        let ready = "ready "
        let line = try #require(
            process.line(startingWith: ready), "\(contents(of: "\(directory)/bridge"))")
        host = String(line.dropFirst(ready.count))
    }

    /// Ends the bridge in order.
    func stop() {
        process.send(SIGTERM)
        #expect(process.wait() == .exit(0))
        #expect(contents(of: "\(directory)/bridge") == "")
    }

    /// Runs one of Python/*.py, which must pass exactly these checks, in this order.
    func scenario(_ name: String, _ arguments: String..., passes checks: [String]) throws {
        try Scenario(name, arguments, self).expect(checks)
    }

    /// Starts one of Python/*.py.
    func start(_ name: String, _ arguments: String...) throws -> Scenario {
        try Scenario(name, arguments, self)
    }

    /// One of Python/*.py while it runs.
    struct Scenario {
        let process: ChildProcess
        private let errors: String

        fileprivate init(_ name: String, _ arguments: [String], _ bridge: TestBridge) throws {
            errors = "\(bridge.directory)/\(name)-\(SystemRandom.uint64()).err"
            process = try ChildProcess(
                try Python.interpreter(),
                [Python.top + "/Tests/DaemonTests/Python/\(name).py"] + arguments,
                errorFile: errors,
                environment: ["PATH=/usr/bin:/bin", "FIRESTORE_EMULATOR_HOST=\(bridge.host)"])
        }

        /// Waits for the end, which must be a good one with these checks.
        func expect(_ checks: [String]) {
            let end = process.wait(seconds: 180)
            #expect(end == .exit(0), "\(contents(of: errors).suffix(3000))")
            let lines = process.text.split(separator: "\n").map(String.init)
            #expect(lines == checks.map { "ok \($0)" })
        }
    }
}

/// Runs a daemon and a bridge in front of it for the length of `body`; both must end well.
func withBridge(_ body: (TestDaemon, TestBridge) throws -> Void) throws {
    try withDaemon { daemon in
        let bridge = try TestBridge(daemon)
        defer { bridge.stop() }
        try body(daemon, bridge)
    }
}

/// The Python of the tests, with the packages that .ci/python installs.
enum Python {
    /// The top of the source tree.
    static let top = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path

    /// The interpreter in .venv, which is made now where it is missing.
    static func interpreter() throws -> String { try made.get() }

    private static let made = Result { try make() }

    private static func make() throws -> String {
        let directory = try makeDirectory()
        defer { removeTree(directory) }
        let setup = try ChildProcess(
            "\(top)/.ci/python", [], errorFile: "\(directory)/err",
            environment: ProcessInfo.processInfo.environment.map { "\($0)=\($1)" })
        guard setup.wait(seconds: 600) == .exit(0),
            let path = setup.text.split(separator: "\n").last
        else { throw ChildProcessError(description: contents(of: "\(directory)/err")) }
        return String(path)
    }
}
