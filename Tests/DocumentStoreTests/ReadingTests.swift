import FirestoreModel
import Testing

@testable import DocumentStore

@Suite struct ReadingTests {
    @Test func getManyAnswersInTheOrderOfTheKeys() throws {
        try withStore { fixture in
            try fixture.store.commit((0..<700).map { set("a/\($0)", UInt8($0 % 100)) })
            let order = (0..<1_400).reversed().map { key("a/\($0)") }
            let documents = try fixture.store.getMany(order)
            #expect(documents.count == 1_400)
            for (index, document) in documents.enumerated() {
                let number = 1_399 - index
                #expect(document?.fields.last == (number < 700 ? UInt8(number % 100) : nil))
            }
        }
    }

    @Test func snapshotStaysAtItsCommit() throws {
        try withStore { fixture in
            let first = try fixture.store.commit([set("a/1", 1)])
            let snapshot = try fixture.store.snapshot()
            try fixture.store.commit([set("a/1", 2), set("a/2", 2)])
            #expect(snapshot.version == 1)
            #expect(snapshot.commitTime == first.commitTime)
            #expect(try snapshot.get(key("a/1"))?.fields == fields([("v", 1)]))
            #expect(try snapshot.getMany([key("a/2")]) == [nil])
            #expect(try snapshot.count(scan("a")) == 1)
            #expect(try fixture.store.count(scan("a")) == 2)
        }
    }

    @Test func scanKeepsToItsCollection() throws {
        try withStore { fixture in
            try fixture.store.commit(
                ["a/1", "a/2", "a/1/b/1", "aa/1", "b/1", "a/1/b/1/c/1"].map { set($0, 1) })
            #expect(try paths(fixture, scan("a")) == ["a/1", "a/2"])
            #expect(try paths(fixture, scan("a/1/b")) == ["a/1/b/1"])
            #expect(try paths(fixture, scan("c")).isEmpty)
        }
    }

    @Test func boundsFollowTheDirection() throws {
        try withStore { fixture in
            try fixture.store.commit((1...6).map { set("a/\($0)", 1) })
            try fixture.store.commit([set("0/9", 1), set("b/0", 1)])
            for reverse in [false, true] {
                for start in 0...7 {
                    for end in 0...7 {
                        try checkBounds(fixture, start, end, reverse)
                    }
                }
            }
        }
    }

    private func checkBounds(
        _ fixture: StoreFixture, _ start: Int, _ end: Int, _ reverse: Bool
    ) throws {
        let all = reverse ? Array((1...6).reversed()) : Array(1...6)
        let before: (Int, Int) -> Bool = { reverse ? $0 > $1 : $0 < $1 }
        var query = scan("a")
        query.reverse = reverse
        query.endBefore = key("a/\(end)")
        query.startAt = key("a/\(start)")
        let inclusive = all.filter { !before($0, start) && before($0, end) }
        #expect(try paths(fixture, query) == inclusive.map { "a/\($0)" })
        query.startAfter = key("a/\(start)")
        let exclusive = all.filter { before(start, $0) && before($0, end) }
        #expect(try paths(fixture, query) == exclusive.map { "a/\($0)" })
        query.limit = 2
        #expect(try paths(fixture, query) == exclusive.prefix(2).map { "a/\($0)" })
        query.limit = 0
        #expect(try paths(fixture, query).isEmpty)
    }

    @Test func boundsOutsideTheCollectionDoNotWidenIt() throws {
        try withStore { fixture in
            try fixture.store.commit(["a/1", "b/1", "c/1"].map { set($0, 1) })
            var query = scan("b")
            query.startAt = key("a/1")
            query.endBefore = key("c/9")
            #expect(try paths(fixture, query) == ["b/1"])
            query.reverse = true
            query.startAt = key("c/9")
            query.endBefore = key("a/1")
            #expect(try paths(fixture, query) == ["b/1"])
        }
    }

    @Test func collectionIdsIncludeThoseUnderMissingDocuments() throws {
        try withStore { fixture in
            try fixture.store.commit(
                ["a/1", "b/1/c/1", "b/1/d/1", "b/2/z/1/y/1/x/1", "ab/1"].map { set($0, 1) })
            #expect(try ids(fixture, "") == ["a", "ab", "b"])
            #expect(try ids(fixture, "b/1") == ["c", "d"])
            #expect(try ids(fixture, "b/2") == ["z"])
            #expect(try ids(fixture, "b/2/z/1") == ["y"])
            #expect(try ids(fixture, "a/1").isEmpty)
            #expect(try ids(fixture, "", after: "a") == ["ab", "b"])
            #expect(try ids(fixture, "", after: "a", limit: 1) == ["ab"])
        }
    }

    @Test func depthsInUseAreThoseOfTheDatabase() throws {
        try withStore { fixture in
            #expect(try fixture.store.depthsInUse(database: "(default)") == [])
            try fixture.store.commit(["a/1", "a/2", "b/1/c/1/d/1"].map { set($0, 1) })
            #expect(try fixture.store.depthsInUse(database: "(default)") == [1, 3])
            #expect(try fixture.store.depthsInUse(database: "x") == [])
        }
    }

    @Test func collectionIdsKeepToTheirDatabase() throws {
        try withStore { fixture in
            let other = DocumentKey(
                database: "other", path: ResourcePath(uncheckedSegments: ["q", "1"]))
            try fixture.store.commit([
                set("a/1", 1), DocumentWrite(key: other, mutation: .set(fields: [])),
            ])
            #expect(try ids(fixture, "") == ["a"])
            #expect(
                try fixture.store.collectionIds(database: "other", below: .root) == ["q"])
        }
    }

    @Test func malformedStoredRecordIsCorruption() throws {
        try withStore { fixture in
            try put(fixture.store.database, .documents, key("a/1").bytes, [1, 2])
            expect(.corruption) { _ = try fixture.store.get(key("a/1")) }
            expect(.corruption) { _ = try fixture.store.documents(scan("a")) }
            expect(.corruption) { _ = try fixture.store.verify() }
            expect(.corruption) { try fixture.store.commit([set("a/1", 1)]) }
        }
    }

    private func scan(_ collection: String) -> DocumentScan {
        let segments = collection.split(separator: "/").map(String.init)
        return DocumentScan(
            database: "(default)", collection: ResourcePath(uncheckedSegments: segments))
    }

    private func paths(_ fixture: StoreFixture, _ scan: DocumentScan) throws -> [String] {
        try fixture.store.documents(scan).map { "\(try $0.key.decode().path)" }
    }

    private func ids(
        _ fixture: StoreFixture, _ parent: String, after: String? = nil, limit: Int = .max
    ) throws -> [String] {
        let segments = parent.split(separator: "/").map(String.init)
        return try fixture.store.collectionIds(
            database: "(default)", below: ResourcePath(uncheckedSegments: segments),
            after: after, limit: limit)
    }
}
