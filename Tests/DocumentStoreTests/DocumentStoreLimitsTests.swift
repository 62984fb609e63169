import RocksStore
import Testing

@testable import DocumentStore

@Suite struct DocumentStoreLimitsTests {
    @Test func limitsFitTogether() {
        #expect((1..<8).contains(DocumentStoreLimits.changeKeptEighths))
        #expect(DocumentStoreLimits.fieldsBytesMax <= DocumentStoreLimits.commitBytesMax)
        #expect(RocksLimits.batchBytesKeptMax <= DocumentStoreLimits.commitBytesMax)
        #expect(RocksLimits.memoryBytesMin <= RocksLimits.memoryBytesDefault)
        // The cut log must still hold more than one record.
        let kept = DocumentStoreLimits.changeRecordsMax / 8 * DocumentStoreLimits.changeKeptEighths
        #expect(kept > 1)
    }

    @Test func tooManyWritesAreInvalid() throws {
        try withStore { fixture in
            let writes = [DocumentWrite](
                repeating: delete("a/1"), count: DocumentStoreLimits.writesMax + 1)
            expect(.invalidArgument) { try fixture.store.commit(writes) }
            let largest = try fixture.store.commit(writes.dropLast())
            #expect(largest.results.count == DocumentStoreLimits.writesMax)
        }
    }

    @Test func memoryBelowTheMinimumIsRaised() {
        #expect(RocksOptions(memoryBytes: 1).memoryBytes == RocksLimits.memoryBytesMin)
    }
}
