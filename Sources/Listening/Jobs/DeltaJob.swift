import Catalog
import DocumentStore
import FirestoreModel
import Memory
import MirrorTree
import Ordering
import StatusCodes
import TTRPC

/// Sends everything that changed from one snapshot to another, then the snapshot marker.
struct DeltaJob: ListenJob {
    private enum Stage {
        /// Documents that commits changed.
        case keys
        /// Products of tenants whose rules changed: of the first tenant, the given rows or all
        /// after a key.
        case products(Repriced)
        /// Targets with limit or offset whose result may have changed.
        case windows
        case list(PendingNotifications)
        case snapshot
        case end
    }

    private enum Repriced {
        case unknown
        case rows(ArraySlice<UInt32>)
        case all(after: DocumentKey?)
    }

    private let from: ListenSnapshot
    private let to: ListenSnapshot
    /// Ascending.
    private let keys: [DocumentKey]
    private var position = 0
    private var repriced: [String]
    private var stage = Stage.keys
    private var hasSent = false
    /// Top-level fields that the targets test.
    private let names: [String]

    init(
        from: ListenSnapshot, to: ListenSnapshot, keys: [DocumentKey], _ context: ListenContext
    ) {
        precondition(from.version <= to.version, "a step leads on")
        assert(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }, "keys are searched by halves")
        self.from = from
        self.to = to
        self.keys = keys
        let isMirror = context.database.database == Catalog.database
        repriced = isMirror ? to.repriced(since: from) : []
        names = context.session.fieldsRead
    }

    mutating func next(_ context: inout ListenContext) throws(Status) -> [ListenEvent]? {
        let events: [ListenEvent]
        switch stage {
        case .keys: events = try nextChanges(&context)
        case .products(let part): events = try nextProducts(part, &context)
        case .windows: events = try readWindows(&context)
        case .list(var notifications):
            let changeEvents = try notifications.next(context, at: to, before: from)
            stage = changeEvents == nil ? .snapshot : .list(notifications)
            events = changeEvents ?? []
        case .snapshot:
            stage = .end
            guard hasSent else { return [] }
            return [context.session.snapshot(token: ResumeToken(to).bytes, at: to.time)]
        case .end: return nil
        }
        hasSent = hasSent || !events.isEmpty
        return events
    }

    // MARK: Commits

    private mutating func nextChanges(
        _ context: inout ListenContext
    ) throws(Status) -> [ListenEvent] {
        let prefix = DocumentKey.databasePrefix(context.database.database)
        var part: [(key: DocumentKey, path: ResourcePath)] = []
        while position < keys.count, part.count < ListeningLimits.listenDocumentsAtATime {
            let key = keys[position]
            position += 1
            guard key.bytes.starts(with: prefix) else { continue }
            let path = try SnapshotReader.path(key)
            if context.session.covers(key, at: path) { part.append((key, path)) }
        }
        guard !part.isEmpty else {
            assert(position == keys.count, "no key is left out")
            stage = .products(.unknown)
            return []
        }
        let reader = context.reader(to)
        let old = try context.reader(from).documents(part.map(\.key))
        let new = try reader.documents(part.map(\.key))
        var events: [ListenEvent] = []
        for (index, entry) in part.enumerated() {
            let effect = try effect(entry.key, old[index], new[index], &context)
            if effect.isEmpty { continue }
            events += try reader.events(effect, entry.path, new[index], context.session)
        }
        return events
    }

    private func effect(
        _ key: DocumentKey, _ old: SnapshotReader.VisibleDocument?,
        _ new: SnapshotReader.VisibleDocument?,
        _ context: inout ListenContext
    ) throws(Status) -> DocumentEffect {
        let before = try old.map { found throws(Status) in try found.row(names) }
        let after = try new.map { found throws(Status) in try found.row(names) }
        return context.session.change(key, old: before, new: after)
    }

    // MARK: Prices

    private mutating func nextProducts(
        _ part: Repriced, _ context: inout ListenContext
    ) throws(Status) -> [ListenEvent] {
        guard let org = repriced.first else {
            stage = .windows
            return []
        }
        let collection = ProductPath.publicItems(org: org)
        switch part {
        case .unknown:
            let watch = context.session.watch(collection, in: context.database.database)
            context.session.touchWindows(watch.windows)
            guard !watch.watchesAll else {
                stage = .products(repricedRows(of: org))
                return []
            }
            nextTenant()
            return try changeEvents(watch.keys.map { ($0, nil) }, &context)
        case .rows(let rows): return try nextRows(rows, org, &context)
        case .all(let last):
            let found = try context.reader(to).documents(of: collection, after: last)
            if let end = found.last {
                stage = .products(.all(after: end.key))
            } else {
                nextTenant()
            }
            return try changeEvents(found.map { ($0.key, $0.stored) }, &context)
        }
    }

    private mutating func nextRows(
        _ rows: ArraySlice<UInt32>, _ org: String, _ context: inout ListenContext
    ) throws(Status) -> [ListenEvent] {
        guard !rows.isEmpty, let generation = to.generations[org] else {
            nextTenant()
            return []
        }
        let some = rows.prefix(ListeningLimits.listenDocumentsAtATime)
        stage = .products(.rows(rows[some.endIndex...]))
        let keys = some.map { row in
            DocumentKey(
                database: context.database.database,
                path: ProductPath.publicItem(org: org, id: generation.documentID(row: row)))
        }
        return try changeEvents(keys.map { ($0, nil) }, &context)
    }

    private mutating func nextTenant() {
        repriced.removeFirst()
        stage = .products(.unknown)
    }

    /// The products of a tenant to compare: the repriced ones, or all where a scan is faster.
    private func repricedRows(of org: String) -> Repriced {
        to.repricedRows(of: org, since: from).map { .rows($0[...]) } ?? .all(after: nil)
    }

    /// The events for products that read differently although no commit changed them.
    private func changeEvents(
        _ products: [(key: DocumentKey, stored: RawDocument?)], _ context: inout ListenContext
    ) throws(Status) -> [ListenEvent] {
        let (before, after) = (context.reader(from), context.reader(to))
        var events: [ListenEvent] = []
        for (key, known) in products where !isAmongKeys(key) {
            var stored = known
            if stored == nil { stored = try to.storeSnapshot.get(key) }
            guard let stored else { continue }
            let (old, new) = (try before.visible(key, stored), try after.visible(key, stored))
            if old.readsAlike(new) { continue }
            let effect = try effect(key, old, new, &context)
            if effect.isEmpty { continue }
            events += try after.events(effect, new.path, new, context.session)
        }
        return events
    }

    private func isAmongKeys(_ key: DocumentKey) -> Bool {
        let place = keys.partitionPoint { $0 < key }
        return place < keys.count && keys[place] == key
    }

    // MARK: Windows

    private mutating func readWindows(
        _ context: inout ListenContext
    ) throws(Status) -> [ListenEvent] {
        var notifications = PendingNotifications()
        for id in context.session.dirtyTargets {
            guard case .query(let query) = context.session.scope(of: id) else { continue }
            let lease = MemoryLease(context.store.memory, .queries)
            let rows = try context.reader(to).rows(
                of: query, lease: lease, memory: context.store.memory,
                isCancelled: context.isCancelled)
            defer { withExtendedLifetime(lease) {} }
            let last = try rows.last.map { row throws(Status) in
                try row.row(query.fieldsRead)
            }
            let change = context.session.settle(id, rows.keys, last: last)
            let (shown, left) = (
                DocumentEffect(targetIds: [id]), DocumentEffect(removedTargetIds: [id])
            )
            for key in change.left {
                notifications.append(PendingNotification(key: key, effect: left))
            }
            for key in change.entered {
                notifications.append(PendingNotification(key: key, effect: shown))
            }
            for key in change.stayed {
                notifications.append(
                    PendingNotification(key: key, effect: shown, onlyIfChanged: true))
            }
        }
        assert(context.session.dirtyTargets.isEmpty, "every window was read")
        stage = .list(notifications)
        return []
    }
}
