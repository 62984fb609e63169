import DocumentStore
import FirestoreModel
import StatusCodes
import TTRPC

/// Resumes a target from an earlier state: for each document in its scope that changed since, sends
/// whether it matches now.
struct ResumeJob: ListenJob {
    private let id: Int32
    private let snapshot: ListenSnapshot
    private let keys: [DocumentKey]
    private var position = 0
    private var isCurrent = false

    /// `keys` are the documents that changed since; those outside the target's scope are skipped.
    init(_ id: Int32, at snapshot: ListenSnapshot, keys: [DocumentKey]) {
        self.id = id
        self.snapshot = snapshot
        self.keys = keys
    }

    mutating func next(_ context: inout ListenContext) throws(Status) -> [ListenEvent]? {
        guard let scope = context.session.scope(of: id) else { return nil }
        guard position < keys.count else {
            guard !isCurrent else { return nil }
            isCurrent = true
            return context.session.current(
                id, token: ResumeToken(snapshot).bytes, at: snapshot.time)
        }
        var part: [(key: DocumentKey, path: ResourcePath)] = []
        while position < keys.count, part.count < ListeningLimits.listenDocumentsAtATime {
            let key = keys[position]
            position += 1
            let path = try SnapshotReader.path(key)
            if scope.covers(key, at: path) { part.append((key, path)) }
        }
        return try changeEvents(part, scope, context)
    }

    private func changeEvents(
        _ part: [(key: DocumentKey, path: ResourcePath)], _ scope: TargetScope,
        _ context: ListenContext
    ) throws(Status) -> [ListenEvent] {
        let reader = context.reader(snapshot)
        let found = try reader.documents(part.map(\.key))
        var events: [ListenEvent] = []
        for (entry, document) in zip(part, found) {
            let isShown = try document.map { document throws(Status) in
                scope.shows(entry.key, try document.row(scope.fieldsRead))
            }
            let effect =
                isShown ?? false
                ? DocumentEffect(targetIds: [id]) : DocumentEffect(removedTargetIds: [id])
            events += try reader.events(effect, entry.path, document, context.session)
        }
        return events
    }
}
