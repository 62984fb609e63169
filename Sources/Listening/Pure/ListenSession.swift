import FirestoreModel
import StatusCodes

/// The targets of one Listen stream, as a state machine without IO: the owner passes in the changes
/// between two states of the store and sends the events that it returns.
///
/// A step from one state to the next is: ``change(_:old:new:)`` for every changed document that
/// ``covers(_:at:)`` accepts, ``settle(_:_:last:)`` for each of ``dirtyTargets``, and
/// ``snapshot(token:at:)`` if that produced events. So a commit is never split between two
/// snapshots.
public struct ListenSession: Sendable {
    /// By ascending id.
    private var targets: [ListenTarget] = []
    /// Whether the server assigns target ids: once one target leaves the choice to it, all must.
    private var picksIds = false
    private var nextOwnId = ListeningLimits.firstOwnTargetId
    private var readTime = Timestamp(seconds: .min, nanos: 0)

    public init() {}

    public var isEmpty: Bool { targets.isEmpty }
    public var targetIds: [Int32] { targets.map(\.id) }

    // MARK: Targets

    /// The id for a new target. Throws `target` where only the target is rejected, `stream` where
    /// the whole stream must end.
    public mutating func admit(_ id: Int32) throws(TargetFault) -> Int32 {
        guard id >= 0 else { throw .target(.invalid("target_id is negative")) }
        if id == 0 { picksIds = true }
        guard id == 0 || !picksIds else {
            throw .target(.invalid("target_id must stay 0 once a target was added with 0"))
        }
        guard index(of: id) == nil else {
            throw .stream(.invalid("target_id \(id) is in use on this stream"))
        }
        guard targets.count < ListeningLimits.targetsPerStreamMax else {
            let most = ListeningLimits.targetsPerStreamMax
            throw .target(Status(.resourceExhausted, "more than \(most) targets"))
        }
        return id == 0 ? ownId() : id
    }

    /// An id that the server assigns. The client may have chosen the next one itself, before it
    /// left the choice to the server.
    private mutating func ownId() -> Int32 {
        while true {
            let id = nextOwnId
            nextOwnId = id == .max ? ListeningLimits.firstOwnTargetId : id + 1
            if index(of: id) == nil { return id }
        }
    }

    /// Adds a target under an admitted id.
    public mutating func add(_ id: Int32, _ scope: TargetScope, once: Bool = false) -> ListenEvent {
        precondition(id > 0 && index(of: id) == nil, "an id is one target's")
        let place = targets.firstIndex { $0.id > id } ?? targets.endIndex
        targets.insert(ListenTarget(id: id, scope: scope, once: once), at: place)
        assert(zip(targets, targets.dropFirst()).allSatisfy { $0.id < $1.id }, "ids ascend")
        return .target(TargetChange(.add, [id]))
    }

    /// Ends a target; nil where there is none of that id. With a cause the server ends it.
    public mutating func remove(_ id: Int32, cause: Status? = nil) -> ListenEvent? {
        guard let index = index(of: id) else { return nil }
        targets.remove(at: index)
        return Self.refusal(id, cause)
    }

    /// The event for a target that was rejected or removed.
    public static func refusal(_ id: Int32, _ cause: Status?) -> ListenEvent {
        .target(TargetChange(.remove, [id], cause: cause))
    }

    /// The event that makes the client discard the target's documents; the complete state must
    /// follow.
    public func reset(_ id: Int32) -> ListenEvent { .target(TargetChange(.reset, [id])) }

    /// The events after the complete state of a target was sent. A target with `once` ends.
    public mutating func current(
        _ id: Int32, token: [UInt8], at time: Timestamp
    ) -> [ListenEvent] {
        guard let index = index(of: id) else { return [] }
        readTime = max(readTime, time)
        let current = ListenEvent.target(
            TargetChange(.current, [id], resumeToken: token, readTime: readTime))
        guard targets[index].once else { return [current] }
        targets.remove(at: index)
        return [current, Self.refusal(id, nil)]
    }

    public func scope(of id: Int32) -> TargetScope? { index(of: id).map { targets[$0].scope } }

    /// Names of the top-level fields that the targets test; ``change(_:old:new:)`` needs no others.
    public var fieldsRead: [String] {
        var names: Set<String> = []
        for case .query(let query) in targets.map(\.scope) { names.formUnion(query.fieldsRead) }
        return names.sorted()
    }

    /// The projection of a target; nil for whole documents.
    public func projection(of id: Int32) -> FieldMask? {
        guard case .query(let query) = scope(of: id) else { return nil }
        return query.projection
    }

    /// Whether the document is in the scope of any target, by its path alone.
    public func covers(_ key: DocumentKey, at path: ResourcePath) -> Bool {
        targets.contains { $0.scope.covers(key, at: path) }
    }

    /// How the targets watch the documents of `collection`.
    public func watch(_ collection: ResourcePath, in database: String) -> CollectionWatch {
        let prefix = DocumentKey.collectionPrefix(database: database, collection: collection)
        let inside = ResourcePath(uncheckedSegments: collection.segments + ["-"])
        var watch = CollectionWatch()
        for target in targets {
            switch target.scope {
            case .documents(let documents):
                watch.keys += documents.keys.filter { $0.bytes.starts(with: prefix) }
            case .query(let query):
                guard query.selects(inside) else { continue }
                if target.window != nil {
                    watch.windows.append(target.id)
                } else {
                    watch.watchesAll = true
                }
            }
        }
        return watch
    }

    // MARK: Steps

    /// Applies a document's change; nil where it does not exist before or after. Returns the
    /// targets that it affects at once; windows only become dirty.
    public mutating func change(
        _ key: DocumentKey, old: QueryRow?, new: QueryRow?
    ) -> DocumentEffect {
        var effect = DocumentEffect()
        for index in targets.indices {
            switch targets[index].effect(key, old: old, new: new) {
            case .none: break
            case .shown: effect.targetIds.append(targets[index].id)
            case .left: effect.removedTargetIds.append(targets[index].id)
            }
        }
        assert(
            new != nil || effect.targetIds.isEmpty, "what does not exist is shown to nobody")
        return effect
    }

    /// Marks the windows of `ids` dirty, because documents changed that are not passed to
    /// ``change(_:old:new:)``.
    public mutating func touchWindows(_ ids: [Int32]) {
        for index in targets.indices where ids.contains(targets[index].id) {
            targets[index].markWindow()
        }
    }

    /// Targets whose window must be queried again.
    public var dirtyTargets: [Int32] {
        targets.filter { $0.window?.isDirty == true }.map(\.id)
    }

    /// Sets the rows of a window and the last of them, also for the first time; returns the
    /// difference.
    public mutating func settle(
        _ id: Int32, _ keys: [DocumentKey], last: QueryRow?
    ) -> WindowChange {
        guard let index = index(of: id) else { return WindowChange() }
        precondition(keys.isEmpty == (last == nil), "the last row is one of the rows")
        let change = targets[index].settle(keys, last: last)
        assert(targets[index].window?.isDirty != true, "a window that was read is clean")
        return change
    }

    /// The snapshot marker: all events so far form the state at `time`, or at the last snapshot's
    /// time if that is later.
    public mutating func snapshot(token: [UInt8], at time: Timestamp) -> ListenEvent {
        readTime = max(readTime, time)
        return .target(TargetChange(.noChange, resumeToken: token, readTime: readTime))
    }

    private func index(of id: Int32) -> Int? { targets.firstIndex { $0.id == id } }
}

/// The targets that a document's change affects.
public struct DocumentEffect: Equatable, Sendable {
    /// Targets that it matches now, with new contents.
    public var targetIds: [Int32] = []
    /// Targets that it no longer matches.
    public var removedTargetIds: [Int32] = []

    public init(targetIds: [Int32] = [], removedTargetIds: [Int32] = []) {
        self.targetIds = targetIds
        self.removedTargetIds = removedTargetIds
    }

    public var isEmpty: Bool { targetIds.isEmpty && removedTargetIds.isEmpty }
}

/// How the targets of a stream watch a collection.
public struct CollectionWatch: Equatable, Sendable {
    /// Documents that targets name individually.
    public var keys: [DocumentKey] = []
    /// Targets with limit or offset that query the collection.
    public var windows: [Int32] = []
    /// Whether a target without limit and offset queries the collection.
    public var watchesAll = false
}

/// Why a target is rejected.
public enum TargetFault: Error, Equatable, Sendable {
    /// The target is removed with this cause; the stream continues.
    case target(Status)
    /// The stream ends.
    case stream(Status)
}
