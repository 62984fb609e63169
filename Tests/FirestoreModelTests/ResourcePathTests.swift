import StatusCodes
import Testing

@testable import FirestoreModel

@Suite struct ResourcePathTests {
    @Test(arguments: [
        ("..", Status.dotId), (".", .dotId), ("__x__", .reservedId), ("_____", .reservedId),
        ("__id5x__", .malformedNumericId), ("__id__", .malformedNumericId),
        ("__id05__", .malformedNumericId), ("__id-0__", .malformedNumericId),
        ("__id0__", .reservedId), ("__id+5__", .malformedNumericId),
        ("__id9223372036854775808__", .malformedNumericId), ("", .emptySegment),
        ("a/b", .slashInId),
    ])
    func badDocumentIdsAreRefused(id: String, error: Status) {
        #expect(throws: error) { try ResourceID.validate(document: id) }
    }

    @Test(arguments: ["a.b", "____", "__id7__", "__id-9223372036854775808__", "_a_", "\0", "é"])
    func unusualDocumentIdsAreAccepted(id: String) throws {
        #expect(try ResourcePath(segments: ["c", id]).id == id)
    }

    @Test func idsEndAt1500Bytes() throws {
        let longest = String(repeating: "x", count: 1_500)
        #expect(try ResourcePath(segments: [longest, longest]).level == 1)
        #expect(throws: Status.idTooLong(bytes: 1_501)) {
            try ResourceID.validate(document: longest + "x")
        }
    }

    @Test func numericIdsAreForDocumentsOnly() {
        #expect(throws: Status.reservedId) { try ResourcePath("__id7__") }
    }

    @Test func pathsParsePrintAndNavigate() throws {
        let path = try ResourcePath("tenants/7/items/x")
        #expect(path.isDocument && !path.isCollection && path.level == 2)
        #expect(path.id == "x" && path.collectionId == "items")
        #expect(path.parent?.description == "tenants/7/items")
        #expect(path.parent?.collectionId == "items")
        #expect(try path.child("notes").isCollection)
        #expect(try ResourcePath("").isRoot)
        #expect(throws: Status.emptySegment) { try ResourcePath("a//b") }
        #expect(throws: Status.emptySegment) { try ResourcePath("/a") }
        #expect(throws: Status.emptySegment) { try ResourcePath("a/") }
    }

    @Test func resourceNamesParseAndPrint() throws {
        let database = try DatabaseName(project: "p")
        let name = "projects/p/databases/(default)/documents/a/b"
        let path = try ResourcePath(resourceName: name, in: database)
        #expect(path.description == "a/b")
        #expect(path.resourceName(in: database) == name)
        #expect(ResourcePath.root.resourceName(in: database) == database.documentsRoot)
        #expect(try DatabaseName(database.name) == database)
        #expect(throws: Status.foreignDatabase) {
            try ResourcePath(resourceName: name, in: DatabaseName(project: "q"))
        }
        #expect(throws: Status.malformedResourceName) {
            try ResourcePath(resourceName: "a/b", in: database)
        }
        #expect(throws: Status.malformedResourceName) { try DatabaseName("projects/p") }
    }

    @Test func depthAndLengthAreBounded() throws {
        let deepest = Array(repeating: "a", count: 200)
        #expect(try ResourcePath(segments: deepest).level == 100)
        #expect(throws: Status.pathTooDeep) { try ResourcePath(segments: deepest + ["a"]) }
        let long = Array(repeating: String(repeating: "x", count: 1_499), count: 4)
        #expect(try ResourcePath(segments: long).isDocument)
        #expect(throws: Status.nameTooLong(bytes: 6_147)) {
            try ResourcePath(segments: long + [String(repeating: "x", count: 147)])
        }
    }

    @Test func documentsOrderNumericIdsFirstThenBytes() throws {
        let ids = ["a", "A", "7", "12", "__id7__", "__id12__", "__id-2__"]
        let sorted = try ids.map { try ResourcePath(segments: ["c", $0]) }.sorted().map(\.id)
        #expect(sorted == ["__id-2__", "__id7__", "__id12__", "12", "7", "A", "a"])
    }

    @Test func canonicallyEquivalentIdsAreDifferentDocuments() throws {
        let composed = try ResourcePath(segments: ["c", "\u{E9}"])
        let decomposed = try ResourcePath(segments: ["c", "e\u{301}"])
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test func aSlashBeforeACombiningMarkStillSplits() throws {
        #expect(try ResourcePath("a/\u{301}b").segments.count == 2)
    }
}
