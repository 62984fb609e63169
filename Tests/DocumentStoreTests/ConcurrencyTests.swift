import FirestoreModel
import Glibc
import StatusCodes
import Synchronization
import Testing

@testable import DocumentStore

@Suite struct ConcurrencyTests {
    @Test(arguments: SyncLevel.allCases)
    func parallelCommittersLoseNothing(sync: SyncLevel) throws {
        try withStore(sync: sync) { fixture in
            let store = fixture.store
            let failures = Atomic<Int>(0)
            inThreads(4) { thread in
                for round in 0..<50 {
                    let writes = (0..<5).map { set("t\(thread)/\(round)-\($0)", 1) }
                    if (try? store.commit(writes)) == nil {
                        failures.add(1, ordering: .relaxed)
                    }
                }
            }
            #expect(failures.load(ordering: .relaxed) == 0)
            #expect(store.lastCommit.version == 200)
            let metrics = try store.metrics()
            #expect(metrics.created == 1_000)
            #expect((sync == .grouped ? 1...200 : 0...0).contains(metrics.syncs))
            let changes = try store.changes(after: 0)
            #expect(changes.count == 200)
            #expect(zip(changes, changes.dropFirst()).allSatisfy { $0.commitTime < $1.commitTime })
            try fixture.reopen()
            #expect(try fixture.store.verify().documents == 1_000)
        }
    }

    @Test func incrementsAreNeverLost() throws {
        try withStore { fixture in
            let store = fixture.store
            inThreads(4) { _ in
                for _ in 0..<25 {
                    _ = try? store.commit([increment("a/1")])
                }
            }
            let document = try store.get(key("a/1"))
            #expect(document?.fields == fields([("v", 100)]))
        }
    }

    @Test func readersSeeCommitsWhole() throws {
        try withStore { fixture in
            let store = fixture.store
            let torn = Atomic<Int>(0)
            try store.commit((0..<20).map { set("a/\($0)", 0) })
            inThreads(2) { thread in
                for round in 1...100 {
                    if thread == 0 {
                        _ = try? store.commit((0..<20).map { set("a/\($0)", UInt8(round)) })
                        continue
                    }
                    let documents = try? store.documents(
                        DocumentScan(
                            database: "(default)",
                            collection: ResourcePath(uncheckedSegments: ["a"])))
                    if Set(documents?.map(\.document.fields) ?? []).count != 1 {
                        torn.add(1, ordering: .relaxed)
                    }
                }
            }
            #expect(torn.load(ordering: .relaxed) == 0)
        }
    }

    @Test func closingUnderLoadEndsEveryReaderWithClosed() throws {
        try withStore { fixture in
            let store = fixture.store
            try store.commit([set("a/1", 1)])
            let codes = Mutex<[StoreFault]>([])
            let reads = Atomic<Int>(0)
            inThreads(3) { thread in
                do throws(Status) {
                    while thread > 0 {
                        _ = try store.get(key("a/1"))
                        reads.add(1, ordering: .relaxed)
                    }
                    while reads.load(ordering: .relaxed) < 1_000 { sched_yield() }
                    try store.close()
                } catch {
                    codes.withLock { $0.append(error.fault ?? .unexpected) }
                }
            }
            let ends = codes.withLock { $0 }
            #expect(ends == [.closed, .closed])
            let reopened = try DocumentStore(path: fixture.path)
            #expect(try reopened.get(key("a/1")) != nil)
            try reopened.close()
        }
    }

    @Test func oneSyncCoversAllWhoWaited() throws {
        let log = GroupCommit()
        for _ in 0..<3 { _ = log.batchWritten() }
        var covered: [UInt64] = []
        try log.wait(for: 3) { covered.append($0) }
        try log.wait(for: 1) { covered.append($0) }
        #expect(covered == [3])
        let late = log.batchWritten()
        try log.wait(for: late) { covered.append($0) }
        #expect(covered == [3, 4])
    }

    @Test func failedSyncFailsEverybodyFromThenOn() throws {
        let log = GroupCommit()
        let ticket = log.batchWritten()
        expect(.io) {
            try log.wait(for: ticket) { _ throws(Status) in throw Status(.io, "sync", "") }
        }
        expect(.io) { try log.wait(for: log.batchWritten()) { _ in } }
    }
}

/// Runs `body` on `count` threads of their own, with their numbers, and waits for all.
func inThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    final class Start: Sendable {
        let number: Int
        let body: @Sendable (Int) -> Void
        init(_ number: Int, _ body: @escaping @Sendable (Int) -> Void) {
            self.number = number
            self.body = body
        }
    }
    var threads: [pthread_t] = []
    for number in 0..<count {
        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(number, body)).toOpaque()
        let code = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.body(start.number)
                return nil
            }, start)
        precondition(code == 0, "no thread")
        threads.append(thread)
    }
    for thread in threads { pthread_join(thread, nil) }
}
