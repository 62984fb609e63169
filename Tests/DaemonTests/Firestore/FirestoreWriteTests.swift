import FirestoreModel
import MirrorMessages
import Testing

/// Cases 1 to 26 of Protocol/firestore.md: what writes do, over the daemon's socket.
@Suite struct FirestoreWriteTests {
    /// A field transform of field `v`.
    private func transform(_ kind: FieldTransform.Kind, _ path: String = "v") -> FieldTransform {
        FieldTransform(fieldPath: path, kind: kind)
    }

    @Test func case1To3IdsAreRefusedOrKeptAndOrdered() throws {
        try withTree { (tree) throws in
            for id in ["..", ".", "__x__", String(repeating: "x", count: 1_501), "__id5x__"] {
                expect(.invalidArgument) { _ = try tree.create("c", id: id) }
                expect(.invalidArgument) { try tree.set("c/\(id)", [:]) }
            }
            let kept = try tree.create("c", id: "a.b")
            #expect(kept.name == tree.name("c/a.b"))
            for id in ["a", "A", "7", "12", "__id7__", "__id12__", "__id-2__"] {
                _ = try tree.create("ids", id: id)
            }
            var request = ListDocumentsRequest()
            request.parent = tree.name("")
            request.collectionId = "ids"
            let list: ListDocumentsResponse = try tree.call("ListDocuments", request)
            let names = try list.documents.map { try Document(wireBytes: $0).name }
            #expect(
                names
                    == ["__id-2__", "__id7__", "__id12__", "12", "7", "A", "a"].map {
                        tree.name("ids/\($0)")
                    })
        }
    }

    @Test func case4MaskPathsAreSimpleOrQuoted() throws {
        try withTree { (tree) throws in
            expect(.invalidArgument) {
                try tree.commit([tree.update("c/d", ["a": ["1b": 1]], mask: ["a.1b"])])
            }
            try tree.commit([tree.update("c/d", ["a": ["1b": 1]], mask: ["a.`1b`"])])
            #expect(try tree.fields("c/d") == ["a": ["1b": 1]])
        }
    }

    static let masks: [(before: Fields, mask: [String], input: Fields, after: Fields)] = [
        (["a": 1, "b": 2], ["a", "b"], ["a": 9], ["a": 9]),
        (["a": ["b": 1, "c": 2]], ["a.b"], [:], ["a": ["c": 2]]),
        (["a": ["b": 1]], ["a.b"], [:], ["a": [:]]),
        (["a": 5], ["a.b"], ["a": ["b": 1]], ["a": ["b": 1]]),
        (["a": 5], ["a.b"], [:], ["a": 5]),
    ]

    @Test func case5To9MasksTouchWhatTheyName() throws {
        try withTree { (tree) throws in
            for (index, example) in Self.masks.enumerated() {
                let path = "c/\(index)"
                let before = try tree.set(path, example.before).results[0].updateTime
                let result = try tree.commit([
                    tree.update(path, example.input, mask: example.mask)
                ])
                let document = try tree.get(path)
                #expect(document.fields == example.after, "case \(index + 5)")
                let isNoOp = example.before == example.after
                #expect((document.updateTime == before) == isNoOp)
                #expect(result.results[0].updateTime == document.updateTime)
            }
        }
    }

    @Test func case10And11FieldsMayAllGo() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["x": 1])
            try tree.set("c/d", [:])
            #expect(try tree.fields("c/d") == [:])
            try tree.commit([tree.update("c/new", [:], mask: [])])
            #expect(try tree.fields("c/new") == [:])
        }
    }

    @Test func case12To15PreconditionsDecide() throws {
        try withTree { (tree) throws in
            expect(.notFound) {
                try tree.commit([
                    tree.update("c/good", ["a": 1]),
                    tree.update("c/missing", ["a": 1], if: .exists(true)),
                ])
            }
            #expect(try tree.fields("c/good") == nil)
            _ = try tree.create("c", id: "once")
            expect(.alreadyExists) { _ = try tree.create("c", id: "once") }
            let deleted = try tree.commit([tree.delete("c/missing")])
            #expect(deleted.results[0].updateTime == nil)
            expect(.notFound) { try tree.commit([tree.delete("c/missing", if: .exists(true))]) }
            let first = try tree.set("c/d", ["a": 1]).time
            try tree.set("c/d", ["a": 2])
            expect(.failedPrecondition) {
                try tree.commit([tree.delete("c/d", if: .updateTime(first))])
            }
            expect(.failedPrecondition) {
                try tree.commit([tree.update("c/no", [:], if: .updateTime(first))])
            }
            expect(.invalidArgument) {
                let unaligned = Timestamp(seconds: first.seconds, nanos: 1)
                try tree.commit([tree.delete("c/d", if: .updateTime(unaligned))])
            }
            #expect(try tree.fields("c/d") == ["a": 2])
        }
    }

    @Test func case16TheSameSetTwiceKeepsTheUpdateTime() throws {
        try withTree { (tree) throws in
            let fields: Fields = ["a": 1, "b": .double(.nan), "c": -0.0, "d": [1, "x", .null]]
            let first = try tree.set("c/d", fields)
            let second = try tree.set("c/d", fields)
            #expect(second.results[0].updateTime == first.results[0].updateTime)
            #expect(second.time > first.time)
            // 1 and 1.0 are order-equal, yet another content.
            let third = try tree.set("c/d", ["a": 1.0, "b": .double(.nan), "c": -0.0])
            #expect(third.results[0].updateTime == third.time)
        }
    }

    @Test func case17WritesToOneDocumentSeeEachOther() throws {
        try withTree { (tree) throws in
            let add = { (amount: Value) in
                tree.update("c/d", [:], mask: [], transforms: [transform(.increment(amount))])
            }
            let result = try tree.commit([add(1), tree.delete("c/d"), add(3)])
            #expect(try tree.fields("c/d") == ["v": 3])
            #expect(result.results.map(\.transformResults) == [[1], [], [3]])
            #expect(result.results.map(\.updateTime) == [result.time, nil, result.time])
        }
    }

    @Test func case18VerifyCreatesNothing() throws {
        try withTree { (tree) throws in
            let verify = { (path: String, condition: Precondition?) in
                Write(.verify(tree.name(path)), currentDocument: condition)
            }
            try tree.commit([verify("c/d", .exists(false))])
            #expect(try tree.fields("c/d") == nil)
            let stored = try tree.set("c/d", ["a": 1])
            let verified = try tree.commit([verify("c/d", .updateTime(stored.time))])
            #expect(verified.results[0].updateTime == stored.time)
            expect(.alreadyExists) { try tree.commit([verify("c/d", .exists(false))]) }
            expect(.invalidArgument) { try tree.commit([verify("c/d", nil)]) }
            expect(.invalidArgument) {
                try tree.commit([verify("c/d", .exists(true)), tree.delete("c/d")])
            }
        }
    }

    @Test func case19BatchWriteRefusesADocumentTwice() throws {
        try withTree { (tree) throws in
            var request = BatchWriteRequest()
            request.database = tree.database.name
            request.writes = [tree.update("c/a", [:]), tree.delete("c/a")].map(\.wireBytes)
            expect(.invalidArgument) {
                let _: BatchWriteResponse = try tree.call("BatchWrite", request)
            }
            #expect(try tree.fields("c/a") == nil)
        }
    }

    @Test func aBatchWriteIsManyCommits() throws {
        try withTree { (tree) throws in
            var request = BatchWriteRequest()
            request.database = tree.database.name
            request.writes = [
                tree.update("c/a", ["v": 1]), tree.update("c/b", [:], if: .exists(true)),
                tree.delete("c/c"),
                tree.update("c/d", [:], mask: [], transforms: [transform(.increment(7))]),
            ].map(\.wireBytes)
            let response: BatchWriteResponse = try tree.call("BatchWrite", request)
            #expect(response.status.map(\.code) == [0, 5, 0, 0])
            let results = try response.writeResults.map { try WriteResult(wireBytes: $0) }
            #expect(results[1] == WriteResult(updateTime: nil))
            #expect(results[3].transformResults == [7])
            let times = [results[0].updateTime, results[3].updateTime].compactMap { $0 }
            #expect(times.count == 2 && times[0] < times[1])
            #expect(try tree.fields("c/a") == ["v": 1])
            #expect(try tree.fields("c/b") == nil)
        }
    }

    static let numbers: [(Value?, FieldTransform.Kind, Value)] = [
        (.integer(.max), .increment(1), .integer(.max)),
        (.integer(.min), .increment(-1), .integer(.min)),
        ("x", .increment(7), 7), (5, .increment(2.5), 7.5), (nil, .increment(2), 2),
        (3, .maximum(3.0), 3), (3, .maximum(2.5), 3), (1, .maximum(.double(.nan)), .double(.nan)),
        (3, .minimum(2.5), 2.5),
    ]

    @Test func case20To22NumbersAreTransformed() throws {
        try withTree { (tree) throws in
            for (index, (before, kind, after)) in Self.numbers.enumerated() {
                let path = "c/\(index)"
                try tree.set(path, before.map { ["v": $0] } ?? [:])
                let result = try tree.commit([
                    tree.update(path, [:], mask: [], transforms: [transform(kind)])
                ])
                #expect(try tree.fields(path) == ["v": after], "\(kind)")
                #expect(result.results[0].transformResults == [after])
            }
        }
    }

    static let arrays: [(Value, FieldTransform.Kind, Value)] = [
        ([1, "a"], .appendMissingElements([1.0, "b", "b", .null]), [1, "a", "b", .null]),
        (
            [1, 1.0, 2, .double(.nan), .null, "x", ["k": 1]],
            .removeAllFromArray([1, .double(.nan), .null, ["k": 1.0]]), [2, "x"]
        ),
        (5, .removeAllFromArray([5]), []),
    ]

    @Test func case23And24ArraysAreTransformed() throws {
        try withTree { (tree) throws in
            for (index, (before, kind, after)) in Self.arrays.enumerated() {
                let path = "c/\(index)"
                try tree.set(path, ["v": before])
                let result = try tree.commit([
                    tree.update(path, [:], mask: [], transforms: [transform(kind)])
                ])
                #expect(try tree.fields(path) == ["v": after])
                #expect(result.results[0].transformResults == [.null])
            }
        }
    }

    @Test func case25TheRequestTimeIsOneForTheCommit() throws {
        try withTree { (tree) throws in
            let times = ["a", "b"].map { transform(.setToServerValue(1), $0) }
            let result = try tree.commit(
                ["c/1", "c/2"].map { tree.update($0, [:], mask: [], transforms: times) })
            let values = Set(
                try ["c/1", "c/2"].flatMap { path in
                    try tree.get(path).fields.map { "\($0.value)" }
                })
            #expect(values.count == 1)
            guard case .timestamp(let time)? = try tree.fields("c/1")?["a"] else {
                Issue.record("no timestamp")
                return
            }
            #expect(time.nanos % 1_000_000 == 0)
            #expect(time <= result.time)
            #expect(result.time.microseconds - time.microseconds < 10_000_000)
        }
    }

    @Test func case26TransformsFollowTheMask() throws {
        try withTree { (tree) throws in
            try tree.set("c/d", ["a": 1])
            try tree.commit([
                tree.update(
                    "c/d", ["a": 10], mask: ["a"], transforms: [transform(.increment(1), "a")])
            ])
            #expect(try tree.fields("c/d") == ["a": 11])
        }
    }

    @Test func unaryWritesAnswerWithTheDocument() throws {
        try withTree { (tree) throws in
            let automatic = try tree.create("c", id: "", ["a": 1, "b": 2])
            let id = automatic.name.split(separator: "/").last ?? ""
            #expect(id.count == 20 && id.allSatisfy { $0.isLetter || $0.isNumber })
            #expect(automatic.createTime == automatic.updateTime)
            var request = UpdateDocumentRequest()
            request.document = Document(name: automatic.name, fields: ["b": 3]).wireBytes
            request.updateMask = maskBytes(["b"])
            request.mask = maskBytes(["b"])
            let updated: Document = try tree.call("UpdateDocument", request)
            #expect(updated.fields == ["b": 3])
            #expect(updated.createTime == automatic.createTime)
            #expect(try tree.get("c/\(id)").fields == ["a": 1, "b": 3])
            request.currentDocument = Precondition.exists(false).wireBytes
            expect(.alreadyExists) {
                let _: Document = try tree.call("UpdateDocument", request)
            }
            var removal = DeleteDocumentRequest()
            removal.name = automatic.name
            let _: Blob = try tree.call("DeleteDocument", removal)
            #expect(try tree.fields("c/\(id)") == nil)
        }
    }

    @Test func aCommitOfAnotherDatabaseIsRefusedAndTreesAreApart() throws {
        try withTree { (tree) throws in
            let other = try FirestoreTree(tree.client, database: "other")
            expect(.invalidArgument) { try tree.commit([other.update("c/d", [:])]) }
            try tree.set("c/d", ["v": 1])
            try other.set("c/d", ["v": 2])
            #expect(try tree.fields("c/d") == ["v": 1])
            #expect(try other.fields("c/d") == ["v": 2])
            // The project is only a name.
            let request = {
                var request = GetDocumentRequest()
                request.name = "projects/q/databases/test/documents/c/d"
                return request
            }()
            let same: Document = try tree.call("GetDocument", request)
            #expect(same.fields == ["v": 1])
            #expect(same.name == request.name)
        }
    }

    @Test func timesOnlyRiseAndAnEmptyCommitHasOne() throws {
        try withTree { (tree) throws in
            var last = Timestamp(seconds: 0)
            for step in 0..<50 {
                let writes =
                    step % 5 == 0
                    ? [] : [tree.update("c/d", ["v": .integer(Int64(step))])]
                let time = try tree.commit(writes).time
                #expect(time > last)
                last = time
            }
            let before = try tree.get("c/d")
            try tree.commit([tree.delete("c/d")])
            try tree.set("c/d", ["v": 0])
            let created = try #require(try tree.get("c/d").createTime)
            let updated = try #require(before.updateTime)
            #expect(created > updated)
        }
    }
}
