import FirestoreModel
import MirrorMessages
import ProtobufWire
import TTRPC
import TestSupport
import Testing

/// Requests that mean harm or come out of a broken program: the right code, bounded memory, and
/// the daemon lives on.
@Suite struct FirestoreHostileTests {
    private static let methods: [(name: String, streams: Bool)] = [
        ("GetDocument", false), ("ListDocuments", false), ("CreateDocument", false),
        ("UpdateDocument", false), ("DeleteDocument", false), ("BatchGetDocuments", true),
        ("BeginTransaction", false), ("Commit", false), ("Rollback", false), ("RunQuery", true),
        ("RunAggregationQuery", true), ("PartitionQuery", false), ("ListCollectionIds", false),
        ("BatchWrite", false),
    ]

    private func send(_ payload: [UInt8], to method: String, streams: Bool, _ tree: FirestoreTree)
        throws
    {
        if streams {
            let _: [Blob] = try tree.stream(method, Blob(bytes: payload))
        } else {
            let _: Blob = try tree.call(method, Blob(bytes: payload))
        }
    }

    /// A string field 1 that is no UTF-8, a length beyond the end, field 1 as a varint, a group
    /// without an end, an empty message.
    @Test func whatDoesNotDecodeIsAnInvalidArgument() throws {
        try withTree { (tree) throws in
            let payloads: [[UInt8]] = [
                [0x0A, 2, 0xC3, 0x28], [0x0A, 0x7F, 0x61], [0x08, 1], [0x0B], [0xFF], [],
                [0x12, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F],
            ]
            for (method, streams) in Self.methods {
                for payload in payloads {
                    expect(.invalidArgument) {
                        try send(payload, to: method, streams: streams, tree)
                    }
                }
            }
            #expect(try tree.client.health() == .serving)
        }
    }

    /// Every prefix of a good request is refused or is another good one; none does harm.
    @Test func truncatedRequestsAreRefused() throws {
        try withTree { (tree) throws in
            var request = CommitRequest()
            request.database = tree.database.name
            request.writes = [
                tree.update("c/d", ["a": ["b": [1, "x"]]], mask: ["a"]).wireBytes
            ]
            let whole = request.wireBytes
            for count in stride(from: 0, to: whole.count, by: 3) {
                do {
                    try send(Array(whole.prefix(count)), to: "Commit", streams: false, tree)
                } catch {
                    expect(.invalidArgument) { throw error }
                }
            }
            #expect(try tree.fields("c/d") == nil)
            try send(whole, to: "Commit", streams: false, tree)
            #expect(try tree.fields("c/d") != nil)
        }
    }

    private func nested(_ levels: Int) -> Value {
        (0..<levels).reduce(.integer(1)) { value, _ in .map(["a": value]) }
    }

    @Test func deepNestingIsRefused() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": nested(20)])
            for levels in [21, 40, 90, 1_000] {
                expect(.invalidArgument) { try tree.set("c/e", ["a": nested(levels)]) }
            }
            let deep = (0..<200).reduce(QueryFilter.where("a", .equal, 1)) { filter, _ in
                .and([filter])
            }
            expect(.invalidArgument) {
                _ = try tree.ids(StructuredQuery(collection: "c", where: deep))
            }
            expect(.invalidArgument) {
                try tree.set("c/e", ["a": [[1]]])
            }
        }
    }

    @Test func hugeArraysAreMeasured() throws {
        try withTree { (tree) throws in
            let nulls = { (count: Int) in
                Fields([("a", Value.array(Array(repeating: .null, count: count)))])
            }
            try tree.set("c/d", nulls(500_000))
            #expect(try tree.fields("c/d")?["a"]?.arrayValue?.count == 500_000)
            var tooMuch = nulls(900_000)
            tooMuch["b"] = .string(String(repeating: "x", count: 150_000))
            expect(.invalidArgument) { try tree.set("c/e", tooMuch) }
            // What bounds a request is the frame, and the error says so.
            #expect {
                try tree.set("c/e", ["a": .bytes([UInt8](repeating: 1, count: 5 << 20))])
            } throws: { "\($0)".contains("4194304") }
        }
    }

    @Test func tenThousandDisjunctsAreRefused() throws {
        try withTree { (tree) throws in
            let many = (0..<10_000).map { QueryFilter.where("a", .equal, .integer($0)) }
            expect(.invalidArgument) {
                _ = try tree.ids(StructuredQuery(collection: "c", where: .or(many)))
            }
            let pairs = QueryFilter.and(
                (0..<40).map { index in
                    .or([.where("a\(index)", .equal, 1), .where("b\(index)", .equal, 1)])
                })
            expect(.invalidArgument) {
                _ = try tree.ids(StructuredQuery(collection: "c", where: pairs))
            }
            let list = Value.array((0..<10_000).map { .integer($0) })
            expect(.invalidArgument) {
                _ = try tree.ids(StructuredQuery(collection: "c", where: .where("a", .in, list)))
            }
        }
    }

    @Test func ordersWithoutEndAreRefusedAtOnce() throws {
        try withTree { (tree) throws in
            let orders = (0..<100_000).map { QueryOrder("a\($0)") }
            expect(.invalidArgument) {
                _ = try tree.ids(StructuredQuery(collection: "c", orderBy: orders))
            }
            var list = ListDocumentsRequest()
            list.parent = tree.name("")
            list.collectionId = "c"
            list.orderBy = orders.map(\.path).joined(separator: ",")
            expect(.invalidArgument) {
                let _: ListDocumentsResponse = try tree.call("ListDocuments", list)
            }
        }
    }

    /// The deepest document there can be has nothing below it.
    @Test func theDeepestDocumentIsTheEnd() throws {
        try withTree { (tree) throws in
            let deepest = Array(repeating: "a/b", count: 100).joined(separator: "/")
            try tree.set(deepest, ["v": 1])
            #expect(try tree.fields(deepest) == ["v": 1])
            for query in [
                StructuredQuery(collection: ""), StructuredQuery(collection: "c"),
                StructuredQuery(collection: "", allDescendants: true),
                StructuredQuery(collection: "c", allDescendants: true),
            ] {
                expect(.invalidArgument) { _ = try tree.ids(query, parent: deepest) }
            }
            expect(.invalidArgument) { try tree.set("\(deepest)/c/d", [:]) }
            var list = ListDocumentsRequest()
            list.parent = tree.name(deepest)
            list.collectionId = "c"
            expect(.invalidArgument) {
                let _: ListDocumentsResponse = try tree.call("ListDocuments", list)
            }
            var collections = ListCollectionIdsRequest()
            collections.parent = tree.name(deepest)
            let none: ListCollectionIdsResponse = try tree.call("ListCollectionIds", collections)
            #expect(none.collectionIds.isEmpty)
            #expect(
                try tree.ids(StructuredQuery(collection: "a", allDescendants: true)).count == 1)
        }
    }

    @Test func valuesThatCannotBeStoredAreRefused() throws {
        try withTree { (tree) throws in
            let values: [Value] = [
                .map(["__type__": "__vector__", "value": ["x"]]), .map(["__x__": 1]),
                .vector([]), .vector([.nan]), .unsupported(19), .reference("nonsense"),
                .timestamp(Timestamp(seconds: .max)), .geoPoint(latitude: 91, longitude: 0),
            ]
            for value in values {
                expect(.invalidArgument) { try tree.set("c/d", ["v": value]) }
            }
            #expect(try tree.fields("c/d") == nil)
        }
    }

    @Test func namesThatAreNoneAreRefused() throws {
        try withTree { (tree) throws in
            for name in [
                "", "c/d", "projects/p/databases/test/documents", tree.name("c"),
                tree.name("c/d/e"), tree.name("c//d"), tree.name("c/d/"),
                "projects//databases/test/documents/c/d",
                tree.name(String(repeating: "a/b/", count: 101) + "c/d"),
                tree.name("c/" + String(repeating: "é", count: 751)),
            ] {
                var request = GetDocumentRequest()
                request.name = name
                expect(.invalidArgument) { let _: Document = try tree.call("GetDocument", request) }
            }
        }
    }

    @Test func thousandsOfWritesAreOneCommit() throws {
        try withTree { (tree) throws in
            try tree.commit((0..<20_000).map { tree.update("c/\($0)", ["v": .integer($0)]) })
            let count = try tree.aggregate(
                StructuredQuery(collection: "c"), [Aggregation(.count(upTo: nil))])
            #expect(count == ["field_1": 20_000])
        }
    }

    @Test func moreThan500TransformsOfADocumentAreRefused() throws {
        try withTree { (tree) throws in
            let add = FieldTransform(fieldPath: "v", kind: .increment(1))
            let write = { (count: Int) in
                tree.update(
                    "c/d", [:], mask: [], transforms: Array(repeating: add, count: count))
            }
            try tree.commit([write(500)])
            expect(.invalidArgument) { try tree.commit([write(250), write(251)]) }
            #expect(try tree.fields("c/d") == ["v": 500])
        }
    }

    /// The most memory that the process has had, bytes.
    private func peak(_ pid: Int32) throws -> Int {
        let line = contents(of: "/proc/\(pid)/status").split(separator: "\n")
            .first { $0.hasPrefix("VmHWM:") }
        let words = try #require(line).split { $0 == " " || $0 == "\t" }
        return try #require(Int(words[1])) << 10
    }

    @Test func whatIsRefusedCostsBoundedMemory() throws {
        try withDaemon(products: 5) { daemon in
            let tree = try FirestoreTree(daemon.client)
            try tree.set("c/d", ["v": 1])
            let before = try peak(daemon.process.pid)
            // A million values of three bytes each, in everything that takes values.
            let list = Value.array(Array(repeating: .null, count: 1_000_000))
            let wide = QueryFilter.or(
                (0..<50_000).map { .where("a\($0)", .equal, .integer($0)) })
            for _ in 0..<3 {
                expect(.invalidArgument) { try tree.set("c/e", ["a": list, "b": [[1]]]) }
                expect(.invalidArgument) {
                    _ = try tree.ids(
                        StructuredQuery(collection: "c", where: .where("v", .in, list)))
                }
                expect(.invalidArgument) {
                    _ = try tree.ids(StructuredQuery(collection: "c", where: wide))
                }
                var cursor = StructuredQuery(collection: "c")
                cursor.startAt = QueryCursor(Array(repeating: .null, count: 1_000_000))
                expect(.invalidArgument) { _ = try tree.ids(cursor) }
            }
            #expect(try peak(daemon.process.pid) - before < 400 << 20)
            #expect(try tree.fields("c/d") == ["v": 1])
        }
    }
}
