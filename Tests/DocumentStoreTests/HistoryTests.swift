import FirestoreModel
import Testing

@testable import DocumentStore

/// The past of the store: what it shows, how far it reaches, and the times that name it.
@Suite struct HistoryTests {
    private func withHistory(
        bytesMax: Int = DocumentStoreLimits.historyBytesMax, microsecondsMax: Int64 = 1_000_000,
        _ body: (StoreFixture, DocumentHistory) throws -> Void
    ) throws {
        try withStore { fixture in
            let history = DocumentHistory(
                of: fixture.store, bytesMax: bytesMax, microsecondsMax: microsecondsMax)
            fixture.store.register(history)
            try body(fixture, history)
        }
    }

    private func value(
        _ path: String, at time: Int64, _ fixture: StoreFixture, _ history: DocumentHistory
    ) throws -> UInt8? {
        try ReadView(of: fixture.store, at: time, history).get(key(path))?.fields.last
    }

    @Test func everyMomentIsItself() throws {
        try withHistory { fixture, history in
            var times: [Int64] = []
            for step in 1...20 {
                fixture.clock.now += 1_000
                times.append(
                    try fixture.store.commit([set("c/d", UInt8(step)), set("c/e", 1)]).commitTime)
            }
            for (index, time) in times.enumerated() {
                #expect(try value("c/d", at: time, fixture, history) == UInt8(index + 1))
                let before = index == 0 ? nil : UInt8(index)
                #expect(try value("c/d", at: time - 1, fixture, history) == before)
            }
        }
    }

    @Test func theWindowHasAnEndInTime() throws {
        try withHistory { fixture, history in
            let first = try fixture.store.commit([set("c/d", 1)]).commitTime
            fixture.clock.now += 900_000
            try fixture.store.commit([set("c/d", 2)])
            #expect(try value("c/d", at: first, fixture, history) == 1)
            fixture.clock.now += 200_000
            expect(.failedPrecondition) { _ = try value("c/d", at: first, fixture, history) }
            #expect(try value("c/d", at: fixture.clock.now, fixture, history) == 2)
        }
    }

    @Test func theWindowHasAnEndInBytes() throws {
        try withHistory(bytesMax: 4_000) { fixture, history in
            var times: [Int64] = []
            for step in 1...100 {
                fixture.clock.now += 1_000
                times.append(try fixture.store.commit([set("c/d", UInt8(step))]).commitTime)
            }
            expect(.failedPrecondition) { _ = try value("c/d", at: times[0], fixture, history) }
            #expect(history.earliestTime > times[50])
            #expect(try value("c/d", at: history.earliestTime, fixture, history) != nil)
            #expect(try value("c/d", at: times[98], fixture, history) == 99)
        }
    }

    @Test func theFutureIsRefused() throws {
        try withHistory { fixture, history in
            try fixture.store.commit([set("c/d", 1)])
            expect(.invalidArgument) {
                _ = try value("c/d", at: fixture.clock.now + 10, fixture, history)
            }
        }
    }

    /// A read at a time is a promise: whatever is committed later is dated later.
    @Test func noCommitIsDatedBeforeAReadThatDidNotSeeIt() throws {
        try withHistory { fixture, history in
            fixture.clock.now = 5_000_000
            #expect(try value("c/d", at: 5_000_000, fixture, history) == nil)
            // The clock stands still or steps back; times do not.
            fixture.clock.now = 4_000_000
            let committed = try fixture.store.commit([set("c/d", 1)]).commitTime
            #expect(committed > 5_000_000)
            let view = try ReadView(of: fixture.store)
            #expect(view.readTime >= committed)
            #expect(try fixture.store.commit([set("c/d", 2)]).commitTime > view.readTime)
        }
    }

    @Test func aRefusedCommitLeavesNoPast() throws {
        try withHistory { fixture, history in
            let first = try fixture.store.commit([set("c/d", 1)]).commitTime
            expect(.failedPrecondition) {
                try fixture.store.commit([set("c/d", 2), refuse("c/e")])
            }
            // Another observer may refuse after this one has been told.
            try fixture.store.commit([]) { batch in batch.put(.columns, [1], [1]) }
            fixture.clock.now += 1_000
            try fixture.store.commit([set("c/e", 3)])
            #expect(try value("c/d", at: first, fixture, history) == 1)
            #expect(try value("c/e", at: first, fixture, history) == nil)
            #expect(try value("c/e", at: fixture.clock.now, fixture, history) == 3)
        }
    }

    @Test func scansAndQueriesOfThePastMergeWhatWas() throws {
        try withHistory { fixture, history in
            for index in 0..<10 { try fixture.store.commit([set("c/\(index)", UInt8(index))]) }
            let then = try fixture.store.commit([set("d/x", 1)]).commitTime
            fixture.clock.now += 1_000
            try fixture.store.commit(
                [delete("c/0"), delete("c/5"), delete("c/9"), set("c/3", 50), set("c/new", 1)])
            let view = try ReadView(of: fixture.store, at: then, history)
            var found: [UInt8?] = []
            let scan = DocumentScan(
                database: "(default)", collection: ResourcePath(uncheckedSegments: ["c"]))
            try view.scan(scan) { _, document in
                found.append(document.fields.last)
                return true
            }
            #expect(found == (0..<10).map { UInt8($0) })
            let database = try DatabaseName(project: "p")
            let received = StructuredQuery(
                collection: "c", orderBy: [QueryOrder("v", descending: true)], limit: 3)
            let query = try PreparedQuery(received, parent: database.documentsRoot, in: database)
            var values: [UInt8?] = []
            try view.run(query) { match in
                values.append(match.document.fields.last)
                return true
            }
            #expect(values == [9, 8, 7])
            #expect(try view.collectionIds(database: "(default)", below: .root) == ["c", "d"])
        }
    }
}
