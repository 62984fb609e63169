import FirestoreModel
import Glibc
import ProtobufWire
import StatusCodes
import Synchronization
import TestSupport
import Testing

@testable import DocumentStore

/// What survives the end of the process and damage to files. Loss of power is not simulated: the
/// operating system keeps what the log was given.
@Suite struct CrashTests {
    private static let writesPerCommit = 20

    @Test(arguments: [SyncLevel.grouped, .off, .always])
    func acknowledgedCommitsSurviveKillAndNoneIsTorn(sync: SyncLevel) async throws {
        let path = try makeDirectory()
        defer { removeTree(path) }
        let level = sync.rawValue
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, level = level as String] in
            try CrashTests.commitUntilKilled(path, try #require(SyncLevel(rawValue: level)))
        }
        let acknowledged = try Self.acknowledgements(path)
        #expect(acknowledged.reduce(0, +) >= 300)
        let store = try DocumentStore(path: path + "/store")
        _ = try store.verify()
        for (thread, count) in acknowledged.enumerated() {
            try Self.check(store, thread: thread, acknowledged: count)
        }
        // Every commit is 20 documents in one record, and versions have no gap.
        let changes = try store.changes(after: 0)
        #expect(changes.map(\.version) == Array(1...UInt64(changes.count)))
        #expect(changes.allSatisfy { $0.entries.count == Self.writesPerCommit })
        try store.close()
    }

    /// Two threads commit and note each acknowledgement in a file; when one has made enough, it
    /// kills the process while the other is in the middle of something.
    private static func commitUntilKilled(_ path: String, _ sync: SyncLevel) throws {
        let store = try DocumentStore(
            path: path + "/store",
            options: DocumentStoreOptions(memoryBytes: 8 << 20, sync: sync))
        inThreads(2) { thread in
            let file = open("\(path)/acknowledged-\(thread)", O_CREAT | O_WRONLY | O_APPEND, 0o600)
            for round in 0... {
                let writes = (0..<writesPerCommit).map {
                    DocumentWrite(
                        key: key("t\(thread)/\($0)"),
                        mutation: .set(fields: bulky(round: round)))
                }
                guard (try? store.commit(writes)) != nil, write(file, "x", 1) == 1 else { return }
                if thread == 0, round == 299 { kill(getpid(), SIGKILL) }
            }
        }
    }

    /// Fields of 1 KiB that say their round.
    private static func bulky(round: Int) -> [UInt8] {
        let tail = [UInt8(round >> 8), UInt8(round & 255)]
        var writer = WireWriter()
        writer.message(1) { entry in
            entry.string(1, "v")
            entry.message(2) { value in
                value.lengthDelimited(18, [UInt8](repeating: tail[1], count: 1_022) + tail)
            }
        }
        return writer.bytes
    }

    /// All documents of the thread must be of one round, at least the last acknowledged one.
    private static func check(
        _ store: DocumentStore, thread: Int, acknowledged: Int
    ) throws {
        let documents = try store.documents(
            DocumentScan(
                database: "(default)",
                collection: ResourcePath(uncheckedSegments: ["t\(thread)"])))
        let rounds = Set(
            documents.map { $0.document.fields.suffix(2).reduce(0) { $0 << 8 | Int($1) } })
        #expect(rounds.count <= 1)
        guard acknowledged > 0 else { return }
        #expect(documents.count == writesPerCommit)
        // One commit may have been written but not noted yet.
        #expect([acknowledged - 1, acknowledged].contains(rounds.first ?? -1))
    }

    private static func acknowledgements(_ path: String) throws -> [Int] {
        try (0..<2).map { try readFile("\(path)/acknowledged-\($0)").count }
    }

    @Test func directoryOpenInAnotherProcessIsLocked() async throws {
        let path = try makeDirectory()
        defer { removeTree(path) }
        let store = try DocumentStore(path: path + "/store")
        await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
            do throws(Status) {
                _ = try DocumentStore(path: path + "/store")
            } catch {
                exit(error.fault == .locked ? 7 : 8)
            }
        }
        try store.close()
    }

    @Test func flippedByteInATableIsCorruption() throws {
        try withStore { fixture in
            try fill(fixture.store, commits: 40)
            try fixture.store.compact()
            try fixture.store.close()
            let table = try largest(in: fixture.path, suffix: ".sst")
            var bytes = try readFile(table)
            bytes[bytes.count / 3] ^= 0x10
            try writeFile(table, bytes)
            expect(.corruption) {
                let store = try DocumentStore(path: fixture.path)
                _ = try store.verify()
            }
        }
    }

    /// What was acknowledged is missed, by name; taken back to what is left, the store is a prefix
    /// of the commits.
    @Test(arguments: [1, 7, 100, 5_000, 60_000])
    func aTruncatedLogIsRefusedAndRecoversToAPrefixOfTheCommits(cut: Int) throws {
        try withStore { fixture in
            try fill(fixture.store, commits: 20)
            let copy = fixture.path + "-copy"
            try copyDirectory(fixture.path, to: copy)
            let log = try largest(in: copy, suffix: ".log")
            let bytes = try readFile(log)
            try writeFile(log, Array(bytes.dropLast(cut)))
            let damage = try #require(try StoreCheck(copy).damage)
            let version = try #require(damage.commit)
            #expect(log.hasSuffix(damage.file) && damage.lost == 20 - version)
            expect(.corruption) { _ = try DocumentStore(path: copy) }
            let aside = try StoreRecovery.recover(copy, to: version)
            #expect(try readFile(copy + "/\(aside)/\(damage.file)") == bytes.dropLast(cut))
            let store = try DocumentStore(path: copy)
            #expect(store.lastCommit.version == version)
            #expect(version < 20)
            #expect(cut > 5_000 || version >= 18)
            #expect(try store.verify().documents == Int(version) * 10)
            #expect(try store.changes(after: 0).count == Int(version))
            // The store goes on from there.
            #expect(try store.commit([set("z/1", 1)]).version == version + 1)
            try store.close()
        }
    }

    @Test func aFlippedByteInTheLogIsRefusedAndRecoversToAPrefixOfTheCommits() throws {
        try withStore { fixture in
            try fill(fixture.store, commits: 20)
            let copy = fixture.path + "-copy"
            try copyDirectory(fixture.path, to: copy)
            let log = try largest(in: copy, suffix: ".log")
            var bytes = try readFile(log)
            bytes[bytes.count / 2] ^= 1
            try writeFile(log, bytes)
            let damage = try #require(try StoreCheck(copy).damage)
            let version = try #require(damage.commit)
            #expect(damage.lost == 20 - version)
            expect(.corruption) { _ = try DocumentStore(path: copy) }
            expect(.invalidArgument) { _ = try StoreRecovery.recover(copy, to: version + 1) }
            expect(.corruption) { _ = try DocumentStore(path: copy) }
            _ = try StoreRecovery.recover(copy, to: version)
            let store = try DocumentStore(path: copy)
            #expect(store.lastCommit.version == version)
            #expect((1..<20).contains(version))
            #expect(try store.verify().documents == Int(version) * 10)
            try store.close()
        }
    }

    @Test func backupHasTheCommitsUpToIt() throws {
        try withStore { fixture in
            try fill(fixture.store, commits: 3)
            try fixture.store.backup(to: fixture.path + "-backup")
            try fill(fixture.store, commits: 5)
            expect(.invalidArgument) {
                try fixture.store.backup(to: fixture.path + "-backup")
            }
            let backup = try DocumentStore(path: fixture.path + "-backup")
            #expect(backup.lastCommit.version == 3)
            #expect(try backup.verify().documents == 30)
            try backup.close()
        }
    }

    /// Commits of ten documents each; commit n writes `a/n-*`.
    private func fill(_ store: DocumentStore, commits: Int) throws {
        for commit in 0..<commits {
            try store.commit(
                (0..<10).map {
                    DocumentWrite(
                        key: key("a/\(commit)-\($0)"), mutation: .set(fields: Self.bulky(round: $0))
                    )
                })
        }
    }
}
