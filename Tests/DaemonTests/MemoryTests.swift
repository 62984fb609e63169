import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import ProtobufWire
import StatusCodes
import Synchronization
import TestSupport
import Testing

/// `--memory` bounds the whole process: what does not fit is refused by name, and what was taken is
/// given back.
@Suite struct MemoryTests {
    /// `--memory` of the daemon, MiB, and what it may have in all: with so little a quarter is the
    /// store's and work has 96. The rest is that of a debug build.
    private static let memory = 64
    private static let bound = (16 + 96 + 112) << 20

    /// Watches the private memory of a process from a thread of its own.
    private final class Watch: Sendable {
        private let pid: Int32
        private let state = Monitor<(peak: Int, isStopped: Bool)>((0, false))

        init(_ pid: Int32) {
            self.pid = pid
            SystemThread(name: "watch") { [self] in
                while true {
                    let now = Self.bytes(pid)
                    state.withLock { $0.peak = max($0.peak, now) }
                    let until = SystemClock.monotonicNanoseconds() + 10_000_000
                    if state.wait(untilNanoseconds: until, { $0.isStopped ? true : nil }) ?? false {
                        return
                    }
                }
            }.detach()
        }

        deinit { stop() }

        var peak: Int { state.withLock { $0.peak } }
        func stop() { state.update { $0.isStopped = true } }

        static func bytes(_ pid: Int32) -> Int {
            let line = contents(of: "/proc/\(pid)/status").split(separator: "\n")
                .first { $0.hasPrefix("RssAnon:") }
            return (line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) << 10
        }
    }

    /// Frames of calls, written by hand so that nobody has to read the replies.
    private static func frames<Method: ServiceMethod>(
        _ method: Method, _ payload: [UInt8], count: Int
    ) -> [UInt8] {
        (0..<count).flatMap { number in
            var writer = WireWriter()
            writer.string(1, Method.service)
            writer.string(2, method.rawValue)
            writer.lengthDelimited(3, payload)
            let head = [UInt32(writer.bytes.count), UInt32(2 * number + 1)].flatMap { number in
                [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
            }
            return head + [1, 0] + writer.bytes
        }
    }

    private static func note(_ number: Int) -> ResourcePath {
        ResourcePath(uncheckedSegments: ["notes", "n\(number)"])
    }

    /// Documents that sort by long texts: together some megabytes of sort keys for each query.
    private static func putNotes(_ daemon: TestDaemon, count: Int, bytes: Int) throws {
        for number in 0..<count {
            let text = "\(number)-" + String(repeating: "x", count: bytes)
            try daemon.client.updateDocument(
                note(number), fields: ["kind": 1, "text": .string(text)])
        }
    }

    private static func sort(limit: Int32? = nil) -> StructuredQuery {
        var query = StructuredQuery(
            collection: "notes",
            orderBy: [QueryOrder("kind"), QueryOrder("text", descending: true)])
        query.limit = limit
        return query
    }

    private static func refused(_ share: String, _ daemon: TestDaemon) throws -> Int {
        let line = try daemon.client.metrics().text.split(separator: "\n").first {
            $0.hasPrefix("posmirror_memory_refused_total{share=\"\(share)\"}")
        }
        return line?.split(separator: " ").last.flatMap { Int($0) } ?? -1
    }

    /// What a client feels who asks for little.
    private static func expectServed(_ daemon: TestDaemon) throws {
        let client = try daemon.connect()
        defer { client.close() }
        #expect(try client.health() == .serving)
        #expect(try client.document(note(1)).fields["kind"] == 1)
        var rows = 0
        try client.query(sort(limit: 3), below: .root) { _ in rows += 1 }
        #expect(rows == 3)
    }

    private static func expectGivenBack(_ daemon: TestDaemon) {
        let settled = eventually(seconds: 20) {
            Watch.bytes(daemon.process.pid) < (memory + 32) << 20
        }
        #expect(settled, "\(Watch.bytes(daemon.process.pid) >> 20) MiB are kept")
    }

    @Test func sortsOfManyReadersAreRefusedByNameBeforeMemoryIsUsedUp() throws {
        try withDaemon(products: 10, options: ["--memory", "\(Self.memory)"]) { daemon in
            try Self.putNotes(daemon, count: 600, bytes: 8_000)
            let watch = Watch(daemon.process.pid)
            let found = Mutex<(ended: Int, refusals: [String])>((0, []))
            let path = daemon.socket
            let readers = (0..<24).map { _ in
                SystemThread(name: "reader") {
                    for _ in 0..<3 {
                        do throws(MirrorClientError) {
                            let client = try MirrorClient(socket: path)
                            defer { client.close() }
                            var rows = 0
                            try client.query(Self.sort(), below: .root) { _ in rows += 1 }
                            found.withLock { $0.ended += rows == 600 ? 1 : 0 }
                        } catch {
                            found.withLock { $0.refusals.append("\(error)") }
                        }
                    }
                }
            }
            for _ in 0..<5 { try Self.expectServed(daemon) }
            readers.forEach { $0.join() }
            let (ended, refusals) = found.withLock { $0 }
            #expect(ended > 0 && ended + refusals.count == 72, "whole or refused")
            #expect(
                refusals.allSatisfy { $0.contains("MiB for queries") && $0.contains("--memory") })
            #expect(try Self.refused("queries", daemon) == refusals.count)
            #expect(watch.peak < Self.bound, "\(watch.peak >> 20) MiB at most")
            watch.stop()
            Self.expectGivenBack(daemon)
        }
    }

    @Test func readersThatDoNotReadHaveNoMoreThanTheirShare() throws {
        try withDaemon(products: 10, options: ["--memory", "\(Self.memory)"]) { daemon in
            try Self.putNotes(daemon, count: 600, bytes: 8_000)
            let watch = Watch(daemon.process.pid)
            var request = ListDocumentsRequest()
            request.parent = "projects/p/databases/(default)/documents"
            request.collectionId = "notes"
            request.pageSize = 1000
            let bytes = Self.frames(FirestoreMethod.listDocuments, request.wireBytes, count: 8)
            let sockets = try (0..<60).map { _ in
                let socket = try Socket.connect(unixPath: daemon.socket)
                try socket.sendAll(bytes)
                return socket
            }
            for _ in 0..<5 { try Self.expectServed(daemon) }
            #expect(eventually { (try? Self.refused("replies", daemon)) ?? 0 > 0 })
            for _ in 0..<5 { try Self.expectServed(daemon) }
            // Who reads nothing for two seconds is closed while large replies would be refused.
            #expect(
                try eventually {
                    let replies = try daemon.client.info().memory.first { $0.name == "replies" }
                    return replies.map { $0.usedBytes <= $0.limitBytes / 4 * 3 } ?? false
                })
            #expect(watch.peak < Self.bound, "\(watch.peak >> 20) MiB at most")
            watch.stop()
            Self.expectGivenBack(daemon)
            withExtendedLifetime(sockets) {}
        }
    }

    @Test func anInventoryThatDoesNotFitFailsByNameAndKeepsWhatThereWas() throws {
        try withDaemon(products: 50, options: ["--memory", "\(Self.memory)"]) { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu().count
            let watch = Watch(daemon.process.pid)
            // A row with its texts takes more than a kilobyte: 60,000 of them do not fit.
            let brand = String(repeating: "b", count: 200)
            let row = { (id: Int) in
                #"{"id_item": \#(id), "id_batch": \#(id), "item": "Row \#(id)", "on_hand": 3, "#
                    + #""otd_adult_use": 10, "brand": "\#(brand)\#(id)"}"#
            }
            let rows = (1...60_000).map { row(1_000_000 + $0) }.joined(separator: ",")
            daemon.pos.override("/inventory/search", body: "[\(rows)]")
            let report = try daemon.client.sync(.products, orgID: TestDaemon.org)
            #expect(!report.success)
            #expect(report.error.contains("MiB for answers"), "\(report.error)")
            #expect(report.error.contains("--memory than \(Self.memory)"), "\(report.error)")
            #expect(try daemon.status().lastError.contains("MiB for answers"))
            #expect(try daemon.menu().count == menu)
            #expect(try Self.refused("answers", daemon) > 0)
            #expect(watch.peak < Self.bound, "\(watch.peak >> 20) MiB at most")
            watch.stop()
            Self.expectGivenBack(daemon)
            daemon.pos.clearOverride("/inventory/search")
            try daemon.sync(.products)
        }
    }

    @Test func framesThatDoNotEndHaveNoMoreThanTheirShare() throws {
        try withDaemon(products: 10, options: ["--memory", "\(Self.memory)"]) { daemon in
            try Self.putNotes(daemon, count: 5, bytes: 10)
            let watch = Watch(daemon.process.pid)
            // Of four megabytes each, all but the last byte; the daemon may close it before.
            let begun: [UInt8] = [0, 0x40, 0, 0, 0, 0, 0, 1, 1, 0]
            let sockets = try (0..<60).map { _ in
                let socket = try Socket.connect(unixPath: daemon.socket)
                try? socket.sendAll(begun + [UInt8](repeating: 7, count: 4 << 20 - 1))
                return socket
            }
            for _ in 0..<3 { try Self.expectServed(daemon) }
            #expect(watch.peak < Self.bound, "\(watch.peak >> 20) MiB at most")
            #expect(try Self.refused("requests", daemon) > 0)
            withExtendedLifetime(sockets) {}
            watch.stop()
        }
    }

    @Test func infoAndMetricsShowEveryShare() throws {
        try withDaemon(products: 30, options: ["--memory", "256"]) { daemon in
            try daemon.sync(.products)
            let info = try daemon.client.info()
            #expect(info.memoryLimitBytes == 256 << 20 && info.memoryWantedBytes == 0)
            #expect(info.privateBytes > 1 << 20)
            let names = info.memory.map(\.name)
            #expect(names == ["store", "catalogs", "answers", "queries", "replies", "requests"])
            let shares = Dictionary(uniqueKeysWithValues: info.memory.map { ($0.name, $0) })
            #expect(shares["store"]?.limitBytes == 64 << 20)
            #expect(shares["answers"]?.usedBytes == 0)
            #expect(shares["answers"]?.peakBytes ?? 0 > 0, "the inventory was counted")
            #expect(try eventually { try daemon.client.info().memory[1].usedBytes > 0 })
            let text = try daemon.posmirror("info").output
            #expect(text.contains("MEMORY") && text.contains("answers"))
            for name in names {
                let line = "posmirror_memory_limit_bytes{share=\"\(name)\"}"
                #expect(try daemon.client.metrics().text.contains(line))
            }
        }
    }
}
