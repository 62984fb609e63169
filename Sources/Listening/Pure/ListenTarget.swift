import FirestoreModel

/// One target of a stream and the client's view of it.
///
/// A target without limit and offset keeps no state: the client has a document if its old version
/// matched. Others (windows) keep the keys of their result and its last row.
struct ListenTarget: Sendable {
    /// The effect of a document's change on a target.
    enum Effect: Sendable {
        case none
        /// Matches now, with new contents.
        case shown
        /// Matched before, does not match now.
        case left
    }

    let id: Int32
    let scope: TargetScope
    let once: Bool
    private(set) var window: Window?

    /// The current result of a query with limit or offset.
    struct Window: Sendable {
        var keys: Set<DocumentKey> = []
        /// The last row, if the limit may have excluded rows after it.
        var edge: QueryRow?
        /// A change may have added or removed rows.
        var isDirty = false
    }

    init(id: Int32, scope: TargetScope, once: Bool) {
        self.id = id
        self.scope = scope
        self.once = once
        if scope.isWindow { window = Window() }
    }

    /// Applies a document's change: nil where it does not exist before or after. A window only
    /// becomes dirty.
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

    /// Marks the window dirty unless `row` sorts after its last row.
    private mutating func touch(_ row: QueryRow, _ query: PreparedQuery) {
        if let edge = window?.edge, query.compare(row, edge) > 0 { return }
        window?.isDirty = true
    }

    mutating func markWindow() { window?.isDirty = true }

    /// Sets the rows of the window and the last of them; returns the difference to the previous
    /// ones.
    mutating func settle(_ keys: [DocumentKey], last: QueryRow?) -> WindowChange {
        guard case .query(let query) = scope, let old = window else { return WindowChange() }
        var next = Window()
        next.keys = Set(keys)
        precondition(next.keys.count == keys.count, "a document is one row of a result")
        assert(query.limit.map { keys.count <= $0 } ?? true, "a window is not above its limit")
        if let limit = query.limit, keys.count >= limit { next.edge = last }
        window = next
        return WindowChange(
            entered: keys.filter { !old.keys.contains($0) },
            stayed: keys.filter { old.keys.contains($0) },
            left: old.keys.subtracting(next.keys).sorted())
    }
}

/// The difference between two results of a window.
public struct WindowChange: Equatable, Sendable {
    /// In the order of the rows.
    public var entered: [DocumentKey] = []
    /// In both results, possibly with new contents; in the order of the rows.
    public var stayed: [DocumentKey] = []
    /// Ascending by key.
    public var left: [DocumentKey] = []
}
