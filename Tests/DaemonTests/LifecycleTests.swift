import AlleavesSimulator
import FirestoreModel
import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import TestSupport
import Testing

/// Start, stop, crash and start again.
@Suite struct LifecycleTests {
    @Test func aSecondDaemonOnTheSameDataSaysSoAndExits75() throws {
        try withDaemon { daemon in
            let run = try ProgramRun(
                "posmirrord",
                ["--data", daemon.data, "--socket", "\(daemon.directory)/other"],
                in: daemon.directory)
            #expect(run.end == .exit(75))
            #expect(run.output.isEmpty)
            #expect(run.error.contains("another daemon has \(daemon.data) open"))
            #expect(try daemon.client.health() == .serving)
        }
    }

    @Test func aSecondDaemonOnTheSameSocketSaysSoAndExits69() throws {
        try withDaemon { daemon in
            let run = try ProgramRun(
                "posmirrord", ["--data", "\(daemon.directory)/d2", "--socket", daemon.socket],
                in: daemon.directory)
            #expect(run.end == .exit(69))
            #expect(run.error.contains(daemon.socket))
            #expect(try daemon.client.health() == .serving)
        }
    }

    /// A start ends at once where whoever listens at the path accepts nobody any more.
    @Test func aStartDoesNotHangOnADeafSocket() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/s"
            let deaf = try ListeningSocket(unixPath: path, backlog: 0)
            var waiting: [FileDescriptor] = []
            while let next = try? Socket.connect(unixPath: path, wait: false) {
                waiting.append(next)
            }
            let run = try ProgramRun(
                "posmirrord", ["--data", "\(directory)/data", "--socket", path], in: directory)
            #expect(run.end == .exit(69))
            #expect(run.error.contains("\(path), where a process listens that does not answer"))
            #expect(run.output.isEmpty)
            deaf.shutdown()
        }
    }

    /// What lies where a daemon's socket cannot be made.
    enum BadSocket: CaseIterable {
        case aFile, aDirectory, tooLongAPath, noDirectory, aDirectoryOfTheKernel

        func path(in directory: String) -> String {
            switch self {
            case .aFile:
                let path = "\(directory)/file"
                close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600))
                return path
            case .aDirectory: return directory
            // sun_path has 108 bytes (unix(7)).
            case .tooLongAPath: return "\(directory)/" + String(repeating: "s", count: 108)
            case .noDirectory: return "\(directory)/none/of/these"
            // Where root may not write either.
            case .aDirectoryOfTheKernel: return "/proc/posmirror.sock"
            }
        }
    }

    /// A path that no socket can have is wrong usage, whatever lies there.
    private static func code(_ bad: BadSocket) -> Int32 { bad == .tooLongAPath ? 64 : 69 }

    /// A daemon that cannot listen never says that it is ready, and leaves nothing locked.
    @Test(arguments: BadSocket.allCases)
    func aSocketThatCannotBeMadeEndsTheDaemonBeforeItIsReady(bad: BadSocket) throws {
        try withDaemon { daemon in
            daemon.stop()
            let socket = bad.path(in: daemon.directory)
            let run = try ProgramRun(
                "posmirrord", ["--data", daemon.data, "--socket", socket], in: daemon.directory)
            #expect(run.end == .exit(Self.code(bad)), "\(run.error)")
            #expect(run.output.isEmpty, "it said that it is ready")
            let said = bad == .tooLongAPath ? "107 bytes" : "posmirrord: \(socket): "
            #expect(run.error.contains(said))
            try daemon.restart()
            #expect(try daemon.client.health() == .serving)
        }
    }

    /// The line `ready` is a promise: whoever has read it is answered.
    @Test func whoeverConnectsAfterReadyIsServed() throws {
        try withDaemon { daemon in
            for _ in 0..<3 {
                try daemon.restart()
                #expect(try daemon.connect().health() == .serving)
            }
        }
    }

    @Test(arguments: [
        ("--nonsense", Int32(64)), ("--sync sometimes", 64), ("--memory 1", 64),
        ("--alleaves-url ftp://x", 64), ("--config /nonexistent.json", 64),
        ("--data /proc/nope/nope", 73), ("--single-tenant", 64),
    ])
    func aWrongStartEndsWithItsDocumentedCode(words: String, code: Int32) throws {
        try withTemporaryDirectory { directory in
            let arguments = words.split(separator: " ").map { String($0) }
            let base = arguments.contains("--data") ? [] : ["--data", "\(directory)/d"]
            let run = try ProgramRun(
                "posmirrord", base + ["--socket", "\(directory)/s"] + arguments, in: directory)
            #expect(run.end == .exit(code), "\(run.error)")
            #expect(run.error.hasPrefix("posmirrord: "))
            #expect(run.output.isEmpty)
        }
    }

    @Test func helpAndVersionAreAnswersOfTheirOwn() throws {
        try withTemporaryDirectory { directory in
            let help = try ProgramRun("posmirrord", ["--help"], in: directory)
            #expect(help.end == .exit(0))
            #expect(help.output.contains("Exit codes"))
            let version = try ProgramRun("posmirrord", ["--version"], in: directory)
            #expect(version.output.hasPrefix("posmirrord "))
        }
    }

    @Test func aRestartServesTheSameBytes() throws {
        try withDaemon(products: 150, { $0.discounts = 30 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let menu = try daemon.menu()
            let documents = try daemon.productBytes()
            try daemon.restart()
            #expect(try daemon.menu() == menu)
            #expect(try daemon.productBytes() == documents)
            #expect(try daemon.client.verify().problems.isEmpty)
            #expect(try daemon.sync(.products).unchanged == 150)
            daemon.stop()
            // The socket's file goes with the daemon.
            #expect(access(daemon.socket, F_OK) != 0)
        }
    }

    @Test func sigtermDuringASyncDrainsAndExits0() throws {
        try withDaemon { daemon in
            let gate = daemon.pos.hold("/inventory/search")
            let thread = try SyncThread(daemon, .products)
            #expect(gate.waitUntilHeld())
            daemon.stop()
            // The sync was told to end: its caller has an answer or a closed connection.
            let reply = thread.reply()
            #expect(reply?.success != true)
            gate.release()
            #expect(daemon.log.contains("stopped"))
            #expect(daemon.log.contains("stopped during the sync of products; stored by then: 0"))
            try daemon.restart()
            let status = try daemon.status()
            #expect(status.status == "error")
            #expect(status.lastError.contains("stored by then: 0 products"))
            #expect(try daemon.sync(.products).created == 60)
        }
    }

    @Test func aCrashDuringTheFetchLeavesTheTreeAndIsSaidAtTheNextStart() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let documents = try daemon.productBytes()
            let gate = daemon.pos.hold("/inventory/search", afterBodyBytes: 5_000)
            let thread = try SyncThread(daemon, .products)
            #expect(gate.waitUntilHeld())
            daemon.kill()
            #expect(thread.error()?.code == .unavailable)
            gate.release()
            try daemon.restart()
            #expect(try daemon.productBytes() == documents)
            let status = try daemon.status()
            #expect(status.status == "error")
            #expect(status.lastError.contains("the next one completes it"))
            #expect(status.running.isEmpty)
            #expect(try daemon.sync(.products).unchanged == 60)
            #expect(try daemon.status().status == "success")
        }
    }

    /// Kills the daemon after its n-th commit of products: every product is then whole, old or
    /// new, in both of its documents, and the next sync brings the rest.
    @Test(arguments: [1, 2, 4])
    func aCrashWhileWritingLeavesWholeCommitsAndTheNextSyncCompletes(commits: Int) throws {
        try withDaemon(products: 12_000) { daemon in
            let watcher = try daemon.connect()
            let written = Monitor(0)
            let watching = SystemThread(name: "test-watch") {
                try? watcher.watchSync(orgID: TestDaemon.org) { event in
                    if event.phase == "writing" { written.update { $0 += 1 } }
                }
            }
            let thread = try SyncThread(daemon, .products)
            let deadline = SystemClock.monotonicNanoseconds() + 60_000_000_000
            _ = written.wait(untilNanoseconds: deadline) { $0 >= commits ? true : nil }
            daemon.kill()
            watcher.close()
            watching.join()
            _ = thread.error()
            try daemon.restart()
            #expect(try daemon.client.verify().problems.isEmpty)
            let menu = (try? daemon.menu()) ?? [:]
            let said = try daemon.status().lastError
            #expect(said.contains("stored by then: \(menu.count) products"), "\(said)")
            #expect(daemon.log.contains("stored by then: \(menu.count) products"))
            #expect(menu.count >= 2_000 * commits)
            #expect(menu.count % 2_000 == 0)
            for (id, item) in menu.prefix(50) {
                let canonical = try daemon.client.document(
                    TestDaemon.product(try #require(Int(item.externalId))))
                let shown = try daemon.client.document(TestDaemon.item(id))
                #expect(canonical.fields["name"] == shown.fields["name"])
                #expect(canonical.fields["stock"] == shown.fields["stock"])
                #expect(item.name == shown.fields["name"]?.stringValue)
            }
            let reply = try daemon.sync(.products)
            #expect(reply.created == 12_000 - Int64(menu.count))
            #expect(reply.unchanged == Int64(menu.count))
            #expect(try daemon.menu().count == 12_000)
        }
    }
}
