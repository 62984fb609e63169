import FirestoreModel
import TestSupport
import Testing

@testable import DocumentStore

/// Random queries against the plain evaluation of every document.
@Suite struct QueryModelTests {
    @Test(arguments: Seeds.of([1, 2, 3, 20_261_127] as [UInt64]))
    func queriesFindWhatAPlainEvaluationFinds(seed: UInt64) throws {
        try withStore { fixture in
            var cases = QueryCases(seed: seed)
            var plain = PlainDocuments()
            for round in 0..<12 {
                try change(fixture, &plain, &cases)
                if round % 4 == 3 { try fixture.reopen() }
                if round == 6 { try fixture.store.compact() }
                for number in 0..<120 {
                    let query = cases.query()
                    try compare(fixture, plain, query, "seed \(seed) round \(round) \(number)")
                }
                _ = try fixture.store.verify()
            }
        }
    }

    private func change(
        _ fixture: StoreFixture, _ plain: inout PlainDocuments, _ cases: inout QueryCases
    ) throws {
        for _ in 0..<6 {
            var writes: [DocumentWrite] = []
            for _ in 0..<8 {
                let path = cases.path()
                let fields = cases.chance(20) ? nil : cases.document()
                plain.set(path, fields)
                writes.append(write(path, fields))
            }
            try fixture.store.commit(writes)
        }
    }

    private func compare(
        _ fixture: StoreFixture, _ plain: PlainDocuments, _ query: PreparedQuery, _ name: String
    ) throws {
        let expected = plain.paths(query)
        for usesIndexes in [true, false] {
            var found: [QueryMatch] = []
            let statistics = try fixture.store.run(
                query, options: QueryOptions(usesIndexes: usesIndexes)
            ) { row in
                found.append(row)
                return true
            }
            let isEqual = found.map(\.path) == expected
            #expect(isEqual, "\(name): \(statistics.plan): \(found.map(\.path)) != \(expected)")
            #expect(statistics.rows == found.count)
            for row in found {
                let fields = plain.rows[row.path]?.document.fields.mapValueBytes
                #expect(row.document.fields == fields)
            }
        }
    }
}
