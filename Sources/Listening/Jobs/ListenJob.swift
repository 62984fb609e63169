import Access
import DocumentStore
import FirestoreModel
import TTRPC

/// The state of a listener that its jobs use.
struct ListenContext {
    var session: ListenSession
    let store: DocumentStore
    let database: DatabaseName
    let role: DocumentCaller
    let isCancelled: @Sendable () -> Bool

    func reader(_ cut: ListenCut) -> CutReader { CutReader(cut, database, role) }
}

/// A listener's work in small units, as fast as the client reads. Holds no documents between units,
/// which bounds the memory per listener.
protocol ListenJob {
    /// Performs one unit of work and returns its events, possibly none; nil at the end.
    mutating func next(_ context: inout ListenContext) throws(RPCError) -> [ListenEvent]?
}

/// A pending notification: a document and its effect on targets.
struct Telling {
    let key: DocumentKey
    let effect: DocumentEffect
    /// Send only if the document reads differently than before.
    var onlyIfChanged = false
}

/// A list of pending notifications, sent in batches.
struct Tellings {
    private var list: [Telling] = []
    private var position = 0

    mutating func append(_ telling: Telling) { list.append(telling) }

    /// The events of the next batch; nil at the end. `before` is the snapshot to compare with for
    /// those that are `onlyIfChanged`.
    mutating func next(
        _ context: ListenContext, at cut: ListenCut, before: ListenCut? = nil
    ) throws(RPCError) -> [ListenEvent]? {
        guard position < list.count else { return nil }
        let end = min(position + ListeningLimits.listenDocumentsAtATime, list.count)
        let part = list[position..<end]
        position = end
        let reader = context.reader(cut)
        let found = try reader.documents(part.map(\.key))
        let old = try before.map { cut throws(RPCError) in
            try context.reader(cut).documents(part.map(\.key))
        }
        var events: [ListenEvent] = []
        for (index, telling) in part.enumerated() {
            if telling.onlyIfChanged, let before = old?[index], let after = found[index],
                before.readsAlike(after)
            {
                continue
            }
            let path = try CutReader.path(telling.key)
            events += try reader.events(telling.effect, path, found[index], context.session)
        }
        return events
    }
}

/// Sends the snapshot marker: all events so far form one consistent state.
struct SnapshotJob: ListenJob {
    private let cut: ListenCut
    private var isSaid = false

    init(at cut: ListenCut) { self.cut = cut }

    mutating func next(_ context: inout ListenContext) -> [ListenEvent]? {
        guard !isSaid else { return nil }
        isSaid = true
        return [context.session.snapshot(token: ResumeToken(cut).bytes, at: cut.time)]
    }
}
