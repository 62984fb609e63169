import FirestoreModel
import RocksStore
import Testing

@testable import DocumentStore

@Suite struct FormatTests {
    @Test func documentRecordIsVersionTimesFields() throws {
        try withStore { fixture in
            fixture.clock.now = 0x0102_0304_0506_0708
            try fixture.store.commit([set("a/1", 7)])
            fixture.clock.now = 0x1112_1314_1516_1718
            try fixture.store.commit([set("a/1", 8)])
            let stored = try fixture.store.database.get(.documents, key("a/1").bytes)
            #expect(
                stored == [
                    1, 1, 2, 3, 4, 5, 6, 7, 8, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18,
                    0x0A, 7, 0x0A, 1, 0x76, 0x12, 2, 0x10, 8,
                ])
        }
    }

    @Test func metaHoldsFormatAndLastCommit() throws {
        try withStore { fixture in
            fixture.clock.now = 0x0102_0304_0506_0708
            try fixture.store.commit([set("a/1", 7)])
            let database = fixture.store.database
            #expect(try database.get(.meta, [UInt8]("format".utf8)) == [0, 0, 0, 3])
            #expect(
                try database.get(.meta, [UInt8]("commit".utf8))
                    == [0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 8])
        }
    }

    @Test func changeRecordSharesKeyPrefixes() throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/2", 1)])
            fixture.clock.now = 0x0102_0304_0506_0708
            try fixture.store.commit([set("a/1", 7), delete("a/2")])
            // 00 01 | depth 1 | 02 "a" 00 01 | 02 "1" 00 01
            #expect(key("a/1").bytes == [0, 1, 1, 2, 0x61, 0, 1, 2, 0x31, 0, 1])
            #expect(
                try fixture.store.database.get(.changes, [0, 0, 0, 0, 0, 0, 0, 2]) == [
                    1, 1, 2, 3, 4, 5, 6, 7, 8, 2,
                    1, 0, 11, 0, 1, 1, 2, 0x61, 0, 1, 2, 0x31, 0, 1,
                    2, 8, 3, 0x32, 0, 1,
                ])
            let record = try #require(try fixture.store.changes(after: 1).first)
            #expect(record.version == 2)
            #expect(record.commitTime == 0x0102_0304_0506_0708)
            #expect(
                record.entries == [
                    ChangeRecord.Entry(kind: .put, key: key("a/1")),
                    ChangeRecord.Entry(kind: .delete, key: key("a/2")),
                ])
        }
    }

    @Test func everyTruncatedChangeRecordIsCorrupt() {
        var builder = ChangeRecordBuilder()
        builder.add(.put, [1, 2, 3])
        builder.add(.delete, [1, 2, 4])
        let whole = builder.value(commitTime: 5)
        for count in 0..<whole.count {
            expect(.corruption) { try decode(Array(whole[..<count])) }
        }
        expect(.corruption) { try decode(whole + [0]) }
        expect(.corruption) { try decode([2] + whole.dropFirst()) }
        expect(.corruption) { try decode([1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0]) }
        expect(.corruption) { try decode([1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]) }
    }

    @Test func everyTruncatedDocumentHeaderIsCorrupt() {
        let record = [UInt8](repeating: 1, count: DocumentRecord.headerBytes)
        for count in 0..<record.count {
            expect(.corruption) {
                try Array(record[..<count]).withUnsafeBytes { _ = try DocumentRecord.decode($0) }
            }
        }
        expect(.corruption) {
            try ([2] + record.dropFirst()).withUnsafeBytes { _ = try DocumentRecord.decode($0) }
        }
    }

    @Test func newerFormatIsRefused() throws {
        try withStore { fixture in
            try fixture.store.close()
            let database = try RocksDatabase(path: fixture.path)
            try put(database, .meta, StoreMeta.formatKey, [0, 0, 0, 4])
            try database.close()
            expect(.newerFormat) { _ = try DocumentStore(path: fixture.path) }
        }
    }

    @Test func damagedMetaIsCorrupt() throws {
        try withStore { fixture in
            try fixture.store.close()
            let database = try RocksDatabase(path: fixture.path)
            try put(database, .meta, StoreMeta.commitKey, [0, 0])
            try database.close()
            expect(.corruption) { _ = try DocumentStore(path: fixture.path) }
        }
    }

    private func decode(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { _ = try ChangeRecord.decode(version: 1, $0) }
    }
}

/// One raw key, past the store.
func put(
    _ database: RocksDatabase, _ family: ColumnFamily, _ key: [UInt8], _ value: [UInt8]
) throws {
    let batch = try RocksWriteBatch(for: database)
    batch.put(family, key, value)
    try database.write(batch, .logged)
}
