import Access
import DocumentStore
import FirestoreModel
import Memory
import StatusCodes
import TTRPC

/// The state of a listener that its jobs use.
struct ListenContext {
    var session: ListenSession
    let store: DocumentStore
    let database: DatabaseName
    let role: DocumentCaller
    let isCancelled: @Sendable () -> Bool

    func reader(_ snapshot: ListenSnapshot) -> SnapshotReader {
        SnapshotReader(snapshot, database, role)
    }
}

/// A listener's work in small units, as fast as the client reads. Holds no documents between units,
/// which bounds the memory per listener.
protocol ListenJob {
    /// Performs one unit of work and returns its events, possibly none; nil at the end.
    mutating func next(_ context: inout ListenContext) throws(Status) -> [ListenEvent]?
}

/// A pending notification: a document and its effect on targets.
struct PendingNotification {
    let key: DocumentKey
    let effect: DocumentEffect
    /// Send only if the document reads differently than before.
    var onlyIfChanged = false
}

/// A list of pending notifications, sent in batches.
struct PendingNotifications {
    private var list: [PendingNotification] = []
    private var position = 0
    /// The memory of the list; nil where that is small.
    var lease: MemoryLease?

    mutating func append(_ notification: PendingNotification) { list.append(notification) }

    /// The events of the next batch; nil at the end. `before` is the snapshot to compare with for
    /// those that are `onlyIfChanged`.
    mutating func next(
        _ context: ListenContext, at snapshot: ListenSnapshot, before: ListenSnapshot? = nil
    ) throws(Status) -> [ListenEvent]? {
        guard position < list.count else { return nil }
        let end = min(position + ListeningLimits.listenDocumentsAtATime, list.count)
        let part = list[position..<end]
        position = end
        let reader = context.reader(snapshot)
        let found = try reader.documents(part.map(\.key))
        let old = try before.map { snapshot throws(Status) in
            try context.reader(snapshot).documents(part.map(\.key))
        }
        var events: [ListenEvent] = []
        for (index, notification) in part.enumerated() {
            if notification.onlyIfChanged, let before = old?[index], let after = found[index],
                before.readsAlike(after)
            {
                continue
            }
            let path = try SnapshotReader.path(notification.key)
            events += try reader.events(notification.effect, path, found[index], context.session)
        }
        return events
    }
}

/// Sends the snapshot marker: all events so far form one consistent state.
struct SnapshotMarkerJob: ListenJob {
    private let snapshot: ListenSnapshot
    private var isSent = false

    init(at snapshot: ListenSnapshot) { self.snapshot = snapshot }

    mutating func next(_ context: inout ListenContext) -> [ListenEvent]? {
        guard !isSent else { return nil }
        isSent = true
        return [context.session.snapshot(token: ResumeToken(snapshot).bytes, at: snapshot.time)]
    }
}
