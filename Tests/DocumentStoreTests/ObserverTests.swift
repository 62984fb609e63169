import FirestoreModel
import StatusCodes
import Synchronization
import Testing

@testable import DocumentStore

/// Writes one column entry for each change and remembers what it was told.
private final class RecordingObserver: CommitObserver {
    private let refuses = Atomic<Bool>(false)
    private let told: Mutex<[(changes: [DocumentChange], version: UInt64, time: Int64)]> = Mutex([])

    var isRefusing: Bool {
        get { refuses.load(ordering: .relaxed) }
        set { refuses.store(newValue, ordering: .relaxed) }
    }

    var seen: [(changes: [DocumentChange], version: UInt64, time: Int64)] {
        told.withLock { $0 }
    }

    func prepare(changes: [DocumentChange], batch: CommitBatch) throws(Status) {
        for change in changes {
            batch.put(.columns, change.key.bytes, [UInt8(truncatingIfNeeded: batch.version)])
        }
        if isRefusing { throw Status(.failedPrecondition, "observer", "") }
    }

    func committed(changes: [DocumentChange], version: UInt64, time: Int64) {
        told.withLock { $0.append((changes, version, time)) }
    }
}

/// Reads the store from within the commit.
private final class ReadingObserver: CommitObserver {
    private let store: DocumentStore
    private let read: Mutex<[(version: UInt64, value: UInt8?)]> = Mutex([])

    init(_ store: DocumentStore) { self.store = store }

    var versions: [UInt64] { read.withLock { $0.map(\.version) } }
    var values: [UInt8?] { read.withLock { $0.map(\.value) } }

    func prepare(changes: [DocumentChange], batch: CommitBatch) throws(Status) { note() }

    func committed(changes: [DocumentChange], version: UInt64, time: Int64) { note() }

    private func note() {
        let value = (try? store.get(key("a/1")))?.fields.last
        let version = store.lastCommit.version
        read.withLock { $0.append((version, value)) }
    }
}

@Suite struct ObserverTests {
    @Test func observerSeesOldAndNewAndWritesInTheSameBatch() throws {
        try withStore { fixture in
            let observer = RecordingObserver()
            fixture.store.register(observer)
            try fixture.store.commit([set("a/1", 1)])
            let second = try fixture.store.commit([set("a/1", 2, tag: 5), set("a/0", 1)])
            try fixture.store.commit([delete("a/1")])
            let seen = observer.seen
            #expect(seen.map(\.version) == [1, 2, 3])
            #expect(seen[1].time == second.commitTime)
            #expect(seen[1].changes.map(\.key) == [key("a/0"), key("a/1")])
            let change = seen[1].changes[1]
            #expect(change.old?.fields == fields([("v", 1)]))
            #expect(change.new?.fields == fields([("v", 2)]))
            #expect(change.new?.updateTime == second.commitTime)
            #expect(change.tag == 5)
            #expect(!change.isUnchanged)
            #expect(seen[2].changes[0].new == nil)
            #expect(try fixture.store.auxiliary(.columns, key("a/1").bytes) == [3])
            #expect(try fixture.store.auxiliary(.columns, key("a/0").bytes) == [2])
        }
    }

    @Test func noOpReachesTheObserverOnlyWithATag() throws {
        try withStore { fixture in
            let observer = RecordingObserver()
            try fixture.store.commit([set("a/1", 1), set("a/2", 1)])
            fixture.store.register(observer)
            let result = try fixture.store.commit([set("a/1", 1, tag: 9), set("a/2", 1)])
            let seen = observer.seen
            #expect(seen.count == 1)
            #expect(seen[0].changes.map(\.key) == [key("a/1")])
            #expect(seen[0].changes[0].isUnchanged)
            #expect(seen[0].changes[0].old == seen[0].changes[0].new)
            #expect(result.version == 2)
            #expect(try fixture.store.changes(after: 1).isEmpty)
            #expect(try fixture.store.auxiliary(.columns, key("a/1").bytes) == [2])
        }
    }

    @Test func refusingObserverLeavesNothing() throws {
        try withStore { fixture in
            let observer = RecordingObserver()
            fixture.store.register(observer)
            observer.isRefusing = true
            expect(.failedPrecondition) { try fixture.store.commit([set("a/1", 1)]) }
            let document = try fixture.store.get(key("a/1"))
            #expect(document == nil)
            #expect(try fixture.store.auxiliary(.columns, key("a/1").bytes) == nil)
            #expect(observer.seen.isEmpty)
            observer.isRefusing = false
            #expect(try fixture.store.commit([set("a/1", 1)]).version == 1)
        }
    }

    @Test func observerMayReadUnderTheCommitLock() throws {
        try withStore { fixture in
            try fixture.store.commit([set("a/1", 1)])
            let observer = ReadingObserver(fixture.store)
            fixture.store.register(observer)
            try fixture.store.commit([set("a/1", 2)])
            #expect(observer.versions == [1, 2])
            #expect(observer.values == [1, 2])
        }
    }

    @Test func auxiliaryDataCanBeCommittedAlone() throws {
        try withStore { fixture in
            let result = try fixture.store.commit([]) { batch in
                batch.put(.columns, [1, 1], [1])
                batch.put(.columns, [1, 2], [2])
                batch.put(.columns, [2, 1], [3])
            }
            #expect(result.version == 1)
            try fixture.store.commit([]) { batch in
                batch.deleteRange(.columns, from: [1, 2], to: [1, 3])
                batch.delete(.columns, [2, 1])
            }
            var keys: [[UInt8]] = []
            try fixture.store.scanAuxiliary(.columns, prefix: [1]) { key, _ in
                keys.append([UInt8](key))
                return true
            }
            #expect(keys == [[1, 1]])
            #expect(try fixture.store.auxiliary(.columns, [2, 1]) == nil)
            #expect(try fixture.store.withAuxiliary(.columns, [1, 1]) { $0.count } == 1)
        }
    }
}
