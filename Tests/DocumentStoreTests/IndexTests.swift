import FirestoreModel
import Ordering
import RocksStore
import Testing

@testable import DocumentStore

/// The entries that documents have, byte for byte, and when they come and go.
@Suite struct IndexTests {
    @Test func entriesAreIndexValueId() throws {
        try withStore { fixture in
            let path = ResourcePath(uncheckedSegments: ["c", "x"])
            try fixture.store.commit([write(path, ["a": 1, "t": ["b"], "m": ["n": true]])])
            let prefix = DocumentKey.collectionPrefix(
                database: "(default)", collection: ResourcePath(uncheckedSegments: ["c"]))
            let text = { (name: String) in [0xFF] + [UInt8](name.utf8) }
            let id: [UInt8] = [2, 0x78]
            let expected: [[UInt8]] = [
                hash(prefix + text("a") + [0xFE])
                    + [0x28, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0, 0x80, 0] + id,
                hash(prefix + text("t") + [0xFE]) + [0x58, 0x38, 0x62, 0, 1, 0] + id,
                hash(prefix + text("t") + [0xFD]) + [0x38, 0x62, 0, 1] + id,
                hash(prefix + text("m") + [0xFE]) + [0x68, 1, 0x6E, 0, 1, 0x18, 1, 0] + id,
                hash(prefix + text("m") + text("n") + [0xFE]) + [0x18, 1] + id,
            ]
            let stored = try entries(fixture)
            #expect(Set(stored.map(\.key)) == Set(expected))
            #expect(stored.allSatisfy { $0.value == [2] })
            // FNV-1a of "00 01 01 02 63 00 01 FF 61 FE".
            #expect(expected[0].prefix(8) == [0xBB, 0x1B, 0x6D, 0x65, 0x66, 0xD1, 0x17, 0x9D])
        }
    }

    /// FNV-1a, written down a second time.
    private func hash(_ bytes: [UInt8]) -> [UInt8] {
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
        }
        return BigEndian.bytes(hash)
    }

    private func entries(_ fixture: StoreFixture) throws -> [(key: [UInt8], value: [UInt8])] {
        var found: [(key: [UInt8], value: [UInt8])] = []
        try fixture.store.database.scan(.indexes) { key, value in
            found.append(([UInt8](key), [UInt8](value)))
            return true
        }
        return found
    }

    @Test func aNumericIdAndALongIdKeepTheirLengths() throws {
        try withStore { fixture in
            let long = String(repeating: "i", count: 1_500)
            for id in ["__id5__", long] {
                let path = ResourcePath(uncheckedSegments: ["c", id])
                try fixture.store.commit([write(path, ["a": 1])])
            }
            let stored = try entries(fixture)
            #expect(stored.map(\.value) == [[9], [0xDD, 0x0B]])
            #expect(try fixture.store.verify().indexEntries == 2)
        }
    }

    static let changes: [(Fields?, Fields?, count: Int)] = [
        (nil, ["a": 1, "b": "x"], 2), (["a": 1, "b": "x"], ["a": 1.0, "b": "x"], 2),
        (["a": 1], ["a": 2, "c": .null], 2), (["a": 1], nil, 0), (["a": 1], [:], 0),
        (["t": [1, 1, 2]], ["t": [1, 3]], 3), (["t": [1, 2]], ["t": []], 1),
        (["t": [.null, .double(.nan)]], ["t": [.null, 7]], 2),
        (["m": ["a": 1, "b": 2]], ["m": ["a": 1, "c": ["d": 2]]], 4),
        (["m": ["a": 1]], ["m": 5], 1), (["m": 5], ["m": ["a": ["b": ["c": 1]]]], 4),
        (["v": .vector([1, 2])], ["v": .vector([1, 3])], 1),
        (["v": .vector([1, 2])], ["v": ["value": [1]]], 3),
    ]

    @Test(arguments: changes)
    func entriesFollowTheDocument(old: Fields?, new: Fields?, count: Int) throws {
        try withStore { fixture in
            let path = ResourcePath(uncheckedSegments: ["c", "x"])
            try fixture.store.commit([write(path, old)])
            _ = try fixture.store.verify()
            try fixture.store.commit([write(path, new)])
            #expect(try fixture.store.verify().indexEntries == count)
        }
    }

    @Test func onlyWhatChangesIsWritten() throws {
        var fields: Fields = ["t": ["a", "b"], "m": ["x": 1, "y": 2]]
        let old = fields.mapValueBytes
        fields["t"] = ["b", "c"]
        fields["m"] = ["x": 1, "y": 3]
        let changes = try difference(old, fields.mapValueBytes)
        // The array, the map, one element and one inner field.
        #expect(changes.deleted.count == 4)
        #expect(changes.put.count == 4)
        #expect(try difference(old, old) == Changes())
    }

    @Test func keysOutOfOrderAreIndexedAllTheSame() throws {
        let entry = { (name: String, value: Int64) in
            Fields([(name, .integer(value))]).mapValueBytes
        }
        let old = entry("b", 1) + entry("a", 1)
        let changes = try difference(old, entry("a", 1) + entry("b", 2))
        // The last word on each entry counts.
        #expect(changes.put.count == 2)
        #expect(changes.deleted.subtracting(changes.put).count == 1)
    }

    private struct Changes: Equatable, IndexSink {
        var put: Set<[UInt8]> = []
        var deleted: Set<[UInt8]> = []

        mutating func put(_ key: [UInt8], _ entry: [UInt8]) { put.insert(key) }
        mutating func delete(_ key: [UInt8]) { deleted.insert(key) }
    }

    private func difference(_ old: [UInt8], _ new: [UInt8]) throws -> Changes {
        var changes = Changes()
        var writer = IndexWriter(.all)
        try old.withUnsafeBytes { old in
            try new.withUnsafeBytes {
                try writer.update(key("c/x").bytes, old: old, new: $0, &changes)
            }
        }
        return changes
    }

    @Test func malformedFieldsAndTooManyEntriesAreRefused() throws {
        try withStore { fixture in
            let store = fixture.store
            expect(.invalidArgument) {
                try store.commit([
                    DocumentWrite(key: key("c/x"), mutation: .set(fields: [0x0A, 9, 1]))
                ])
            }
            let path = ResourcePath(uncheckedSegments: ["c", "x"])
            let many = { (count: Int64) in Value.array((0..<count).map { .integer($0) }) }
            try store.commit([write(path, ["t": many(39_999)])])
            expect(.invalidArgument) { try store.commit([write(path, ["t": many(40_000)])]) }
            #expect(try store.verify().indexEntries == 40_000)
            var deep = Value.integer(1)
            for _ in 0..<150 { deep = .map(["m": deep]) }
            let bytes = Fields([("m", deep)]).mapValueBytes
            expect(.invalidArgument) {
                try store.commit([DocumentWrite(key: key("c/y"), mutation: .set(fields: bytes))])
            }
            #expect(try store.get(key("c/y")) == nil)
        }
    }

    @Test func missingAndForeignEntriesAreCorruption() throws {
        for isMissing in [true, false] {
            try withStore { fixture in
                try fixture.store.commit((0..<10).map { set("c/\($0)", UInt8($0)) })
                let batch = try RocksWriteBatch(for: fixture.store.database)
                let stored = try entries(fixture)
                if isMissing {
                    batch.delete(.indexes, stored[3].key)
                } else {
                    batch.put(.indexes, stored[3].key.dropLast() + [0x21], stored[3].value)
                    batch.delete(.indexes, stored[3].key)
                }
                try fixture.store.database.write(batch, .logged)
                expect(.corruption) { _ = try fixture.store.verify() }
            }
        }
    }
}
