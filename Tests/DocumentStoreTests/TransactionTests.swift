import FirestoreModel
import StatusCodes
import Synchronization
import Testing

@testable import DocumentStore

/// Transactions at the store: their ends, their times, what they notice.
@Suite struct TransactionTests {
    /// Nanoseconds that only the test moves.
    private final class Clock: Sendable {
        private let time = Atomic<UInt64>(1)
        var seconds: UInt64 {
            get { time.load(ordering: .relaxed) / 1_000_000_000 }
            set { time.store(newValue * 1_000_000_000, ordering: .relaxed) }
        }
        var nanoseconds: UInt64 { time.load(ordering: .relaxed) }
    }

    private func withTable(
        _ body: (StoreFixture, TransactionTable, DocumentHistory, Clock) throws -> Void
    ) throws {
        try withStore { fixture in
            let clock = Clock()
            let table = TransactionTable { clock.nanoseconds }
            let history = DocumentHistory(of: fixture.store)
            fixture.store.register(table)
            fixture.store.register(history)
            try body(fixture, table, history, clock)
            table.endAll()
        }
    }

    private let database = "(default)"

    @Test func anUnusedTransactionExpires() throws {
        try withTable { _, table, _, clock in
            let idle = try table.begin(database: database, isReadOnly: false)
            let used = try table.begin(database: database, isReadOnly: false)
            clock.seconds = 50
            #expect(try table.use(used.id, database: database) === used)
            clock.seconds = 61
            expect(.aborted) { _ = try table.use(idle.id, database: database) }
            #expect(try table.use(used.id, database: database) === used)
            #expect(table.count == 1)
        }
    }

    @Test func noTransactionLivesForEver() throws {
        try withTable { _, table, _, clock in
            let transaction = try table.begin(database: database, isReadOnly: false)
            for seconds in stride(from: UInt64(30), to: 270, by: 30) {
                clock.seconds = seconds
                _ = try table.use(transaction.id, database: database)
            }
            clock.seconds = 271
            expect(.aborted) { _ = try table.use(transaction.id, database: database) }
        }
    }

    /// What keeps old versions on disk goes where old versions come into being.
    @Test func aCommitSweepsWhatHasExpired() throws {
        try withTable { fixture, table, _, clock in
            _ = try table.begin(database: database, isReadOnly: false)
            clock.seconds = 100
            #expect(table.count == 1)
            try fixture.store.commit([set("c/d", 1)])
            #expect(table.count == 0)
        }
    }

    @Test func oneOwnerHasAShareOfThem() throws {
        try withTable { _, table, _, clock in
            for _ in 0..<table.perOwnerMax {
                _ = try table.begin(database: database, isReadOnly: true, owner: 7)
            }
            expect(.full) { _ = try table.begin(database: database, isReadOnly: true, owner: 7) }
            let other = try table.begin(database: database, isReadOnly: true, owner: 8)
            table.end(other.id)
            clock.seconds = 61
            _ = try table.begin(database: database, isReadOnly: true, owner: 7)
            #expect(table.count == 1)
        }
    }

    @Test func expiredOnesMakeRoom() throws {
        try withTable { _, table, _, clock in
            for _ in 0..<DocumentStoreLimits.transactionsMax {
                _ = try table.begin(database: database, isReadOnly: true)
            }
            expect(.full) { _ = try table.begin(database: database, isReadOnly: true) }
            clock.seconds = 61
            _ = try table.begin(database: database, isReadOnly: true)
            #expect(table.count == 1)
        }
    }

    @Test func idsAreTheirDatabasesOwn() throws {
        try withTable { _, table, _, _ in
            let transaction = try table.begin(database: database, isReadOnly: false)
            expect(.invalidArgument) { _ = try table.use(transaction.id, database: "other") }
            expect(.invalidArgument) { _ = try table.use([], database: database) }
            expect(.invalidArgument) {
                _ = try table.use([UInt8](repeating: 7, count: 17), database: database)
            }
            #expect(table.end(transaction.id))
            #expect(!table.end(transaction.id))
            expect(.aborted) { _ = try table.use(transaction.id, database: database) }
        }
    }

    @Test func theCheckUnderTheLockIsTheOneThatCounts() throws {
        try withTable { fixture, table, history, _ in
            try fixture.store.commit([set("c/d", 1)])
            let transaction = try table.begin(database: database, isReadOnly: false)
            let view = try transaction.view(of: fixture.store, history)
            try transaction.note([key("c/d")], [try view.get(key("c/d"))])
            let check = { () throws(Status) in
                try transaction.check(in: fixture.store, options: QueryOptions())
            }
            try check()
            // Between the check before and the commit somebody else writes.
            try fixture.store.commit([set("c/d", 2)])
            expect(.aborted) {
                try fixture.store.commit([set("c/e", 1)], checking: check)
            }
            #expect(try fixture.store.get(key("c/e")) == nil)
        }
    }

    @Test func aCutChangeLogAbortsWhoRanAQuery() throws {
        try withTable { fixture, table, history, _ in
            try fixture.store.commit([set("c/d", 1)])
            let transaction = try table.begin(database: database, isReadOnly: false)
            _ = try transaction.view(of: fixture.store, history)
            let query = try PreparedQuery(
                StructuredQuery(collection: "c"),
                parent: "projects/p/databases/(default)/documents",
                in: DatabaseName(project: "p"))
            try transaction.note(QueryRead(query))
            for index in 0...DocumentStoreLimits.changeRecordsMax {
                try fixture.store.commit([set("other/d", UInt8(index % 100))])
            }
            // Nobody can tell any more what has changed: better once too often than never.
            expect(.aborted) {
                try transaction.check(in: fixture.store, options: QueryOptions())
            }
        }
    }

    @Test func readsAreBounded() throws {
        try withTable { _, table, _, _ in
            let transaction = try table.begin(database: database, isReadOnly: false)
            let keys = (0...DocumentStoreLimits.transactionReadsMax).map { key("c/\($0)") }
            let none = [RawDocument?](repeating: nil, count: keys.count)
            expect(.invalidArgument) { try transaction.note(keys, none) }
        }
    }
}
