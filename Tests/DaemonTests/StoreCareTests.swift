import DocumentStore
import FirestoreModel
import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import RocksStore
import StatusCodes
import TestSupport
import Testing

/// verify, repair, backup, restore and recover as an operator uses them.
@Suite struct StoreCareTests {
    private static let row: [UInt8] =
        [1] + Array("acme".utf8) + [0, 1] + Array("alleaves_1000".utf8)
    private static let item = "tenants/acme/publicViews/products/items/alleaves_1000"

    private static let documentKey = DocumentKey(
        database: "(default)",
        path: ResourcePath(uncheckedSegments: item.split(separator: "/").map(String.init)))

    /// Changes what is stored below a daemon that is stopped; nil deletes.
    private func write(
        _ daemon: TestDaemon, _ family: ColumnFamily, _ key: [UInt8],
        _ change: ([UInt8]) -> [UInt8]?
    ) throws {
        let database = try RocksDatabase(path: daemon.data)
        let batch = try RocksWriteBatch(for: database)
        let stored = try #require(try database.get(family, key))
        if let new = change(stored) {
            batch.put(family, key, new)
        } else {
            batch.delete(family, key)
        }
        try database.write(batch, .synced)
        _ = consume batch
        try database.close()
    }

    @Test func aRunningStoreAndAClosedOneAreVerified() throws {
        try withDaemon(products: 40, { $0.discounts = 5 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let open = try daemon.posmirror("verify")
            #expect(open.end == .exit(0), "\(open.output)\(open.error)")
            #expect(open.output.contains("no problems"))
            let held = try daemon.posmirror("verify", "--data", daemon.data)
            #expect(held.end == .exit(1))
            #expect(held.error.contains("process \(daemon.process.pid) has it open"))
            daemon.stop()
            let closed = try daemon.posmirror("verify", "--data", daemon.data)
            #expect(closed.end == .exit(0), "\(closed.output)\(closed.error)")
            #expect(closed.output == open.output)
            let none = try daemon.posmirror("verify", "--data", "\(daemon.directory)/none")
            #expect(none.end == .exit(4), "\(none.error)")
        }
    }

    /// Damage of a block that nobody reads is told within seconds, and not in months.
    @Test func aDamagedTableOfAServedStoreIsToldWhoeverReadsIt() throws {
        try withDaemon(products: 40) { daemon in
            try daemon.sync(.products)
            _ = try daemon.client.compact()
            let before = try daemon.posmirror("metrics")
            #expect(before.output.contains("posmirror_store_damaged 0"))
            for name in names(in: daemon.data) where name.hasSuffix(".sst") {
                let file = open("\(daemon.data)/\(name)", O_WRONLY)
                #expect(file >= 0 && pwrite(file, "damage", 6, 40) == 6)
                Glibc.close(file)
            }
            let documents = FirestoreMethod.service
            let deadline = SystemClock.monotonicNanoseconds() + 60_000_000_000
            while try daemon.client.health(service: documents) == .serving,
                SystemClock.monotonicNanoseconds() < deadline
            {
                sched_yield()
            }
            #expect(try daemon.client.health(service: documents) == .notServing)
            #expect(try daemon.client.health() == .serving)
            let line = daemon.log.split(separator: "\n").first { $0.contains("store is damaged") }
            #expect(line?.contains(".sst") == true, "\(daemon.log)")
            let after = try daemon.posmirror("metrics")
            #expect(after.output.contains("posmirror_store_damaged 1"))
            #expect(try daemon.menu().count == 40)
            daemon.kill()
        }
    }

    @Test func aRowOfAnotherPriceIsSeenByTheDaemonAndMended() throws {
        try withDaemon(products: 40) { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            daemon.stop()
            try write(daemon, .columns, Self.row) { bytes in
                var bytes = bytes
                bytes[2] ^= 1
                return bytes
            }
            try daemon.restart()
            let open = try daemon.posmirror("verify", "--json")
            #expect(open.end == .exit(1))
            #expect(open.output.contains("\(Self.item), row"))
            daemon.stop()
            let plan = try daemon.posmirror("repair", daemon.data)
            #expect(plan.end == .exit(1), "\(plan.error)")
            #expect(plan.output.contains("\(Self.item), row: it is not what the document says"))
            #expect(plan.output.contains("nothing was changed"))
            let done = try daemon.posmirror("repair", daemon.data, "--apply")
            #expect(done.end == .exit(0), "\(done.output)\(done.error)")
            #expect(done.output.contains("\(daemon.data).damaged-1"))
            try daemon.restart()
            #expect(try daemon.menu() == menu)
            #expect(try daemon.posmirror("verify").end == .exit(0))
        }
    }

    /// F20 of a round of tests: the start ended without a word of which document.
    @Test func aDamagedProductDocumentIsNamedAtTheStart() throws {
        try withDaemon(products: 40) { daemon in
            try daemon.sync(.products)
            let count = try daemon.menu().count
            daemon.stop()
            try write(daemon, .documents, Self.documentKey.bytes) { Array($0.prefix(7)) }
            try write(daemon, .meta, Array("columns".utf8)) { _ in nil }
            let start = try ProgramRun(
                "posmirrord",
                ["--data", daemon.data, "--socket", daemon.socket, "--schedule", "off"],
                in: daemon.directory)
            #expect(start.end == .exit(65), "\(start.error)")
            #expect(start.error.contains(Self.item), "\(start.error)")
            #expect(start.error.contains("posmirror repair"), "\(start.error)")
            let done = try daemon.posmirror("repair", daemon.data, "--apply")
            #expect(done.end == .exit(65), "\(done.output)\(done.error)")
            #expect(done.output.contains("\(Self.item): lost: record of 7 bytes"), "\(done.output)")
            try daemon.restart()
            #expect(try daemon.menu().count == count - 1)
            #expect(try daemon.sync(.products).created == 1)
            #expect(try daemon.menu().count == count)
            #expect(try daemon.posmirror("verify").end == .exit(0))
        }
    }

    /// The daemon restarted again and again, or ended, and said afterwards that all was well.
    @Test func aBlockThatIsDamagedWhileServingStopsWritesAndNothingElse() throws {
        try withDaemon(products: 40) { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            daemon.stop()
            try daemon.restart()
            let pid = daemon.process.pid
            for name in names(in: daemon.data) where name.hasSuffix(".sst") {
                var bytes = TestSupport.bytes(of: "\(daemon.data)/\(name)")
                for index in 20..<28 { bytes[index] ^= 0xFF }
                try writeBytes(bytes, to: "\(daemon.data)/\(name)")
            }
            let path = ResourcePath(uncheckedSegments: ["notes", "one"])
            // Without something new to merge with, a compaction only renames a table.
            try daemon.client.updateDocument(path, fields: ["value": 1])
            #expect(try daemon.posmirror("compact").end != .exit(0))
            #expect(
                try eventually {
                    let refusal = failure {
                        try daemon.client.updateDocument(path, fields: ["value": 2])
                    }
                    return "\(try #require(refusal))".contains("posmirror repair \(daemon.data)")
                })
            #expect(try daemon.menu() == menu)
            #expect(
                try eventually {
                    let status = try daemon.posmirror("status")
                    return status.end == .exit(1) && status.output.contains("damaged")
                })
            #expect(try daemon.client.info().pid == Int64(pid))
            #expect(!daemon.log.contains("restarting"))
        }
    }

    @Test func aBackupIsCopiedOnceAndRestored() throws {
        try withDaemon(products: 60) { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            let backup = "\(daemon.directory)/backup"
            let first = try daemon.client.backup(directory: backup, copy: true)
            #expect(first.linkedFiles == 0 && first.copiedFiles > 0 && first.keptFiles == 0)
            for name in names(in: backup) {
                #expect(try FileAttributes("\(backup)/\(name)")?.links == 1, "\(name)")
            }
            let again = try daemon.posmirror("backup", backup)
            #expect(again.end == .exit(0), "\(again.error)")
            #expect(again.output.contains("all are copies"))
            #expect(names(in: daemon.data).contains("backing-up") == false)
            let second = try daemon.client.backup(directory: backup, copy: true)
            #expect(second.keptFiles > 0 && second.copiedBytes < second.bytes)
            #expect(try daemon.posmirror("restore", backup, "--check").end == .exit(0))
            let full = try daemon.posmirror("restore", backup, "--data", daemon.data)
            #expect(full.end == .exit(1) && full.error.contains("not empty"), "\(full.error)")
            daemon.stop()
            removeTree(daemon.data)
            let done = try daemon.posmirror("restore", backup, "--data", daemon.data)
            #expect(done.end == .exit(0), "\(done.error)")
            try daemon.restart()
            #expect(try daemon.menu() == menu)
            #expect(try daemon.posmirror("verify").end == .exit(0))
        }
    }

    @Test func whatCanBeRecoveredIsShownAndTaken() throws {
        try withDaemon(products: 20) { daemon in
            try daemon.sync(.products)
            for number in 0..<20 {
                let run = try daemon.posmirror(
                    "set", "tenants/acme/notes/n\(number)", "--data", "{\"n\": \(number)}")
                #expect(run.end == .exit(0), "\(run.error)")
            }
            daemon.kill()
            let whole = try daemon.posmirror("recover", "--data", daemon.data)
            #expect(whole.end == .exit(0), "\(whole.output)\(whole.error)")
            #expect(whole.output.contains("opens as it is"))
            let log = try #require(
                names(in: daemon.data).filter { $0.hasSuffix(".log") }.max())
            let path = "\(daemon.data)/\(log)"
            let size = bytes(of: path).count
            #expect(truncate(path, off_t(size / 2)) == 0)
            let shown = try daemon.posmirror("recover", "--data", daemon.data, "--json")
            #expect(shown.end == .exit(1), "\(shown.output)\(shown.error)")
            let newest = try #require(
                shown.output.split(separator: "\"newest\":").last?.prefix { $0.isNumber })
            let done = try daemon.posmirror(
                "recover", "--data", daemon.data, "--to", String(newest))
            #expect(done.end == .exit(0), "\(done.error)")
            #expect(done.output.contains("loses"))
            #expect(names(in: "\(daemon.data)/aside-1").contains(log))
            try daemon.restart()
            #expect(try daemon.posmirror("verify").end == .exit(0))
        }
    }
}
