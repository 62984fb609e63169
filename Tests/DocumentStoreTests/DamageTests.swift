import Glibc
import Randomness
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import DocumentStore

/// Damage to a closed store's files: it is refused by the name of the file, or it took nothing.
@Suite struct DamageTests {
    @Test func whatAKillLeavesOpensWithAllThatWasAcknowledged() throws {
        try withFiles { files in
            #expect(files.logs.count == 4)
            let store = try DamagedFiles.open(files.path)
            try files.expect(store, at: files.commits)
            try store.close()
            let again = try DamagedFiles.open(files.path)
            try files.expect(again, at: files.commits)
            try again.close()
        }
    }

    /// One flipped bit left 1,003 of 2,000 acknowledged documents, without a word.
    @Test func aFlippedBitInTheMiddleOfALogIsRefusedByFileByteAndLoss() throws {
        try withFiles { files in
            let log = files.logs[1]
            var bytes = try readFile("\(files.path)/\(log)")
            bytes[bytes.count / 2] ^= 1
            try writeFile("\(files.path)/\(log)", bytes)
            let error = try refusal(files)
            #expect(error.context.hasPrefix("\(log), byte "))
            let commit = try #require(try StoreCheck(files.path).damage?.commit)
            #expect(error.cause.contains("at most \(files.commits - commit) acknowledged commits"))
            #expect(error.cause.hasSuffix("posmirror recover --data \(files.path) --to \(commit)"))
            try recovers(files, to: commit)
        }
    }

    /// Deleting them left 0 of 2,000.
    @Test func deletedLogsAreMissed() throws {
        try withFiles { files in
            for log in files.logs { unlink("\(files.path)/\(log)") }
            #expect(try refusal(files).message.contains("log"))
            try recovers(files, to: files.tables)
        }
    }

    /// Index queries found 48 of 79 documents.
    @Test(arguments: [0, 1, 2, 3])
    func aMissingLogIsMissed(place: Int) throws {
        try withFiles { files in
            let logs = files.logs
            // Nobody knows the name of what is not there, but its neighbour's.
            let neighbour = logs[place < 3 ? place + 1 : 2]
            unlink("\(files.path)/\(logs[place])")
            let error = try refusal(files)
            #expect(error.context.hasPrefix(neighbour), "\(error)")
            let commit = try #require(try StoreCheck(files.path).damage?.commit)
            #expect((files.tables..<files.commits).contains(commit))
            try recovers(files, to: commit)
        }
    }

    /// A restore that was broken off became a new, empty store, and its tables were deleted.
    @Test(arguments: ["CURRENT", "MANIFEST", "STORE", "ACKNOWLEDGED"])
    func aMissingFileOfTheStoreItselfIsNamedAndNothingIsChanged(file: String) throws {
        try withFiles { files in
            // One that it replaced may still be there.
            let current = TestSupport.bytes(of: "\(files.path)/CURRENT").dropLast()
            let name = file == "MANIFEST" ? String(decoding: current, as: UTF8.self) : file
            unlink("\(files.path)/\(name)")
            let before = try hashes(files.path)
            let error = try refusal(files)
            #expect(error.message.contains(name), "\(error)")
            #expect(try hashes(files.path) == before)
            if file == "STORE" || file == "ACKNOWLEDGED" {
                try recovers(files, to: files.commits)
            }
        }
    }

    /// What a copy by hard links wrote was taken for what the original had lost.
    @Test func aCopyByHardLinksIsAStoreOfItsOwn() throws {
        try withFiles { files in
            let copy = files.path + ".copy"
            mkdir(copy, 0o700)
            for name in names(in: files.path) { link("\(files.path)/\(name)", "\(copy)/\(name)") }
            let store = try DamagedFiles.open(copy)
            try store.commit([set("z/2", 1)])
            try store.close()
            let original = try DamagedFiles.open(files.path)
            try files.expect(original, at: files.commits)
            try original.close()
        }
    }

    @Test func aDirectoryWithOtherFilesNeverBecomesAStore() throws {
        try withTemporaryDirectory { directory in
            try write("a table, perhaps", to: directory + "/000012.sst")
            expect(.corruption) { _ = try DocumentStore(path: directory) }
            #expect(names(in: directory) == ["000012.sst"])
        }
    }

    @Test func aCreationThatWasBrokenOffIsBegunAnew() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/store"
            mkdir(path, 0o700)
            try StoreManifest(id: 7, state: .creating).write(path)
            try write("half", to: path + "/MANIFEST-000001")
            let store = try DocumentStore(path: path)
            try store.commit([set("a/1", 1)])
            try store.close()
            #expect(try StoreManifest.read(path) == StoreManifest(id: 7, state: .whole))
        }
    }

    /// Documents, menu and indexes came from different commits.
    @Test(arguments: 1...12)
    func aCutManifestOfTheEngineIsRefusedOrTookNothing(twelfths: Int) throws {
        try withFiles { files in
            let name = try #require(names(in: files.path).first { $0.hasPrefix("MANIFEST") })
            let bytes = try readFile("\(files.path)/\(name)")
            try writeFile("\(files.path)/\(name)", Array(bytes.prefix(bytes.count * twelfths / 13)))
            do {
                let store = try DamagedFiles.open(files.path)
                try files.expect(store, at: files.commits)
                try store.close()
            } catch let error as Status {
                #expect(error.fault == .corruption, "\(error)")
            }
        }
    }

    @Test func aMissingTableIsNamed() throws {
        try withFiles { files in
            let table = try #require(names(in: files.path).first { $0.hasSuffix(".sst") })
            unlink("\(files.path)/\(table)")
            #expect(try refusal(files).message.contains(table))
        }
    }

    @Test func anotherStoresManifestIsRefused() throws {
        try withFiles { files in
            let id = try StoreManifest.read(files.path).id
            try StoreManifest(id: id ^ 1, state: .whole).write(files.path)
            #expect(try refusal(files).message.contains("ACKNOWLEDGED"))
            try AcknowledgedMark.create(files.path, store: id ^ 1, at: files.commits)
                .close(isLogSynced: true)
            let error = try refusal(files)
            #expect(error.message.contains("STORE") && error.message.contains("another store's"))
        }
    }

    /// As a program wrote it that had neither manifest nor mark.
    @Test func aStoreOfTheFormerVersionOpensAndGetsBothFiles() throws {
        try withFiles(logs: 1) { files in
            try makeFormer(files.path)
            let store = try DamagedFiles.open(files.path)
            #expect(store.lastCommit.version == files.commits)
            #expect(try store.verify().documents == files.states[Int(files.commits)].count)
            try store.commit([set("z/1", 1)])
            try store.close()
            #expect(try StoreManifest.read(files.path).state == .whole)
            unlink("\(files.path)/CURRENT")
            #expect(try refusal(files).message.contains("CURRENT"))
        }
    }

    /// Takes our files and the store's number away. The log stays; the number goes by a raw write.
    private func makeFormer(_ path: String) throws {
        let database = try RocksDatabase(path: path)
        try erase(database)
        try database.close()
        unlink("\(path)/STORE")
        unlink("\(path)/ACKNOWLEDGED")
    }

    private func erase(_ database: RocksDatabase) throws {
        let batch = try RocksWriteBatch(for: database)
        batch.delete(.meta, StoreMeta.storeKey)
        try database.write(batch, .logged)
    }

    @Test func aRecoveryThatWasBrokenOffMustBeRunAgain() throws {
        try withFiles { files in
            unlink("\(files.path)/\(files.logs[2])")
            let commit = try #require(try StoreCheck(files.path).damage?.commit)
            var manifest = try StoreManifest.read(files.path)
            manifest.state = .recovering
            try manifest.write(files.path)
            #expect(try refusal(files).message.contains("posmirror recover"))
            try recovers(files, to: commit)
        }
    }

    @Test func anOpenStoreIsNotRecovered() throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/1", 1)])
            expect(.locked) { _ = try StoreRecovery.recover(fixture.path, to: 1) }
            expect(.locked) { _ = try DocumentStore(path: fixture.path) }
            try fixture.store.close()
        }
    }

    @Test func aBackupMissesItsOwnFilesToo() throws {
        try withStore { fixture in
            for index in 0..<5 { try fixture.store.commit([set("a/\(index)", 1)]) }
            let copy = fixture.path + "-backup"
            try fixture.store.backup(to: copy)
            #expect(try StoreCheck(copy).damage == nil)
            #expect(try StoreCheck(copy).reachable == 5)
            for table in names(in: copy) where table.hasSuffix(".sst") {
                unlink("\(copy)/\(table)")
            }
            expect(.corruption) { _ = try DocumentStore(path: copy) }
            try fixture.store.close()
        }
    }

    private func withFiles(logs: Int = 4, _ body: (DamagedFiles) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            try body(try DamagedFiles(directory + "/store", logs: logs))
        }
    }

    private func refusal(_ files: DamagedFiles) throws -> Status {
        let error = try #require(throws: Status.self) {
            let store = try DamagedFiles.open(files.path)
            try store.close()
        }
        #expect(error.fault == .corruption)
        return error
    }

    private func recovers(_ files: DamagedFiles, to commit: UInt64) throws {
        let logs = files.allLogs
        let aside = try StoreRecovery.recover(files.path, to: commit)
        #expect(names(in: "\(files.path)/\(aside)").sorted() == logs)
        #expect(try StoreManifest.read(files.path).recoveries.last?.commit == commit)
        let store = try DamagedFiles.open(files.path)
        try files.expect(store, at: commit)
        try store.commit([set("z/1", 1)])
        try store.close()
        let again = try DamagedFiles.open(files.path)
        #expect(again.lastCommit.version == commit + 1)
        try again.close()
    }

    private func hashes(_ path: String) throws -> [String] {
        try names(in: path).sorted().map { name in
            let bytes = try readFile("\(path)/\(name)")
            return "\(name) \(bytes.count) \(bytes.reduce(0) { $0 &* 31 &+ Int($1) })"
        }
    }
}
