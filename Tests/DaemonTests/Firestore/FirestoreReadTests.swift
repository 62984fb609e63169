import FirestoreModel
import MirrorMessages
import Testing

/// Reads beside queries: batches, lists, collections, the past.
@Suite struct FirestoreReadTests {
    @Test func aBatchAnswersEachDocumentOnceAtOneTime() throws {
        try withTree { (tree) throws in
            try tree.set("c/a", ["x": 1, "y": 2])
            let responses = try tree.batchGet(["c/a", "c/none", "c/a"]) {
                $0.mask = maskBytes(["x"])
            }
            #expect(responses.count == 2)
            let found = try Document(wireBytes: try #require(responses[0].found))
            #expect(found.fields == ["x": 1])
            #expect(found.name == tree.name("c/a"))
            #expect(responses[1].missing == tree.name("c/none"))
            #expect(Set(responses.compactMap { $0.readTime?.microseconds }).count == 1)
            #expect(try tree.batchGet([]).count == 1)
            expect(.invalidArgument) { _ = try tree.batchGet(["c"]) }
        }
    }

    private func list(
        _ tree: FirestoreTree, _ collection: String,
        _ change: (inout ListDocumentsRequest) -> Void = { _ in }
    ) throws -> [[String]] {
        var request = ListDocumentsRequest()
        request.parent = tree.name("")
        request.collectionId = collection
        change(&request)
        var pages: [[String]] = []
        repeat {
            let response: ListDocumentsResponse = try tree.call("ListDocuments", request)
            pages.append(
                try response.documents.map { bytes in
                    let document = try Document(wireBytes: bytes)
                    let id = String(document.name.split(separator: "/").last ?? "")
                    return document.updateTime == nil ? "(\(id))" : id
                })
            request.pageToken = response.nextPageToken
        } while !request.pageToken.isEmpty
        return pages
    }

    @Test func listsArePagedOrderedAndShowTheMissing() throws {
        try withTree { (tree) throws in
            for (id, v) in [("a", 3), ("b", 1), ("c", 2), ("e", 2)] {
                try tree.set("l/\(id)", ["v": .integer(Int64(v))])
            }
            try tree.set("l/d/deep/x", [:])
            try tree.set("l/a/deep/y/deeper/z", [:])
            try tree.set("l/none/deep/y/deeper/z", [:])
            try tree.set("k/other/deep/x", [:])
            #expect(try list(tree, "l") == [["a", "b", "c", "e"]])
            #expect(try list(tree, "l") { $0.pageSize = 3 } == [["a", "b", "c"], ["e"]])
            #expect(
                try list(tree, "l") {
                    $0.pageSize = 2
                    $0.showMissing = true
                } == [["a", "b"], ["c", "(d)"], ["e", "(none)"]])
            #expect(
                try list(tree, "l") {
                    $0.pageSize = 2
                    $0.orderBy = "v desc"
                } == [["a", "e"], ["c", "b"]])
            #expect(
                try list(tree, "l") {
                    $0.pageSize = 3
                    $0.orderBy = "v, __name__ desc"
                } == [["b", "e", "c"], ["a"]])
            expect(.invalidArgument) { _ = try list(tree, "l") { $0.pageSize = -1 } }
            expect(.invalidArgument) { _ = try list(tree, "l") { $0.pageToken = "zz" } }
            expect(.invalidArgument) { _ = try list(tree, "l") { $0.orderBy = "v desc desc" } }
            expect(.invalidArgument) {
                _ = try list(tree, "l") {
                    $0.showMissing = true
                    $0.orderBy = "v"
                }
            }
        }
    }

    @Test func aPageTokenIsGoodForItsListOnly() throws {
        try withTree { (tree) throws in
            for id in ["a", "b", "c"] {
                try tree.set("l/\(id)", [:])
                try tree.set("m/\(id)", [:])
            }
            var request = ListDocumentsRequest()
            request.parent = tree.name("")
            request.collectionId = "l"
            request.pageSize = 2
            let page: ListDocumentsResponse = try tree.call("ListDocuments", request)
            request.pageToken = page.nextPageToken
            request.collectionId = "m"
            expect(.invalidArgument) {
                let _: ListDocumentsResponse = try tree.call("ListDocuments", request)
            }
        }
    }

    @Test func collectionIdsIncludeThoseOfMissingDocuments() throws {
        try withTree { (tree) throws in
            for path in ["b/x", "a/x", "d/missing/deep/y", "c/x", "c/x/sub/z"] {
                try tree.set(path, [:])
            }
            var request = ListCollectionIdsRequest()
            request.parent = tree.name("")
            request.pageSize = 3
            let first: ListCollectionIdsResponse = try tree.call("ListCollectionIds", request)
            #expect(first.collectionIds == ["a", "b", "c"])
            request.pageToken = first.nextPageToken
            let second: ListCollectionIdsResponse = try tree.call("ListCollectionIds", request)
            #expect(second.collectionIds == ["d"] && second.nextPageToken.isEmpty)
            request.pageToken = ""
            request.parent = tree.name("d/missing")
            let below: ListCollectionIdsResponse = try tree.call("ListCollectionIds", request)
            #expect(below.collectionIds == ["deep"])
        }
    }

    @Test func thePastIsReadAsItWas() throws {
        try withTree { (tree) throws in
            let first = try tree.set("c/a", ["v": 1]).time
            let second = try tree.commit([
                tree.update("c/a", ["v": 2]), tree.update("c/b", ["v": 1]),
            ]).time
            try tree.commit([tree.delete("c/a"), tree.update("d/late", ["v": 1])])
            #expect(try tree.get("c/a", at: first).fields == ["v": 1])
            #expect(try tree.get("c/a", at: second).fields == ["v": 2])
            expect(.notFound) { _ = try tree.get("c/b", at: first) }
            let all = StructuredQuery(collection: "c", orderBy: [QueryOrder("v")])
            let then = try tree.run(all) { $0.readTime = WireTimestamp(second) }
            let names = try then.compactMap(\.document).map { try Document(wireBytes: $0).name }
            #expect(names == [tree.name("c/b"), tree.name("c/a")])
            #expect(then.allSatisfy { $0.readTime == WireTimestamp(second) })
            #expect(try tree.ids(all) == ["b"])
            var request = ListCollectionIdsRequest()
            request.parent = tree.name("")
            request.readTime = WireTimestamp(second)
            let ids: ListCollectionIdsResponse = try tree.call("ListCollectionIds", request)
            #expect(ids.collectionIds == ["c"])
            #expect(
                try list(tree, "c") { $0.readTime = WireTimestamp(first) } == [["a"]])
        }
    }

    @Test func aReadsOwnTimeReadsTheSameAgain() throws {
        try withTree { (tree) throws in
            for step in 0..<20 {
                try tree.set("c/a", ["v": .integer(Int64(step))])
                let response = try tree.batchGet(["c/a"])[0]
                let time = Timestamp(try #require(response.readTime))
                try tree.set("c/a", ["v": "later"])
                #expect(try tree.get("c/a", at: time).fields == ["v": .integer(Int64(step))])
            }
        }
    }

    @Test func timesOutsideTheWindowAreRefused() throws {
        try withTree { (tree) throws in
            try tree.set("c/a", ["v": 1])
            let now = try tree.set("c/a", ["v": 2]).time
            expect(.invalidArgument) {
                _ = try tree.get("c/a", at: Timestamp(seconds: now.seconds + 3_600))
            }
            expect(.failedPrecondition) {
                _ = try tree.get("c/a", at: Timestamp(seconds: now.seconds - 7_200))
            }
            expect(.invalidArgument) {
                _ = try tree.get("c/a", at: Timestamp(seconds: .max / 2_000_000))
            }
            expect(.invalidArgument) {
                _ = try tree.begin(.readOnly(at: Timestamp(seconds: now.seconds + 3_600)))
            }
        }
    }
}
