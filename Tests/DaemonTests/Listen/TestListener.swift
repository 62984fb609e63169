import FirestoreModel
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

/// A Listen stream of a running daemon, and what a client library would make of it.
final class TestListener {
    let database: DatabaseName
    private let connection: RPCClient
    private let stream: ClientStream
    /// By target and document name.
    private(set) var shown: [Int32: [String: Document]] = [:]
    private(set) var current: Set<Int32> = []
    private(set) var causes: [Int32: Status] = [:]
    private(set) var ended: Set<Int32> = []
    private(set) var resumeToken: [UInt8] = []
    private(set) var readTime = Timestamp(seconds: 0, nanos: 0)
    /// Everything since the last snapshot.
    private(set) var events: [ListenEvent] = []

    init(
        _ daemon: TestDaemon, database: String = "test", seconds: Int64 = 60,
        metadata: [(key: String, value: String)] = []
    ) throws {
        self.database = try DatabaseName(project: "p", database: database)
        connection = RPCClient(try Socket.connect(unixPath: daemon.socket), name: daemon.socket)
        stream = try connection.stream(
            FirestoreTree.service, "Listen", timeout: .seconds(seconds), metadata: metadata)
    }

    func close() { connection.close() }

    // MARK: Requests

    func add(
        _ selection: TargetRequest.Selection, id: Int32 = 1,
        resume: TargetRequest.Resumption = .none, once: Bool = false
    ) throws {
        var target = TargetRequest(selection, targetId: id)
        target.resumption = resume
        target.once = once
        var request = ListenRequest()
        request.database = database.name
        request.addTarget = target.wireBytes
        try stream.send(request.wireBytes)
    }

    func query(
        _ query: StructuredQuery, below parent: String = ""
    ) -> TargetRequest.Selection {
        .query(parent: name(parent), query)
    }

    func documents(_ paths: String...) -> TargetRequest.Selection { .documents(paths.map(name)) }

    func remove(_ id: Int32) throws {
        var request = ListenRequest()
        request.database = database.name
        request.removeTarget = id
        try stream.send(request.wireBytes)
    }

    func sendRaw(_ bytes: [UInt8]) throws { try stream.send(bytes) }

    func name(_ path: String) -> String {
        path.isEmpty ? database.documentsRoot : "\(database.documentsRoot)/\(path)"
    }

    // MARK: Answers

    /// The next event, taken in; nil at the end.
    @discardableResult
    func next() throws -> ListenEvent? {
        guard let bytes = try stream.next() else { return nil }
        let event = try ListenEvent(wireBytes: bytes)
        try receive(event)
        return event
    }

    /// Reads on to the next snapshot; returns what was said before it.
    @discardableResult
    func snapshot() throws -> [ListenEvent] {
        events = []
        while true {
            let event = try #require(try next(), "the stream ended")
            if case .target(let change) = event, change.kind == .noChange,
                change.targetIds.isEmpty
            {
                return events
            }
            events.append(event)
        }
    }

    /// Reads on until a snapshot shows all commits up to `time`.
    func snapshot(showing time: Timestamp) throws {
        while readTime < time || current.isEmpty { try snapshot() }
    }

    /// The ids of the documents that a target shows.
    func ids(_ target: Int32 = 1) -> [String] {
        (shown[target] ?? [:]).keys.map { String($0.split(separator: "/").last ?? "") }.sorted()
    }

    func fields(_ target: Int32 = 1) -> [String: Fields] {
        (shown[target] ?? [:]).mapValues(\.fields)
    }

    private func receive(_ event: ListenEvent) throws {
        switch event {
        case .target(let change): receive(change)
        case .change(let bytes, let ids, let removed):
            let document = try Document(wireBytes: bytes)
            for id in ids { shown[id, default: [:]][document.name] = document }
            for id in removed { shown[id]?[document.name] = nil }
        case .delete(let name, let removed, _), .remove(let name, let removed, _):
            for id in removed { shown[id]?[name] = nil }
        case .filter(let id, let count): #expect(shown[id]?.count == Int(count))
        }
    }

    private func receive(_ change: TargetChange) {
        if let time = change.readTime {
            #expect(time >= readTime, "read_time goes back")
            readTime = time
        }
        if !change.resumeToken.isEmpty { resumeToken = change.resumeToken }
        for id in change.targetIds {
            switch change.kind {
            case .add: shown[id] = shown[id] ?? [:]
            case .remove:
                shown[id] = nil
                current.remove(id)
                ended.insert(id)
                causes[id] = change.cause
            case .current: current.insert(id)
            case .reset:
                shown[id] = [:]
                current.remove(id)
            case .noChange: break
            }
        }
    }

    /// What the client of an earlier stream still has of a target.
    func keep(_ documents: [String: Document]?, of target: Int32 = 1) {
        shown[target] = documents ?? [:]
    }
}

extension ListenEvent {
    /// What the event is about, in short: a word and the last part of a name.
    var gist: String {
        func id(_ name: String) -> String { String(name.split(separator: "/").last ?? "") }
        switch self {
        case .target(let change): return "\(change.kind)"
        case .change(let bytes, let ids, _):
            let name = (try? Document(wireBytes: bytes).name) ?? ""
            return (ids.isEmpty ? "left " : "shown ") + id(name)
        case .delete(let name, _, _): return "deleted \(id(name))"
        case .remove(let name, _, _): return "removed \(id(name))"
        case .filter(_, let count): return "count \(count)"
        }
    }
}

/// Runs a daemon and gives `body` an empty tree of it and a listener to it.
func withListener(
    options: [String] = [], _ body: (TestDaemon, FirestoreTree, TestListener) throws -> Void
) throws {
    try withDaemon(products: 5, options: options) { daemon in
        let listener = try TestListener(daemon)
        defer { listener.close() }
        try body(daemon, try FirestoreTree(daemon.client), listener)
    }
}
