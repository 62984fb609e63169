import AlleavesSimulator
import FirestoreModel
import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import TestSupport

/// The surroundings of a trial: a directory, a simulated POS, and the daemon that is harmed.
final class Scene {
    static let org = "acme"
    /// The database of the documents that a trial writes itself.
    static let database = "torture"

    let directory: String
    let seed: UInt64
    let pos: RunningPOS
    let settings: TortureSettings
    var data: String
    /// What every start is given besides.
    var environment: [String] = []
    var options: [String] = []
    var callSeconds = TortureLimits.callSeconds
    private var starts = 0
    private(set) var victim: Victim?

    /// What came of a start.
    enum Start {
        case ready
        case refused(code: Int32, said: String)
        case crashed(Victim.End, said: String)
        case hung(said: String)
    }

    init(_ settings: TortureSettings, seed: UInt64, products: Int = 24) throws {
        self.settings = settings
        self.seed = seed
        directory = try settings.makeDirectory()
        data = "\(directory)/data"
        var options = SimulatorOptions()
        options.products = products
        options.discounts = 0
        options.orders = 10
        options.customers = 5
        options.seed = seed
        pos = try SimulatedPOS(options).start()
    }

    /// Ends everything; removes the directory unless it is to be kept.
    func close(keeping: Bool = false) {
        victim?.send(SIGKILL)
        _ = victim?.wait(seconds: TortureLimits.stopSeconds)
        victim = nil
        pos.stop()
        if !keeping { removeTree(directory) }
    }

    /// The newest start's socket: one that a dead daemon left is none.
    var socket: String { "\(directory)/s\(starts)" }
    var log: String { "\(directory)/log" }

    /// Starts a daemon on `data` and waits for what comes of it.
    func start(
        limits: String = "", options: [String] = [], environment: [String] = []
    ) throws -> Start {
        let victim = try launch(limits: limits, options: options, environment: environment)
        if victim.isReady(seconds: TortureLimits.startSeconds) { return .ready }
        switch victim.wait(seconds: 1) {
        case .exit(let code)?: return .refused(code: code, said: victim.said)
        case .signal(let number)?: return .crashed(.signal(number), said: victim.said)
        case nil:
            victim.send(SIGKILL)
            _ = victim.wait(seconds: TortureLimits.stopSeconds)
            return .hung(said: victim.said)
        }
    }

    /// Starts a daemon and does not wait.
    @discardableResult
    func launch(
        limits: String = "", options: [String] = [], environment: [String] = []
    ) throws -> Victim {
        starts += 1
        let started = try Victim(
            settings.daemon,
            [
                "--data", data, "--socket", socket, "--memory", "16", "--schedule", "off",
                "--alleaves-url", pos.baseURL,
            ] + self.options + options, log: log, limits: limits,
            environment: self.environment + environment)
        victim = started
        return started
    }

    /// Ends the daemon as a crash does; the find where it had ended by itself before.
    func kill() -> [Find] {
        guard let victim else { return [] }
        if let end = victim.endSoFar {
            return [Find(.crash, "it ended by itself: \(end); \(victim.said.lastLines)")]
        }
        victim.send(SIGKILL)
        _ = victim.wait(seconds: TortureLimits.stopSeconds)
        return []
    }

    /// Ends the daemon in order; a find where it does not.
    func stop() -> [Find] {
        guard let victim else { return [] }
        if let end = victim.endSoFar {
            return [Find(.crash, "it ended by itself: \(end); \(victim.said.lastLines)")]
        }
        victim.send(SIGTERM)
        switch victim.wait(seconds: TortureLimits.stopSeconds) {
        case .exit(0)?: return []
        case let end?: return [Find(.crash, "SIGTERM: \(end); \(victim.said.lastLines)")]
        case nil:
            victim.send(SIGKILL)
            _ = victim.wait(seconds: TortureLimits.stopSeconds)
            return [Find(.crash, "SIGTERM: still there after \(TortureLimits.stopSeconds) s")]
        }
    }

    /// Runs posmirror to its end; a find where it does not end well.
    func command(_ words: [String]) throws -> [Find] {
        guard let program = BuiltProgram.path("posmirror") else {
            throw CannotPrepare(description: "there is no posmirror beside this program")
        }
        let run = try Victim(
            program, ["--socket", socket] + words, log: log, environment: environment)
        switch run.wait(seconds: TortureLimits.stopSeconds) {
        case .exit(0)?: return []
        case let end:
            let how = end.map { "\($0)" } ?? "no end"
            return [Find(.crash, "posmirror \(words[0]): \(how); \(run.said.lastLines)")]
        }
    }

    func connect(database: String = MirrorClient.mirrorDatabase) throws -> MirrorClient {
        var client = try MirrorClient(socket: socket)
        client.timeoutSeconds = callSeconds
        client.database = database
        return client
    }

    /// Calls `body` with a connection of its own.
    func connected<Result>(
        database: String = MirrorClient.mirrorDatabase, _ body: (MirrorClient) throws -> Result
    ) throws -> Result {
        let client = try connect(database: database)
        defer { client.close() }
        return try body(client)
    }

    /// Stores the location, and mirrors the inventory for the first time.
    func prepare() throws {
        try connected { client in
            try client.updateDocument(
                ResourcePath(uncheckedSegments: ["locations", "main"]),
                fields: [
                    "orgId": .string(Self.org), "timezone": "America/New_York",
                    "posConfig": .map([
                        "provider": "alleaves", "status": "active", "username": "demo@example.com",
                        "password": "demo", "pin": "1234", "locationId": "1000",
                    ]),
                ])
            let reply = try client.syncProducts(Self.org)
            guard reply.success else { throw CannotPrepare(description: reply.error) }
        }
    }

    struct CannotPrepare: Error, CustomStringConvertible { let description: String }
}

extension Scene.Start {
    /// The find where the store should have opened.
    var finds: [Find] {
        switch self {
        case .ready: []
        case .refused(let code, let said):
            [Find(.crash, "refused to start, exit code \(code): \(said.lastLines)")]
        case .crashed(let end, let said): [Find(.crash, "start: \(end); \(said.lastLines)")]
        case .hung(let said): [Find(.crash, "start hung: \(said.lastLines)")]
        }
    }
}

extension String {
    /// The last lines of a log, short enough for one line of a report.
    var lastLines: String {
        let lines = split(separator: "\n").suffix(3).joined(separator: " | ")
        return String(lines.suffix(400))
    }
}
