import ProtobufWire
import Testing

@testable import FirestoreModel

@Suite struct FirestoreLimitsTests {
    @Test func theDeepestStorableWriteDecodes() throws {
        let write = WriteBench.update(["a": ValueValidationTests.nested(20)])
        #expect(try Write(wireBytes: write.wireBytes) == write)
        // A map is three messages deep (value, map, entry); a Commit adds writes, document, entry.
        #expect(3 * FirestoreLimits.nestingLevelsMax + 8 <= WireLimits.depthMax)
    }

    @Test func theDeepestFilterDecodes() throws {
        let filter = QueryValidationTests.deep(FirestoreLimits.filterDepthMax - 2)
        #expect(throws: WireError.self) {
            try QueryFilter(wireBytes: QueryValidationTests.deep(60).wireBytes)
        }
        #expect(try QueryFilter(wireBytes: filter.wireBytes) == filter)
    }

    @Test func limitsFitEachOther() {
        #expect(FirestoreLimits.fieldValueBytesMax < FirestoreLimits.documentBytesMax)
        #expect(FirestoreLimits.documentBytesMax < FirestoreLimits.requestBytesMax)
        #expect(FirestoreLimits.idBytesMax < FirestoreLimits.documentNameBytesMax)
        #expect(FirestoreLimits.pathLevelsMax <= Int(UInt8.max))
        // In JSON a map is three objects deep: the value, mapValue, fields.
        #expect(3 * FirestoreLimits.nestingLevelsMax + 4 <= FirestoreLimits.jsonDepthMax)
    }

    @Test func theDeepestDocumentIsStillJSON() throws {
        let fields: Fields = ["a": ValueValidationTests.nested(20, arrays: true)]
        let document = Document(name: "n", fields: fields)
        #expect(try Document(json: document.json) == document)
    }

    @Test func keysOfCollectionsTrap() async {
        await #expect(processExitsWith: .failure) {
            _ = DocumentKey(database: "d", path: ResourcePath(uncheckedSegments: ["c"]))
        }
    }
}
