import FirestoreModel

/// The targets of one Listen stream and what is to be said about them. No IO: whoever owns it
/// feeds it with what changed between two states of the store and sends the events.
///
/// A step from one state to the next is: ``change(_:old:new:)`` for every document that changed
/// where targets look, ``settle(_:_:last:)`` for each of ``dirtyTargets``, and
/// ``snapshot(token:at:)`` if that said anything. So no commit is split, and what comes between
/// two snapshots is whole.
public struct ListenSession: Sendable {
    /// By ascending id.
    private var targets: [ListenTarget] = []
    /// From the first target on that left the choice of its id to the server, all must.
    private var picksIds = false
    private var nextOwnId = ListeningLimits.firstOwnTargetId
    private var readTime = Timestamp(seconds: .min, nanos: 0)

    public init() {}

    public var isEmpty: Bool { targets.isEmpty }
    public var targetIds: [Int32] { targets.map(\.id) }

    // MARK: Targets

    /// The id under which a new target is to be added. Throws `target` where only the target is
    /// refused, `stream` where the whole stream must end.
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
            throw .target(FirestoreError(.resourceExhausted, "more than \(most) targets"))
        }
        guard id == 0 else { return id }
        defer { nextOwnId += 1 }
        return nextOwnId
    }

    /// Adds a target under an admitted id.
    public mutating func add(_ id: Int32, _ scope: TargetScope, once: Bool = false) -> ListenEvent {
        let place = targets.firstIndex { $0.id > id } ?? targets.endIndex
        targets.insert(ListenTarget(id: id, scope: scope, once: once), at: place)
        return .target(TargetChange(.add, [id]))
    }

    /// Ends a target; nil where there is none of that id. With a cause the server ends it.
    public mutating func remove(_ id: Int32, cause: FirestoreError? = nil) -> ListenEvent? {
        guard let index = index(of: id) else { return nil }
        targets.remove(at: index)
        return Self.refusal(id, cause)
    }

    /// What is said of a target that is not, or no longer, on the stream.
    public static func refusal(_ id: Int32, _ cause: FirestoreError?) -> ListenEvent {
        .target(TargetChange(.remove, [id], cause: cause))
    }

    /// The client forgets what it was told; the whole state must follow.
    public func reset(_ id: Int32) -> ListenEvent { .target(TargetChange(.reset, [id])) }

    /// A target's state was told whole. One that was asked for once ends with it.
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

    /// Names of the top-level fields that the targets test; a document's others need not be
    /// decoded for ``change(_:old:new:)``.
    public var fieldsLookedAt: [String] {
        var names: Set<String> = []
        for case .query(let query) in targets.map(\.scope) { names.formUnion(query.fieldsLookedAt) }
        return names.sorted()
    }

    /// The fields that a target's documents are cut down to; nil for whole documents.
    public func projection(of id: Int32) -> FieldMask? {
        guard case .query(let query) = scope(of: id) else { return nil }
        return query.projection
    }

    /// Whether any target may show the document, by where it lies.
    public func covers(_ key: DocumentKey, at path: ResourcePath) -> Bool {
        targets.contains { $0.scope.covers(key, at: path) }
    }

    /// How the targets look at the documents of `collection`.
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
                    watch.looksAtAll = true
                }
            }
        }
        return watch
    }

    // MARK: Steps

    /// Takes in that a document changed; nil where it does not exist before or after. Returns
    /// whom that concerns at once.
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
        return effect
    }

    /// Makes the windows of `ids` dirty, since documents changed that were not told one by one.
    public mutating func touchWindows(_ ids: [Int32]) {
        for index in targets.indices where ids.contains(targets[index].id) {
            targets[index].markWindow()
        }
    }

    /// Targets whose window must be read again.
    public var dirtyTargets: [Int32] {
        targets.filter { $0.window?.isDirty == true }.map(\.id)
    }

    /// The rows that a window shows now, and the last of them. Also tells a new target's window
    /// its first rows.
    public mutating func settle(
        _ id: Int32, _ keys: [DocumentKey], last: QueryRow?
    ) -> WindowChange {
        guard let index = index(of: id) else { return WindowChange() }
        return targets[index].settle(keys, last: last)
    }

    /// All that was said so far is the state of `time`, or of the last snapshot if that was later.
    public mutating func snapshot(token: [UInt8], at time: Timestamp) -> ListenEvent {
        readTime = max(readTime, time)
        return .target(TargetChange(.noChange, resumeToken: token, readTime: readTime))
    }

    private func index(of id: Int32) -> Int? { targets.firstIndex { $0.id == id } }
}

/// Whom a document's change concerns.
public struct DocumentEffect: Equatable, Sendable {
    /// Targets that show it, with new contents.
    public var targetIds: [Int32] = []
    /// Targets that showed it until now.
    public var removedTargetIds: [Int32] = []

    public init(targetIds: [Int32] = [], removedTargetIds: [Int32] = []) {
        self.targetIds = targetIds
        self.removedTargetIds = removedTargetIds
    }

    public var isEmpty: Bool { targetIds.isEmpty && removedTargetIds.isEmpty }
}

/// How the targets of a stream look at a collection.
public struct CollectionWatch: Equatable, Sendable {
    /// Documents that targets name.
    public var keys: [DocumentKey] = []
    /// Targets with a window on it.
    public var windows: [Int32] = []
    /// Whether some target may show any of its documents.
    public var looksAtAll = false
}

/// Why a target is not taken.
public enum TargetFault: Error, Equatable, Sendable {
    /// The target is removed with this cause; the stream goes on.
    case target(FirestoreError)
    /// The stream ends.
    case stream(FirestoreError)
}
