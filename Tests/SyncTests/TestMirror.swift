import Alleaves
import AlleavesSimulator
import Catalog
import DocumentStore
import FirestoreModel
import HTTPTransport
import LinuxSystem
import MirrorMessages
import PointOfSale
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// A store, its catalog and a sync engine against a simulated POS, on a clock that sleeping sets.
final class TestMirror {
    static let org = "acme"
    let pos: RunningPOS
    let store: DocumentStore
    let catalog: Catalog
    let clock = VirtualClock()
    let transport = FaultyTransport()
    let engine: SyncEngine
    private let sink: LineSink
    /// Parts of runs of everything that have ended.
    let endedParts = Monitor<Set<SyncKind>>([])

    fileprivate init(
        _ pos: RunningPOS, _ directory: String, singleTenant: AlleavesCredentials?,
        customerPages: Int?, adapters: [any POSAdapter]
    ) throws {
        self.pos = pos
        store = try DocumentStore(
            path: "\(directory)/data", options: DocumentStoreOptions(memoryBytes: 32 << 20))
        catalog = Catalog(
            store: store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds))
        try catalog.load()
        store.register(catalog)
        sink = LineSink()
        var configuration = SyncConfiguration(
            adapters: [
                AlleavesAdapter(
                    baseURL: pos.baseURL, transport: transport, environment: clock.environment,
                    singleTenant: singleTenant)
            ] + adapters, environment: clock.environment, log: { [sink] in sink.add($0.text) })
        if let customerPages { configuration.customerPagesMax = customerPages }
        engine = SyncEngine(store: store, catalog: catalog, configuration: configuration)
        engine.onProgress { [endedParts] step in
            if step.phase == .ended { endedParts.update { _ = $0.insert(step.part) } }
        }
    }

    var log: String { sink.text }

    /// Stores a location with the simulator's account; nil takes a field away.
    func putLocation(
        _ id: String = "main", org: String = TestMirror.org,
        config changes: [String: Value?] = [:]
    ) throws {
        try put(["locations", id], location(org: org, config: changes))
    }

    /// The fields of such a location.
    func location(
        org: String = TestMirror.org, timezone: String? = nil,
        config changes: [String: Value?] = [:]
    ) -> Fields {
        var config: Fields = [
            "provider": "alleaves", "status": "active", "username": "demo@example.com",
            "password": "demo", "pin": "1234", "locationId": "1000",
        ]
        for (key, value) in changes { config[key] = value }
        var fields: Fields = ["orgId": .string(org), "posConfig": .map(config)]
        fields["timezone"] = timezone.map { .string($0) }
        return fields
    }

    func put(_ segments: [String], _ fields: Fields) throws {
        try store.commit([
            DocumentWrite(
                key: Self.key(segments), mutation: .set(fields: fields.mapValueBytes))
        ])
    }

    func document(_ segments: String...) throws -> Fields? { try document(at: segments) }

    func document(at segments: [String]) throws -> Fields? {
        try store.get(Self.key(segments)).map { try Fields(mapValueBytes: $0.fields) }
    }

    private static func key(_ segments: [String]) -> DocumentKey {
        DocumentKey(
            database: Catalog.database, path: ResourcePath(uncheckedSegments: segments))
    }

    /// Runs a sync that must succeed.
    @discardableResult
    func sync(_ kind: SyncKind, org: String = TestMirror.org) -> SyncReport {
        let report = engine.run(kind, org: org)
        #expect(report.success, "\(kind): \(report.error)")
        return report
    }

    /// Runs a sync that must fail without changing a product.
    func failingSync(_ kind: SyncKind) throws -> SyncReport {
        let before = (try menu(), try everything())
        let report = engine.run(kind, org: Self.org)
        #expect(!report.success)
        #expect(!report.error.isEmpty)
        #expect(try menu() == before.0)
        #expect(try everything() == before.1)
        #expect(try status()["status"] == "error")
        #expect(try status()["lastError"] == .string(report.error))
        return report
    }

    /// The menu by document id.
    func menu(
        org: String = TestMirror.org, location: String = ""
    ) throws -> [String: MenuItem] {
        guard let tenant = try? catalog.store(org, location: location) else { return [:] }
        var stream = MenuStream(tenant.generation, inStockOnly: false)
        var items: [MenuItem] = []
        while !stream.isAtEnd {
            let bytes = [UInt8](unsafeUninitializedCapacity: MenuStream.roomBytes) { room, count in
                count = stream.fill(UnsafeMutableRawBufferPointer(room))
            }
            items += try MenuChunk(wireBytes: bytes).items
        }
        return Dictionary(uniqueKeysWithValues: items.map { ($0.id, $0) })
    }

    /// Every stored document but the integration status, as bytes by key.
    func everything() throws -> [[UInt8]: RawDocument] {
        let status = Self.key(["tenants", Self.org, "integrations", "pos"]).bytes
        let all = try store.documents(DocumentScan(prefix: []))
        return Dictionary(
            uniqueKeysWithValues: all.filter { $0.key.bytes != status }
                .map { ($0.key.bytes, $0.document) })
    }

    /// The integration status.
    func status() throws -> Fields {
        try document("tenants", Self.org, "integrations", "pos") ?? [:]
    }
}

/// Runs a mirror with one location for the length of `body`.
func withMirror(
    products: Int = 60, singleTenant: AlleavesCredentials? = nil, customerPages: Int? = nil,
    adapters: [any POSAdapter] = [],
    _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (TestMirror) throws -> Void
) throws {
    var options = SimulatorOptions()
    options.products = products
    options.today = TestMirror.today
    options.discounts = 0
    change(&options)
    let pos = try SimulatedPOS(options).start()
    defer { pos.stop() }
    try withTemporaryDirectory { directory in
        let mirror = try TestMirror(
            pos, directory, singleTenant: singleTenant, customerPages: customerPages,
            adapters: adapters)
        try mirror.putLocation()
        try body(mirror)
        try mirror.store.close()
    }
}

/// Lines of the log; any thread.
final class LineSink: Sendable {
    private let lines = Mutex<[String]>([])

    func add(_ line: String) { lines.withLock { $0.append(line) } }

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

/// The machine's clocks, set forward by every sleep instead of waiting.
final class VirtualClock: Sendable {
    private struct State {
        var offset: Int64 = 0
        var sleeps: [Int64] = []
    }

    private let state = Mutex(State())

    /// Milliseconds of every wait so far.
    var sleeps: [Int64] { state.withLock { $0.sleeps } }

    func advance(milliseconds: Int64) { state.withLock { $0.offset += milliseconds } }

    var environment: POSEnvironment {
        POSEnvironment(
            wallMilliseconds: { [self] in
                SystemClock.wallMilliseconds() + state.withLock { $0.offset }
            },
            monotonicMilliseconds: { [self] in
                Int64(SystemClock.monotonicNanoseconds() / 1_000_000)
                    + state.withLock { $0.offset }
            },
            sleep: { [self] duration, _ in
                state.withLock { state in
                    state.offset += duration
                    state.sleeps.append(duration)
                }
            }, seed: 7)
    }
}

/// HTTP over libcurl, with exchanges of a path that fail before they begin.
final class FaultyTransport: Transport {
    private let inner = CurlTransport(usesEnvironmentProxy: false)
    private let failures = Mutex<[String: (count: Int, kind: TransportError.Kind)]>([:])
    private let before = Mutex<(@Sendable () -> Void)?>(nil)
    private let answer = Mutex<(@Sendable (HTTPRequest) -> HTTPResponse?)?>(nil)

    /// Answers in the POS's place where `body` gives an answer.
    func answerInstead(_ body: @escaping @Sendable (HTTPRequest) -> HTTPResponse?) {
        answer.withLock { $0 = body }
    }

    /// Does this before every exchange.
    func beforeEach(_ body: @escaping @Sendable () -> Void) { before.withLock { $0 = body } }

    /// Fails the next `count` exchanges of a path below `/api`.
    func fail(_ count: Int, _ path: String, _ kind: TransportError.Kind) {
        failures.withLock { $0["/api" + path] = (count, kind) }
    }

    func send(_ request: HTTPRequest, onBody: BodySink?) throws(TransportError) -> HTTPResponse {
        before.withLock { $0 }?()
        let kind = failures.withLock { failures -> TransportError.Kind? in
            guard let failure = failures[request.path], failure.count > 0 else { return nil }
            failures[request.path] = (failure.count - 1, failure.kind)
            return failure.kind
        }
        if let kind { throw TransportError(kind: kind, path: request.path, reason: "made up") }
        guard let made = answer.withLock({ $0 })?(request) else {
            return try inner.send(request, onBody: onBody)
        }
        guard let onBody, made.head.isSuccess else { return made }
        var failure: TransportError?
        made.body.withUnsafeBytes { bytes in
            do throws(TransportError) { try onBody(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        return made
    }
}
