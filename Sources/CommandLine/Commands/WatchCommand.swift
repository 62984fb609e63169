import MirrorMessages
import MirrorClient
import FirestoreModel
import JSON
import StatusCodes
import TTRPC

extension MirrorCommands {
    static let watch = Command(
        "watch",
        arguments: [.init("PATH", "of a document or a collection")],
        options: QueryArguments.filters + [
            QueryArguments.ordering, .value("changes", "N", "end after this many changes"),
            database,
        ],
        summary: "Print what is there, then every change as it is committed",
        details: """
            A line for each document that was added, changed or removed; with --json an object.
            The changes of one commit come together. Ends with Ctrl-C.

            \(QueryArguments.details)
            """,
        examples: [
            "posmirror watch tenants/acme/integrations/pos",
            "posmirror watch tenants/acme/orders --where 'status == new'",
            "posmirror watch tenants/acme/discounts --json | jq .document.fields.name",
        ],
        run: { context in
            let limit = try context.arguments.integer(
                "changes", in: 1...Int64(CommandLineLimits.limitMax))
            var printer = ChangePrinter(context, limit: limit.map { Int($0) } ?? .max)
            let client = try context.connect()
            try client.listen(try selection(context, client)) {
                event throws(MirrorClientError) in try printer.take(event)
            }
            return .ok
        })

    private static func selection(
        _ context: CommandContext, _ client: MirrorClient
    ) throws -> TargetRequest.Selection {
        let path = try ResourcePath(context.arguments.positional(0))
        guard path.isDocument else {
            let arguments = try QueryArguments(context)
            return .query(parent: client.name(of: arguments.parent), arguments.query)
        }
        for option in QueryArguments.filters + [QueryArguments.ordering]
        where context.arguments.has(option.name) {
            throw CommandFailure.usage(
                "\(path) names a document", remedy: "--\(option.name) is for collections")
        }
        return .documents([client.name(of: path)])
    }
}

/// Prints the changes of a listener, snapshot by snapshot.
struct ChangePrinter {
    /// How a document changed.
    enum Change: String {
        case added, changed, removed
    }

    private let context: CommandContext
    /// The number of changes still to print.
    private var left: Int
    /// The update times of the documents currently shown.
    private var shown: [String: Timestamp] = [:]
    /// The changes of the next snapshot in order of arrival; nil for removed documents.
    private var pending: [(name: String, document: Document?)] = []
    /// Documents not confirmed since a reset.
    private var unconfirmed: Set<String> = []
    private var isCurrent = false

    init(_ context: CommandContext, limit: Int) {
        self.context = context
        left = limit
    }

    /// Processes an event of the listener; false once enough was printed.
    mutating func take(_ event: ListenEvent) throws(MirrorClientError) -> Bool {
        switch event {
        case .target(let change): return try take(change)
        case .change(let bytes, let ids, _):
            let document = try Self.document(bytes)
            pending.append((document.name, ids.isEmpty ? nil : document))
        case .delete(let name, _, _), .remove(let name, _, _): pending.append((name, nil))
        case .filter: break
        }
        return true
    }

    private mutating func take(_ change: TargetChange) throws(MirrorClientError) -> Bool {
        switch change.kind {
        case .add: break
        case .current: isCurrent = true
        case .reset:
            isCurrent = false
            pending = []
            unconfirmed = Set(shown.keys)
        case .remove:
            let cause = change.cause ?? Status(.unknown, "the listener was ended")
            throw .listener(cause)
        case .noChange where change.targetIds.isEmpty && isCurrent: return printSnapshot()
        case .noChange: break
        }
        return true
    }

    private mutating func printSnapshot() -> Bool {
        defer {
            pending.removeAll(keepingCapacity: true)
            unconfirmed = []
            context.output.flush()
        }
        for (name, document) in pending {
            unconfirmed.remove(name)
            guard show(name, document) else { return false }
        }
        for name in unconfirmed.sorted() {
            guard show(name, nil) else { return false }
        }
        return true
    }

    /// Prints a change, if it is one; false once enough was printed.
    private mutating func show(_ name: String, _ document: Document?) -> Bool {
        let before = shown[name]
        shown[name] = document.map { $0.updateTime ?? Timestamp() }
        switch (before, document) {
        case (nil, nil): return true
        case (let time?, let document?) where time == document.updateTime: return true
        case (nil, let document?): line(.added, name, document)
        case (_?, let document?): line(.changed, name, document)
        case (_?, nil): line(.removed, name, nil)
        }
        left -= 1
        return left > 0
    }

    private func line(_ change: Change, _ name: String, _ document: Document?) {
        let text = document.map(DocumentPrinter.text)
        guard !context.wantsJSON else {
            var writer = JSONWriter()
            writer.value(name)
            let rest =
                text.map { "\"document\":\($0)" }
                ?? "\"name\":\(writer.text)"
            return context.output.json("{\"change\":\"\(change.rawValue)\",\(rest)}")
        }
        let path = name.split(separator: "/", maxSplits: 5).last.map(String.init) ?? name
        let word = change.rawValue + String(repeating: " ", count: 8 - change.rawValue.count)
        let tones: [Change: TextStyle] = [.added: .good, .changed: .warning, .removed: .bad]
        let facts = context.output.standardFacts
        var line = facts.paint(word, tones[change] ?? .plain) + PlainText.escaped(path)
        if let document { line += "  " + Self.fields(document) }
        context.output.line(line)
    }

    private static func fields(_ document: Document) -> String {
        let fields = Redaction.redacted(document).fields
        return PlainText.escapedJSON(String(decoding: fields.json, as: UTF8.self))
    }

    private static func document(_ bytes: [UInt8]) throws(MirrorClientError) -> Document {
        guard let document = try? Document(wireBytes: bytes) else {
            let listen = FirestoreCall.listen
            throw .malformed(listen.service, listen.method)
        }
        return document
    }
}

extension MirrorClientError {
    /// A target that the daemon removed.
    fileprivate static func listener(_ cause: Status) -> MirrorClientError {
        let listen = FirestoreCall.listen
        return .call(listen.service, listen.method, cause, isClosed: false)
    }
}
