import FirestoreModel
import Glibc
import LinuxSystem
import MirrorClient
import MirrorMessages
import RocksStore
import StatusCodes
import TestSupport
import Testing

/// A full disk, and one that fails: reads go on, writes are refused in words and resume by
/// themselves, and nothing that was acknowledged is missing.
@Suite struct FullDiskTests {
    @Test func aFullDiskRefusesWritesInWordsAndServesReads() throws {
        try withDisk { daemon, disk in
            try daemon.sync(.products)
            try set(daemon, 1)
            try disk.set(.low)
            let error = try refusal(daemon)
            #expect(error.code == .resourceExhausted, "\(error)")
            #expect("\(error)".contains("MiB are kept in reserve"))
            #expect(try daemon.menu().count == 60)
            #expect(try value(daemon) >= 1)
            try expectRefusing(daemon)
            #expect(log(daemon, "writes are refused") == 1)
            try disk.set(.none)
            try untilWritten(daemon, 2)
            #expect(try untilHealthy(daemon))
            #expect(log(daemon, "writes are refused") == 1)
            #expect(log(daemon, "writes are taken again") == 1)
            // The store was not opened anew for it.
            #expect(log(daemon, "restarting") == 0)
            let metrics = try daemon.posmirror("metrics")
            #expect(metrics.output.contains("posmirror_store_writable 1"))
        }
    }

    /// Each ended the process, or left the store read-only until somebody restarted the daemon.
    @Test(arguments: [
        FaultyDisk.Fault.full, .unseen, .short, .eio, .sync, .emfile,
    ])
    func aFailedWriteLosesNothingAcknowledgedAndWritesResume(fault: FaultyDisk.Fault) throws {
        try withDisk { daemon, disk in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            var acknowledged = 0
            let writer = try daemon.connect()
            for value in 1...50 {
                try set(writer, value)
                acknowledged = value
            }
            try disk.set(fault)
            // Without free descriptors a write still succeeds, as long as no file is made.
            for value in 51...60 {
                guard (try? set(writer, value)) != nil else { break }
                acknowledged = value
            }
            #expect(fault == .emfile || acknowledged == 50)
            if fault == .emfile { _ = try? daemon.client.compact() }
            // Read while the fault lasts, also by a daemon that has replaced itself.
            try until(daemon) { try daemon.menu() == menu }
            #expect(try value(daemon) >= acknowledged)
            try disk.set(.none)
            try untilWritten(daemon, 1_000)
            #expect(try daemon.menu() == menu)
            #expect(try untilHealthy(daemon))
            writer.close()
            try daemon.restart()
            #expect(try value(daemon) == 1_000)
            #expect(try daemon.menu() == menu)
        }
    }

    @Test func aStartOnAFullDiskServesReadsAndTakesWritesLater() throws {
        try withDisk { daemon, disk in
            try daemon.sync(.products)
            try set(daemon, 7)
            let menu = try daemon.menu()
            try disk.set(.full)
            daemon.kill()
            try daemon.restart()
            #expect(try daemon.menu() == menu)
            #expect(try value(daemon) == 7)
            #expect(try refusal(daemon).code == .resourceExhausted)
            try expectRefusing(daemon)
            let pid = daemon.process.pid
            try disk.set(.none)
            try untilWritten(daemon, 8)
            #expect(try daemon.client.info().pid == Int64(pid))
            #expect(try daemon.menu() == menu)
        }
    }

    /// The daemon opened "the store anew" in the place of the one that was gone: empty, and told
    /// nobody.
    @Test(arguments: [false, true])
    func aStoreWhoseDirectoryIsGoneIsReadAndNoOtherIsMade(isReplaced: Bool) throws {
        try withDaemon(products: 40) { daemon in
            try daemon.sync(.products)
            try set(daemon, 1)
            let menu = try daemon.menu()
            let moved = "\(daemon.data).moved"
            rename(daemon.data, moved)
            if isReplaced { mkdir(daemon.data, 0o700) }
            #expect("\(try refusal(daemon))".contains("moved, deleted or unmounted"))
            try expectRefusing(daemon)
            #expect(try daemon.menu() == menu)
            #expect(try daemon.posmirror("compact").end != .exit(0))
            #expect(names(in: daemon.data).isEmpty)
            #expect(log(daemon, "restarting") == 0)
            if isReplaced { rmdir(daemon.data) }
            rename(moved, daemon.data)
            try untilWritten(daemon, 2)
            #expect(try daemon.menu() == menu)
            try daemon.restart()
            #expect(try value(daemon) == 2)
        }
    }

    /// A compaction needs room for new tables beside the old ones.
    @Test func aCompactionWithoutRoomIsRefusedAndNotTried() throws {
        try withDisk { daemon, disk in
            try daemon.sync(.products)
            #expect(try daemon.posmirror("compact").end == .exit(0))
            try disk.set(.low)
            let refused = try daemon.posmirror("compact")
            #expect(refused.end == .exit(1))
            #expect(refused.error.contains("new tables need up to"), "\(refused.error)")
            try disk.set(.none)
            try untilWritten(daemon, 3)
            #expect(try daemon.posmirror("compact").end == .exit(0))
        }
    }

    /// The indexes have to be written anew, as after a change of what has one.
    @Test func aStartThatMustRebuildOnAFullDiskSaysSoAndGoesOnByItself() throws {
        try withDisk { daemon, disk in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            daemon.stop()
            let database = try RocksDatabase(path: daemon.data)
            let batch = try RocksWriteBatch(for: database)
            batch.delete(.meta, [UInt8]("index".utf8))
            try database.write(batch, .synced)
            _ = consume batch
            try database.close()
            try disk.set(.full)
            let path = "\(daemon.directory)/log"
            let space = SystemThread(name: "space") {
                let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
                while !contents(of: path).contains("waiting for space"),
                    SystemClock.monotonicNanoseconds() < deadline
                {
                    sched_yield()
                }
                try? disk.set(.none)
            }
            try daemon.restart()
            space.join()
            #expect(log(daemon, "waiting for space: ") == 1)
            #expect(daemon.log.contains("the indexes must be written anew"))
            #expect(try daemon.menu() == menu)
            try set(daemon, 5)
            #expect(try daemon.posmirror("verify").end == .exit(0))
        }
    }

    private static let path = ResourcePath(uncheckedSegments: ["notes", "one"])

    private func set(_ daemon: TestDaemon, _ value: Int64) throws {
        try set(daemon.client, value)
    }

    private func set(_ client: MirrorClient, _ value: Int) throws {
        try set(client, Int64(value))
    }

    private func set(_ client: MirrorClient, _ value: Int64) throws {
        try client.updateDocument(Self.path, fields: ["value": .integer(value)])
    }

    private func value(_ daemon: TestDaemon) throws -> Int {
        guard case .integer(let value)? = try daemon.client.document(Self.path).fields["value"]
        else { return 0 }
        return Int(value)
    }

    /// The refusal of a write, once the daemon has noticed.
    private func refusal(_ daemon: TestDaemon) throws -> MirrorClientError {
        var found: MirrorClientError?
        // Never what is there already: that would be no write.
        var value: Int64 = 10_000
        try until(daemon) {
            do {
                value += 1
                try set(daemon.client, value)
                return false
            } catch let error as MirrorClientError {
                found = error
                return true
            }
        }
        return try #require(found)
    }

    private func expectRefusing(_ daemon: TestDaemon) throws {
        let documents = FirestoreMethod.service
        try until(daemon) { try daemon.client.health(service: documents) == .notServing }
        #expect(try daemon.client.health(service: MenuMethod.service) == .serving)
        #expect(try daemon.client.health() == .serving)
        let metrics = try daemon.posmirror("metrics")
        #expect(metrics.output.contains("posmirror_store_writable 0"))
        let status = try daemon.posmirror("status")
        #expect(status.end == .exit(1))
        #expect(status.output.contains("writes are refused: "), "\(status.output)")
    }

    /// Writes `value` as soon as the daemon takes it.
    private func untilWritten(_ daemon: TestDaemon, _ value: Int64) throws {
        try until(daemon) {
            try set(daemon, value)
            return true
        }
    }

    private func untilHealthy(_ daemon: TestDaemon) throws -> Bool {
        try until(daemon) { try daemon.client.health(service: FirestoreMethod.service) == .serving }
        return true
    }

    private func log(_ daemon: TestDaemon, _ words: String) -> Int {
        daemon.log.split(separator: "\n").count { $0.contains(words) }
    }

    /// Tries until `body` is true, connecting anew where it throws; the last error after a minute.
    private func until(_ daemon: TestDaemon, _ body: () throws -> Bool) throws {
        let deadline = SystemClock.monotonicNanoseconds() + 60_000_000_000
        while true {
            do {
                if try body() { return }
            } catch  where SystemClock.monotonicNanoseconds() < deadline {
                // It may not listen yet; then this fails too.
                try? daemon.reconnect()
            }
            try #require(SystemClock.monotonicNanoseconds() < deadline)
        }
    }

    private func withDisk(_ body: (TestDaemon, FaultyDisk) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let disk = try FaultyDisk(directory)
            try withDaemon(environment: disk.environment) { daemon in
                // The end is in order.
                defer { try? disk.set(.none) }
                try body(daemon, disk)
            }
        }
    }
}
