import StatusCodes
import Testing

@testable import FirestoreModel

@Suite struct DocumentKeyTests {
    static func path(_ segments: String...) -> ResourcePath {
        ResourcePath(uncheckedSegments: segments)
    }

    @Test func storedBytesAreThese() {
        let key = DocumentKey(database: "(default)", path: Self.path("ab", "c\0d"))
        #expect(
            key.bytes == [
                0, 1, 1, 2, 0x61, 0x62, 0, 1, 2, 0x63, 0, 0xFF, 0x64, 0, 1,
            ])
        let numeric = DocumentKey(database: "x", path: Self.path("a", "__id-2__", "b", "y"))
        #expect(
            numeric.bytes == [
                0x78, 0, 1, 2, 2, 0x61, 0, 1, 1, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
                2, 0x62, 0, 1, 2, 0x79, 0, 1,
            ])
        let prefix = DocumentKey.collectionPrefix(database: "(default)", collection: Self.path("a"))
        #expect(prefix == [0, 1, 1, 2, 0x61, 0, 1])
    }

    static let samples: [ResourcePath] = [
        path("cola", "__id-9223372036854775808__"), path("cola", "__id1__"), path("cola", "\0"),
        path("cola", "\0\u{1}"), path("cola", "_"), path("cola\0", "doca"),
        path("cola\0", "doca\0"),
        path("colb", "doca"), path("colb", "e\u{301}"), path("colb", "\u{E9}"),
        path("colb", "\u{FFFF}"), path("colb", "\u{1F600}"),
        path("cola\0", "doca", "colb", "x"), path("cola\0", "doca", "colb", "__id256__"),
    ]

    @Test func keysDecodeToTheirPath() throws {
        for path in Self.samples {
            for database in ["(default)", "other", "a\u{1}b"] {
                let key = DocumentKey(database: database, path: path)
                let decoded = try key.decode()
                #expect(decoded.path == path && decoded.database == database)
                #expect(try key.documentIdBytes == Array(path.id.utf8))
                let collection = try #require(path.parent)
                let prefix = DocumentKey.collectionPrefix(
                    database: database, collection: collection)
                #expect(
                    try key.documentIdBytes(afterCollectionPrefix: prefix.count)
                        == Array(path.id.utf8))
            }
        }
    }

    @Test func byteOrderIsDocumentOrderAtEqualDepth() {
        for left in Self.samples {
            for right in Self.samples where left.level == right.level {
                let keys = [left, right].map { DocumentKey(database: "(default)", path: $0) }
                #expect((keys[0] < keys[1]) == (left < right), "\(left) \(right)")
            }
        }
    }

    @Test func aCollectionIsOneRangeWithoutDescendants() throws {
        let prefix = DocumentKey.collectionPrefix(
            database: "(default)", collection: Self.path("cola\0"))
        let inside = Self.samples.filter {
            DocumentKey(database: "(default)", path: $0).bytes.starts(with: prefix)
        }
        #expect(inside == [Self.path("cola\0", "doca"), Self.path("cola\0", "doca\0")])
    }

    @Test func descendantsAtADepthShareAPrefix() {
        let prefix = DocumentKey.descendantPrefix(
            database: "(default)", path: Self.path("cola\0", "doca"), depth: 2)
        let inside = Self.samples.filter {
            DocumentKey(database: "(default)", path: $0).bytes.starts(with: prefix)
        }
        #expect(inside.count == 2)
    }

    @Test func everyTruncationAndStrayByteIsMalformed() {
        let key = DocumentKey(database: "d", path: Self.path("a\0", "__id300__", "b", "c")).bytes
        for count in 0..<key.count {
            let cut = DocumentKey(bytes: Array(key[..<count]))
            #expect(throws: Status.malformedKey) { try cut.decode() }
            #expect(throws: Status.malformedKey) { try cut.documentIdBytes }
        }
        #expect(throws: Status.malformedKey) { try DocumentKey(bytes: key + [2]).decode() }
        #expect(throws: Status.malformedKey) {
            try DocumentKey(bytes: key).documentIdBytes(afterCollectionPrefix: 10_000)
        }
    }

    @Test func flippedBytesNeverTrap() {
        let key = DocumentKey(database: "d", path: Self.path("a\0", "__id300__", "b", "c")).bytes
        var decoded = 0
        for index in key.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = key
                changed[index] = byte
                let result = try? DocumentKey(bytes: changed).decode()
                decoded += result == nil ? 0 : 1
                _ = try? DocumentKey(bytes: changed).documentIdBytes
            }
        }
        #expect(decoded >= key.count)
    }

    @Test func theSuccessorOfAPrefixFollowsEverythingUnderIt() {
        #expect(DocumentKey.prefixSuccessor([1, 2]) == [1, 3])
        #expect(DocumentKey.prefixSuccessor([1, 0xFF, 0xFF]) == [2])
        #expect(DocumentKey.prefixSuccessor([0xFF]) == nil)
        #expect(DocumentKey.prefixSuccessor([]) == nil)
    }
}
