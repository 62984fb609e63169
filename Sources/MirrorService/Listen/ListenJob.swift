import DocumentStore
import FirestoreModel
import Listening
import TTRPC

/// What a job may use of its listener.
struct ListenContext {
    var session: ListenSession
    let store: DocumentStore
    let database: DatabaseName
    let role: DocumentCaller
    let isCancelled: @Sendable () -> Bool

    func reader(_ cut: ListenCut) -> CutReader { CutReader(cut, database, role) }
}

/// A piece of a listener's work that is done bit by bit, as fast as the client reads: it holds no
/// documents between two bits.
protocol ListenJob {
    /// What to say next, which may be nothing yet; nil at the end.
    mutating func next(_ context: inout ListenContext) throws(RPCError) -> [ListenEvent]?
}

/// Documents to be told of, and to whom.
struct Telling {
    let key: DocumentKey
    let effect: DocumentEffect
    /// To be told only if it reads otherwise than before.
    var onlyIfChanged = false
}

/// Tells of a list of documents.
struct Tellings {
    private var list: [Telling] = []
    private var position = 0

    mutating func append(_ telling: Telling) { list.append(telling) }

    /// The next events; nil when all are told. `before` is for what is told only if it changed.
    mutating func next(
        _ context: ListenContext, at cut: ListenCut, before: ListenCut? = nil
    ) throws(RPCError) -> [ListenEvent]? {
        guard position < list.count else { return nil }
        let end = min(position + ServiceLimits.listenDocumentsAtATime, list.count)
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
            let path = try storing { () throws(StoreError) in try CutReader.path(telling.key) }
            events += try reader.events(telling.effect, path, found[index], context.session)
        }
        return events
    }
}

/// Says that everything told so far is one consistent state.
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
