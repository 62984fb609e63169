import FirestoreModel
import Synchronization
import Testing

@testable import DocumentStore

@Suite struct CommitTests {
    @Test func createdDocumentHasTheCommitsTime() throws {
        try withStore { fixture in
            let result = try fixture.store.commit([set("a/1", 7)])
            #expect(result.commitTime == 1_000_000)
            #expect(result.version == 1)
            #expect(result.results.map(\.outcome) == [.created])
            #expect(result.results.map(\.updateTime) == [1_000_000])
            let expected = RawDocument(
                createTime: 1_000_000, updateTime: 1_000_000, fields: fields([("v", 7)]))
            #expect(try fixture.store.get(key("a/1")) == expected)
            #expect(try fixture.store.get(key("a/2")) == nil)
        }
    }

    @Test func updateKeepsTheCreateTime() throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/1", 1)])
            fixture.clock.now = 2_000_000
            let result = try fixture.store.commit([set("a/1", 2)])
            #expect(result.results[0].outcome == .updated)
            let document = try #require(try fixture.store.get(key("a/1")))
            #expect(document.createTime == 1_000_000)
            #expect(document.updateTime == 2_000_000)
        }
    }

    @Test func recreatedDocumentHasANewCreateTime() throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/1", 1)])
            let result = try fixture.store.commit([delete("a/1"), set("a/1", 1)])
            #expect(result.results.map(\.outcome) == [.deleted, .created])
            #expect(try fixture.store.get(key("a/1"))?.createTime == 1_000_001)
        }
    }

    @Test func sameBytesAreNoChange() throws {
        try withStore { fixture in
            let first = try fixture.store.commit([set("a/1", 1)])
            let second = try fixture.store.commit([set("a/1", 1)])
            #expect(second.commitTime > first.commitTime)
            #expect(second.version == first.version)
            #expect(
                second.results == [
                    DocumentWriteResult(outcome: .unchanged, updateTime: first.commitTime)
                ])
            #expect(try fixture.store.changes(after: 0).count == 1)
        }
    }

    @Test func timesGrowWhenTheClockStepsBackAndOverReopening() throws {
        try withStore { fixture in
            var last: Int64 = 0
            for (step, now) in [5_000_000, 4_000_000, 4_000_000, 1, 9_000_000, -5].enumerated() {
                fixture.clock.now = Int64(now)
                let result = try fixture.store.commit([set("a/1", UInt8(step))])
                #expect(result.commitTime > last)
                last = result.commitTime
                try fixture.reopen()
                #expect(fixture.store.lastCommit.time == last)
                #expect(fixture.store.lastCommit.version == UInt64(step + 1))
            }
            #expect(last == 9_000_001)
        }
    }

    @Test func laterWritesSeeEarlierOnes() throws {
        try withStore { fixture in
            let writes = [
                increment("a/1"),
                set("a/0", 9),
                increment("a/1"),
                delete("a/0"),
                increment("a/1", .exists),
                DocumentWrite(key: key("a/0"), precondition: .notExists, mutation: .delete),
            ]
            let result = try fixture.store.commit(writes)
            #expect(
                result.results.map(\.outcome)
                    == [.created, .created, .updated, .deleted, .updated, .missing])
            #expect(try fixture.store.get(key("a/1"))?.fields == fields([("v", 3)]))
            #expect(try fixture.store.get(key("a/0")) == nil)
            #expect(try fixture.store.changes(after: 0).first?.entries.count == 1)
        }
    }

    @Test func mergeReplacesNamedFieldsOnly() throws {
        try withStore { fixture in
            try fixture.store.commit([
                DocumentWrite(
                    key: key("a/1"), mutation: .set(fields: fields([("a", 1), ("b", 2), ("d", 4)])))
            ])
            let update = fields([("b", 9), ("c", 3)])
            try fixture.store.commit([
                DocumentWrite(
                    key: key("a/1"),
                    mutation: .merge(fields: update, replacing: ["b", "c", "d", "none"]))
            ])
            #expect(
                try fixture.store.get(key("a/1"))?.fields
                    == fields([("a", 1), ("b", 9), ("c", 3)]))
            let again = try fixture.store.commit([
                DocumentWrite(key: key("a/1"), mutation: .merge(fields: update, replacing: ["b"]))
            ])
            #expect(again.results[0].outcome == .unchanged)
        }
    }

    @Test func mergeCreatesAMissingDocument() throws {
        try withStore { fixture in
            let result = try fixture.store.commit([
                DocumentWrite(
                    key: key("a/1"),
                    mutation: .merge(fields: fields([("b", 1), ("c", 2)]), replacing: ["c", "d"]))
            ])
            #expect(result.results[0].outcome == .created)
            #expect(try fixture.store.get(key("a/1"))?.fields == fields([("b", 1), ("c", 2)]))
        }
    }

    @Test func malformedMergeIsInvalid() throws {
        try withStore { fixture in
            expect(.invalidArgument) {
                try fixture.store.commit([
                    DocumentWrite(
                        key: key("a/1"), mutation: .merge(fields: [0x0A, 9], replacing: ["c"]))
                ])
            }
        }
    }

    @Test(
        arguments: [
            (.exists, "a/none", .notFound), (.notExists, "a/1", .alreadyExists),
            (.updateTime(999_999), "a/1", .failedPrecondition),
            (.updateTime(1_000_001), "a/1", .invalidArgument),
            (.updateTime(1_000_000), "a/none", .failedPrecondition),
        ] as [(DocumentWrite.Precondition, String, StoreFault)])
    func failedPreconditionAppliesNothing(
        precondition: DocumentWrite.Precondition, path: String, code: StoreFault
    ) throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/1", 1)])
            expect(code) {
                try fixture.store.commit(
                    [
                        set("b/1", 1), set("a/1", 2),
                        DocumentWrite(
                            key: key(path == "a/1" ? "a/1" : path), precondition: precondition,
                            mutation: .delete),
                    ].reversed())
            }
            #expect(try fixture.store.get(key("a/1"))?.fields == fields([("v", 1)]))
            #expect(try fixture.store.get(key("b/1")) == nil)
            #expect(fixture.store.lastCommit.version == 1)
            #expect(try fixture.store.commit([set("b/1", 1)]).version == 2)
        }
    }

    @Test func firstFailingWriteDecidesTheErrorWhateverTheKeyOrder() throws {
        try withStore { fixture in
            try fixture.store.commit([set("m/1", 1)])
            expect(.alreadyExists) {
                try fixture.store.commit([
                    set("z/1", 1),
                    DocumentWrite(key: key("m/1"), precondition: .notExists, mutation: .delete),
                    DocumentWrite(key: key("a/1"), precondition: .exists, mutation: .delete),
                ])
            }
        }
    }

    @Test func matchingPreconditionsHold() throws {
        try withStore { fixture in
            let created = try fixture.store.commit([
                DocumentWrite(
                    key: key("a/1"), precondition: .notExists, mutation: .set(fields: []))
            ])
            let updated = try fixture.store.commit([
                DocumentWrite(
                    key: key("a/1"), precondition: .updateTime(created.commitTime),
                    mutation: .set(fields: fields([("v", 1)])))
            ])
            #expect(updated.results[0].outcome == .updated)
            let verified = try fixture.store.commit([
                DocumentWrite(
                    key: key("a/1"), precondition: .exists, mutation: .apply { _ in .unchanged })
            ])
            #expect(verified.results[0].updateTime == updated.commitTime)
        }
    }

    @Test func throwingApplyRefusesTheCommit() throws {
        try withStore { fixture in
            expect(.failedPrecondition) {
                try fixture.store.commit([
                    set("a/1", 1),
                    refuse("a/2"),
                ])
            }
            let document = try fixture.store.get(key("a/1"))
            #expect(document == nil)
        }
    }

    @Test func oversizeFieldsAreInvalid() throws {
        try withStore { fixture in
            let bytes = [UInt8](repeating: 0, count: DocumentStoreLimits.fieldsBytesMax + 1)
            expect(.invalidArgument) {
                try fixture.store.commit([
                    DocumentWrite(key: key("a/1"), mutation: .set(fields: bytes))
                ])
            }
        }
    }

    @Test func emptyCommitHasATime() throws {
        try withStore { fixture in
            let first = try fixture.store.commit([])
            let second = try fixture.store.commit([])
            #expect(second.commitTime > first.commitTime)
            #expect(second.version == 0)
        }
    }

    @Test func pendingCommitsAreVisibleAndTheLastWaitCoversAll() throws {
        try withStore(sync: .grouped) { fixture in
            var pending: [PendingCommit] = []
            for index in 0..<50 {
                pending.append(try fixture.store.submit([set("a/\(index)", 1)]))
            }
            #expect(try fixture.store.metrics().syncs == 0)
            #expect(try fixture.store.get(key("a/49")) != nil)
            try fixture.store.wait(pending[49])
            try fixture.store.wait(pending[3])
            #expect(try fixture.store.metrics().syncs == 1)
        }
    }

    @Test func closedStoreRefusesCommits() throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/1", 1)])
            try fixture.store.close()
            expect(.closed) { try fixture.store.commit([set("a/1", 1)]) }
        }
    }
}
