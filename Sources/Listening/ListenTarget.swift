import FirestoreModel

/// One target of a stream: which documents the client was told that it shows.
///
/// Nothing is remembered of a target without limit and offset: a document was shown if it matched
/// before. Others remember the keys of their window and where it ends.
struct ListenTarget: Sendable {
    /// What a document's change means for a target.
    enum Effect: Sendable {
        case none
        /// Shown, with new contents.
        case shown
        /// Shown until now.
        case left
    }

    let id: Int32
    let scope: TargetScope
    let once: Bool
    private(set) var window: Window?

    /// What a query with limit or offset shows.
    struct Window: Sendable {
        var keys: Set<DocumentKey> = []
        /// The last row, where there may be others behind it.
        var edge: QueryRow?
        /// A change may have moved rows in or out.
        var isDirty = false
    }

    init(id: Int32, scope: TargetScope, once: Bool) {
        self.id = id
        self.scope = scope
        self.once = once
        if scope.isWindow { window = Window() }
    }

    /// Takes a document's change in: nil where it does not exist before or after. A window only
    /// learns that it must be looked at.
    mutating func effect(_ key: DocumentKey, old: QueryRow?, new: QueryRow?) -> Effect {
        guard let path = (new ?? old)?.path else { return .none }
        switch scope {
        case .documents(let documents):
            guard documents.contains(key) else { return .none }
            return new == nil ? .left : .shown
        case .query(let query):
            guard query.selects(path) else { return .none }
            let was = old.map(query.passes) ?? false
            let isNow = new.map(query.passes) ?? false
            guard was || isNow else { return .none }
            guard window != nil else { return isNow ? .shown : .left }
            if was, let old { touch(old, query) }
            if isNow, let new { touch(new, query) }
            return .none
        }
    }

    /// Marks the window where `row` does not lie behind its end.
    private mutating func touch(_ row: QueryRow, _ query: PreparedQuery) {
        if let edge = window?.edge, query.compare(row, edge) > 0 { return }
        window?.isDirty = true
    }

    mutating func markWindow() { window?.isDirty = true }

    /// The rows that the window shows from now on, and the last of them; returns how it differs
    /// from before.
    mutating func settle(_ keys: [DocumentKey], last: QueryRow?) -> WindowChange {
        guard case .query(let query) = scope, let old = window else { return WindowChange() }
        var next = Window()
        next.keys = Set(keys)
        if let limit = query.limit, keys.count >= limit { next.edge = last }
        window = next
        return WindowChange(
            entered: keys.filter { !old.keys.contains($0) },
            stayed: keys.filter { old.keys.contains($0) },
            left: old.keys.subtracting(next.keys).sorted())
    }
}

/// How a window moved.
public struct WindowChange: Equatable, Sendable {
    /// In the order of the rows.
    public var entered: [DocumentKey] = []
    /// Shown before and now, perhaps with other contents; in the order of the rows.
    public var stayed: [DocumentKey] = []
    /// Ascending by key.
    public var left: [DocumentKey] = []
}
