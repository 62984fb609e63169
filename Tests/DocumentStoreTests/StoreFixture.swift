import FirestoreModel
import StatusCodes
import Synchronization
import TestSupport
import Testing

@testable import DocumentStore

/// A store in a directory of its own, with a clock that the test sets.
final class StoreFixture {
    let path: String
    let clock = TestClock()
    let sync: SyncLevel
    private var indexes: IndexPolicy
    private(set) var store: DocumentStore

    init(_ path: String, sync: SyncLevel = .off, indexes: IndexPolicy = .all) throws {
        self.path = path
        self.sync = sync
        self.indexes = indexes
        store = try Self.open(path, sync, indexes, clock)
    }

    func reopen(indexes: IndexPolicy? = nil) throws {
        try store.close()
        if let indexes { self.indexes = indexes }
        try open()
    }

    /// Opens the store again that the test has closed.
    func open() throws { store = try Self.open(path, sync, indexes, clock) }

    private static func open(
        _ path: String, _ sync: SyncLevel, _ indexes: IndexPolicy, _ clock: TestClock
    ) throws -> DocumentStore {
        try DocumentStore(
            path: path,
            options: DocumentStoreOptions(
                memoryBytes: 16 << 20, sync: sync, indexes: indexes, clock: { clock.now }))
    }
}

/// Microseconds that only the test moves.
final class TestClock: Sendable {
    private let time = Atomic<Int64>(1_000_000)
    var now: Int64 {
        get { time.load(ordering: .relaxed) }
        set { time.store(newValue, ordering: .relaxed) }
    }
}

func withStore(
    sync: SyncLevel = .off, indexes: IndexPolicy = .all, _ body: (StoreFixture) throws -> Void
) throws {
    try withTemporaryDirectory { directory in
        try body(try StoreFixture(directory + "/store", sync: sync, indexes: indexes))
    }
}

/// The key of a document path such as `a/b`.
func key(_ path: String) -> DocumentKey {
    DocumentKey(
        database: "(default)",
        path: ResourcePath(uncheckedSegments: path.split(separator: "/").map(String.init)))
}

/// MapValue bytes of one entry for each name: an integer value below 128.
func fields(_ values: [(String, UInt8)]) -> [UInt8] {
    values.sorted { $0.0 < $1.0 }.flatMap { name, value in
        let name = [UInt8](name.utf8)
        let entry = [0x0A, UInt8(name.count)] + name + [0x12, 2, 0x10, value]
        return [0x0A, UInt8(entry.count)] + entry
    }
}

func set(_ path: String, _ value: UInt8, tag: UInt64 = 0) -> DocumentWrite {
    DocumentWrite(key: key(path), mutation: .set(fields: fields([("v", value)])), tag: tag)
}

func delete(_ path: String) -> DocumentWrite {
    DocumentWrite(key: key(path), mutation: .delete)
}

/// A write that adds 1 to `v`.
func increment(
    _ path: String, _ precondition: DocumentWrite.Precondition = .none
) -> DocumentWrite {
    DocumentWrite(
        key: key(path), precondition: precondition,
        mutation: .apply { .fields(fields([("v", ($0?.fields.last ?? 0) + 1)])) })
}

/// A write that refuses its commit.
func refuse(_ path: String) -> DocumentWrite {
    DocumentWrite(
        key: key(path),
        mutation: .apply { _ throws(Status) in throw Status(.failedPrecondition, "test", "")
        })
}

/// Expects `body` to throw a store error of `code`.
func expect(
    _ code: StoreFault, _ location: SourceLocation = #_sourceLocation,
    _ body: () throws -> Void
) {
    #expect(sourceLocation: location) { try body() } throws: { ($0 as? Status)?.fault == code }
}
