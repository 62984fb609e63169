import DocumentStore
import FirestoreModel
import Memory
import StatusCodes
import TTRPC

/// Sends the complete state of a target that is new or was reset.
struct InitialJob: ListenJob {
    private enum Stage {
        case start
        /// A whole collection in name order, after this key.
        case scan(ResourcePath, after: DocumentKey?)
        case list(PendingNotifications)
        case current
        case end
    }

    private let id: Int32
    private let snapshot: ListenSnapshot
    /// Whether the client must first discard the target's documents.
    private let resets: Bool
    private var stage = Stage.start

    init(_ id: Int32, at snapshot: ListenSnapshot, resets: Bool) {
        self.id = id
        self.snapshot = snapshot
        self.resets = resets
    }

    mutating func next(_ context: inout ListenContext) throws(Status) -> [ListenEvent]? {
        switch stage {
        case .start:
            guard let scope = context.session.scope(of: id) else { return nil }
            stage = try begin(scope, &context)
            return resets ? [context.session.reset(id)] : []
        case .scan(let collection, let last):
            let found = try context.reader(snapshot).documents(of: collection, after: last)
            guard let end = found.last else {
                stage = .current
                return []
            }
            precondition(last.map { $0 < end.key } ?? true, "a scan goes on")
            stage = .scan(collection, after: end.key)
            return try changeEvents(found, context)
        case .list(var notifications):
            let events = try notifications.next(context, at: snapshot)
            stage = events == nil ? .current : .list(notifications)
            return events ?? []
        case .current:
            stage = .end
            return context.session.current(
                id, token: ResumeToken(snapshot).bytes, at: snapshot.time)
        case .end: return nil
        }
    }

    private func begin(
        _ scope: TargetScope, _ context: inout ListenContext
    ) throws(Status) -> Stage {
        var notifications = PendingNotifications()
        let effect = DocumentEffect(targetIds: [id])
        switch scope {
        case .documents(let watched):
            for key in watched.keys {
                notifications.append(PendingNotification(key: key, effect: effect))
            }
        case .query(let query):
            if let collection = scope.wholeCollection { return .scan(collection, after: nil) }
            let lease = MemoryLease(context.store.memory, .queries)
            let rows = try context.reader(snapshot).rows(
                of: query, lease: lease, memory: context.store.memory,
                isCancelled: context.isCancelled)
            notifications.lease = lease
            if scope.isWindow {
                let last = try rows.last.map { row throws(Status) in
                    try row.row(query.fieldsRead)
                }
                _ = context.session.settle(id, rows.keys, last: last)
            }
            for key in rows.keys {
                notifications.append(PendingNotification(key: key, effect: effect))
            }
        }
        return .list(notifications)
    }

    private func changeEvents(
        _ found: [(key: DocumentKey, stored: RawDocument)], _ context: ListenContext
    ) throws(Status) -> [ListenEvent] {
        let reader = context.reader(snapshot)
        var events: [ListenEvent] = []
        for (key, stored) in found {
            let document = try reader.visible(key, stored)
            events += try reader.events(
                DocumentEffect(targetIds: [id]), document.path, document, context.session)
        }
        return events
    }
}
