import DocumentStore
import FirestoreModel
import TTRPC

/// Sends the complete state of a target that is new or was reset.
struct InitialJob: ListenJob {
    private enum Stage {
        case start
        /// A whole collection in name order, after this key.
        case scan(ResourcePath, after: DocumentKey?)
        case list(Tellings)
        case current
        case end
    }

    private let id: Int32
    private let cut: ListenCut
    /// Whether the client must first discard the target's documents.
    private let resets: Bool
    private var stage = Stage.start

    init(_ id: Int32, at cut: ListenCut, resets: Bool) {
        self.id = id
        self.cut = cut
        self.resets = resets
    }

    mutating func next(_ context: inout ListenContext) throws(RPCError) -> [ListenEvent]? {
        switch stage {
        case .start:
            guard let scope = context.session.scope(of: id) else { return nil }
            stage = try begin(scope, &context)
            return resets ? [context.session.reset(id)] : []
        case .scan(let collection, let last):
            let found = try context.reader(cut).documents(of: collection, after: last)
            guard let end = found.last else {
                stage = .current
                return []
            }
            precondition(last.map { $0 < end.key } ?? true, "a scan goes on")
            stage = .scan(collection, after: end.key)
            return try told(found, context)
        case .list(var tellings):
            let events = try tellings.next(context, at: cut)
            stage = events == nil ? .current : .list(tellings)
            return events ?? []
        case .current:
            stage = .end
            return context.session.current(id, token: ResumeToken(cut).bytes, at: cut.time)
        case .end: return nil
        }
    }

    private func begin(
        _ scope: TargetScope, _ context: inout ListenContext
    ) throws(RPCError) -> Stage {
        var tellings = Tellings()
        let effect = DocumentEffect(targetIds: [id])
        switch scope {
        case .documents(let watched):
            for key in watched.keys { tellings.append(Telling(key: key, effect: effect)) }
        case .query(let query):
            if let collection = scope.wholeCollection { return .scan(collection, after: nil) }
            let rows = try context.reader(cut).rows(of: query, isCancelled: context.isCancelled)
            if scope.isWindow {
                let last = try rows.last.map { row throws(RPCError) in
                    try row.row(query.fieldsLookedAt)
                }
                _ = context.session.settle(id, rows.keys, last: last)
            }
            for key in rows.keys { tellings.append(Telling(key: key, effect: effect)) }
        }
        return .list(tellings)
    }

    private func told(
        _ found: [(key: DocumentKey, stored: RawDocument)], _ context: ListenContext
    ) throws(RPCError) -> [ListenEvent] {
        let reader = context.reader(cut)
        var events: [ListenEvent] = []
        for (key, stored) in found {
            let document = try reader.dressed(key, stored)
            events += try reader.events(
                DocumentEffect(targetIds: [id]), document.path, document, context.session)
        }
        return events
    }
}
