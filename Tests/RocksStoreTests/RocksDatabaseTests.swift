import Glibc
import StatusCodes
import TestSupport
import Testing

@testable import RocksStore

@Suite struct RocksDatabaseTests {
    @Test func writtenKeysAreReadAfterReopen() throws {
        try withDatabase { database, path in
            try database.put(.documents, [1], [10, 11])
            try database.put(.meta, [1], [20])
            try database.close()
            let reopened = try RocksDatabase(path: path)
            #expect(try reopened.get(.documents, [1]) == [10, 11])
            #expect(try reopened.get(.meta, [1]) == [20])
            #expect(try reopened.get(.columns, [1]) == nil)
            try reopened.close()
        }
    }

    @Test func emptyValueIsNotMissing() throws {
        try withDatabase { database, _ in
            try database.put(.columns, [1], [])
            #expect(try database.get(.columns, [1]) == [])
        }
    }

    @Test func multiGetAnswersInTheOrderOfTheKeys() throws {
        try withDatabase { database, _ in
            let batch = try RocksWriteBatch(for: database)
            for index in 0..<2_000 where index % 3 != 0 {
                batch.put(.documents, key(index), [UInt8(index % 251)])
            }
            try database.write(batch, .logged)
            for sorted in [true, false] {
                let order = sorted ? Array(0..<2_000) : Array((0..<2_000).reversed())
                var seen: [Int] = []
                try database.multiGet(.documents, order.map(key), sorted: sorted) { index, value in
                    let number = order[index]
                    let expected = number % 3 == 0 ? nil : [UInt8(number % 251)]
                    #expect(value.map { [UInt8]($0) } == expected)
                    seen.append(index)
                }
                #expect(seen == Array(0..<2_000))
            }
        }
    }

    @Test func batchAppliesToAllFamiliesAtOnce() throws {
        try withDatabase { database, _ in
            try database.put(.documents, [1], [1])
            try database.put(.changes, [5], [5])
            try database.put(.changes, [6], [6])
            try database.put(.changes, [7], [7])
            let batch = try RocksWriteBatch(for: database)
            batch.delete(.documents, [1])
            [UInt8]([1, 2]).withUnsafeBytes { batch.put(.columns, [9], head: $0, body: [3]) }
            batch.deleteRange(.changes, from: [5], to: [7])
            #expect(batch.count == 3)
            #expect(batch.dataSize > 12)
            #expect(try database.get(.documents, [1]) == [1])
            try database.write(batch, .synced)
            #expect(try database.get(.documents, [1]) == nil)
            #expect(try database.get(.columns, [9]) == [1, 2, 3])
            #expect(try keys(database, .changes) == [[7]])
            batch.clear()
            #expect(batch.count == 0)
        }
    }

    @Test func snapshotDoesNotSeeLaterWrites() throws {
        try withDatabase { database, _ in
            try database.put(.documents, [1], [1])
            let snapshot = try RocksSnapshot(of: database)
            try database.put(.documents, [1], [2])
            try database.put(.documents, [2], [2])
            #expect(try database.get(.documents, [1], snapshot: snapshot) == [1])
            #expect(try keys(database, .documents, snapshot: snapshot) == [[1]])
            #expect(try keys(database, .documents) == [[1], [2]])
        }
    }

    @Test func scanStaysWithinItsBoundsBothWays() throws {
        try withDatabase { database, _ in
            for index in 0..<10 { try database.put(.documents, [UInt8(index)], []) }
            let range = KeyRange(lower: [3], upper: [7])
            #expect(try keys(database, .documents, range) == [[3], [4], [5], [6]])
            #expect(try keys(database, .documents, range, reverse: true) == [[6], [5], [4], [3]])
            #expect(try keys(database, .documents, KeyRange(lower: [8])) == [[8], [9]])
            #expect(try keys(database, .documents, KeyRange(lower: [4], upper: [4])).isEmpty)
        }
    }

    @Test func iteratorSeeksBothWays() throws {
        try withDatabase { database, _ in
            for index in [2, 4, 6] { try database.put(.documents, [UInt8(index)], [1]) }
            let cursor = try RocksIterator(database, .documents)
            cursor.seek([3])
            #expect([UInt8](cursor.key) == [4])
            cursor.seekBackward([3])
            #expect([UInt8](cursor.key) == [2])
            cursor.previous()
            #expect(!cursor.isValid)
            try cursor.checkStatus()
        }
    }

    @Test func secondOpenOfTheDirectoryIsLocked() throws {
        try withDatabase { _, path in
            #expect { try RocksDatabase(path: path) } throws: {
                ($0 as? Status)?.fault == .locked
            }
        }
    }

    @Test func missingDirectoryIsNotCreatedUnlessAsked() throws {
        try withTemporaryDirectory { path in
            #expect(throws: Status.self) {
                try RocksDatabase(
                    path: path + "/none", options: RocksOptions(createIfMissing: false))
            }
        }
    }

    @Test func closedDatabaseRefusesEverything() throws {
        try withDatabase { database, _ in
            try database.close()
            expectClosed { _ = try database.get(.documents, [1]) }
            expectClosed { _ = try RocksSnapshot(of: database) }
            expectClosed { _ = try RocksIterator(database, .documents) }
            expectClosed { _ = try RocksWriteBatch(for: database) }
            expectClosed { try database.close() }
        }
    }

    @Test func closeWithALiveSnapshotIsBusyAndTheSnapshotStaysReadable() throws {
        try withDatabase { database, path in
            try database.put(.documents, [1], [1])
            var cursor: RocksIterator? = try RocksIterator(database, .documents)
            #expect { try database.close() } throws: { ($0 as? Status)?.fault == .busy }
            cursor?.seekToFirst()
            #expect(cursor?.isValid == true)
            cursor = nil
            let reopened = try RocksDatabase(path: path)
            #expect(try reopened.get(.documents, [1]) == [1])
        }
    }

    /// RocksDB would end the process if it touched the log again.
    @Test func afterAFailedWriteNothingIsWrittenOrClosedAndReadsGoOn() throws {
        try withDatabase { database, path in
            try database.put(.documents, [1], [1])
            try database.noteStoppedEngine()
            #expect(database.failure == nil)
            database.fail(Status(.full, "write", "first"))
            database.fail(Status(.io, "write", "second"))
            let writes: [() throws -> Void] = [
                { try database.put(.documents, [2], [2]) }, { try database.syncLog() },
                { try database.flush() }, { try database.compact(.documents) },
                { try database.checkpoint(to: path + "-copy") }, { try database.close() },
            ]
            for write in writes {
                #expect { try write() } throws: { ($0 as? Status)?.cause == "first" }
            }
            expectClosed { try database.close() }
            // The directory stays in use until the process ends.
            #expect { try RocksDatabase(path: path) } throws: {
                ($0 as? Status)?.fault == .locked
            }
        }
        try withDatabase { database, _ in
            try database.put(.documents, [1], [1])
            database.fail(Status(.io, "write", ""))
            #expect(try database.get(.documents, [1]) == [1])
            #expect(try database.get(.documents, [2]) == nil)
        }
    }

    @Test func aDatabaseOpenedForReadingHasTheLogsWritesAndTakesNone() throws {
        try withDatabase { database, path in
            try database.put(.documents, [1], [1])
            let files = names(in: path).sorted()
            let refusal = Status(.full, "write", "no space")
            let reading = try RocksDatabase(
                reading: path, options: RocksOptions(), refusal: refusal)
            #expect(reading.failure == refusal)
            #expect(try reading.get(.documents, [1]) == [1])
            #expect { try reading.put(.documents, [2], [2]) } throws: {
                $0 as? Status == refusal
            }
            try reading.close()
            // The writer may remove the manifest that it replaced at any time.
            let superseded: Set = ["MANIFEST-000001"]
            #expect(Set(names(in: path)).union(superseded) == Set(files).union(superseded))
            try database.put(.documents, [2], [2])
        }
    }

    /// RocksDB would write into whatever stands in the place of its directory.
    @Test(arguments: [false, true])
    func aDirectoryThatIsMovedTakesNoMoreWritesAndLosesNone(isReplaced: Bool) throws {
        try withTemporaryDirectory { directory in
            let (path, moved) = ("\(directory)/store", "\(directory)/moved")
            let database = try RocksDatabase(path: path)
            try database.put(.documents, [1], [1])
            rename(path, moved)
            if isReplaced { mkdir(path, 0o700) }
            for attempt in [database.flush, database.close] {
                #expect { try attempt() } throws: {
                    "\($0)".contains("moved, deleted or unmounted")
                }
            }
            #expect(!isReplaced || names(in: path).isEmpty)
            let reading = try ReadOnlyDatabase(path: moved)
            #expect(try reading.get(ColumnFamily.documents.name, [1]) == [1])
        }
    }

    @Test func checkpointOpensByItself() throws {
        try withDatabase { database, path in
            try database.put(.documents, [1], [1])
            try database.checkpoint(to: path + "-copy")
            try database.put(.documents, [1], [2])
            let copy = try RocksDatabase(path: path + "-copy")
            #expect(try copy.get(.documents, [1]) == [1])
        }
    }

    @Test func propertiesCountKeysAndBytes() throws {
        try withDatabase { database, _ in
            for index in 0..<100 { try database.put(.documents, key(index), [1]) }
            #expect(try database.property(.estimatedKeys, of: .documents) == 100)
            #expect(try database.property(.tableBytes, of: .documents) == 0)
            try database.flush()
            try database.compact(.documents)
            #expect(try database.property(.tableBytes, of: .documents) > 0)
        }
    }

    private func key(_ index: Int) -> [UInt8] { [UInt8(index >> 8), UInt8(index & 255)] }

    private func keys(
        _ database: RocksDatabase, _ family: ColumnFamily, _ range: KeyRange = KeyRange(),
        reverse: Bool = false, snapshot: RocksSnapshot? = nil
    ) throws -> [[UInt8]] {
        var keys: [[UInt8]] = []
        try database.scan(family, range, reverse: reverse, snapshot: snapshot) { key, _ in
            keys.append([UInt8](key))
            return true
        }
        return keys
    }

    private func expectClosed(_ body: () throws -> Void) {
        #expect { try body() } throws: { ($0 as? Status)?.fault == .closed }
    }

    private func withDatabase(_ body: (RocksDatabase, String) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/db"
            try body(try RocksDatabase(path: path), path)
        }
    }
}

extension RocksDatabase {
    /// One key by itself.
    func put(_ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8]) throws(Status) {
        let batch = try RocksWriteBatch(for: self)
        batch.put(family, key, value)
        try write(batch, .logged)
    }
}
