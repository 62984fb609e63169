import FirestoreModel
import MirrorClient
import StatusCodes
import TestSupport
import Testing

@testable import MirrorService

/// A query that costs too much is ended with the limit that it reached.
@Suite struct QueryCostTests {
    private static let count = 2_000

    private func withNotes(
        _ limits: QueryLimits, _ body: (FirestoreServer) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let server = try FirestoreServer(directory, role: .admin, limits: limits)
            for number in 0..<Self.count {
                try server.store("notes/\(number)", ["n": .integer(Int64(number))])
            }
            try body(server)
            try server.stop()
        }
    }

    private func refusal(_ body: () throws -> Void) -> MirrorClientError? {
        do {
            try body()
            return nil
        } catch {
            return error as? MirrorClientError
        }
    }

    enum Limit: CaseIterable {
        case rows, bytes, seconds

        var limits: QueryLimits {
            var limits = QueryLimits()
            switch self {
            case .rows: limits.rows = 1_000
            case .bytes: limits.bytes = 10_000
            case .seconds: limits.seconds = 0
            }
            return limits
        }

        var words: String {
            switch self {
            case .rows: "visited 1000 index entries and documents"
            case .bytes: "read 10000 bytes of documents"
            case .seconds: "took 0 seconds of a worker"
            }
        }
    }

    @Test(arguments: Limit.allCases)
    func theRefusalNamesTheLimitAndWhatToDo(limit: Limit) throws {
        try withNotes(limit.limits) { server in
            let all = StructuredQuery(collection: "notes")
            let error = try #require(refusal { _ = try server.documents(all) })
            #expect(error.code == .resourceExhausted)
            #expect("\(error)".contains(limit.words), "\(error)")
            #expect("\(error)".contains("narrow it by a filter or a limit"))
            // One that costs less is answered.
            var few = all
            few.limit = 10
            let some = try server.documents(few)
            #expect(some.count == 10)
        }
    }

    @Test func aQueryWithinItsLimitsIsWhole() throws {
        try withNotes(QueryLimits()) { server in
            let all = StructuredQuery(collection: "notes")
            let found = try server.documents(all)
            #expect(found.count == Self.count)
        }
    }
}
