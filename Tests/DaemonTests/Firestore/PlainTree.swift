import FirestoreModel

/// A tree of documents as a plain dictionary, with just the meaning that the random tests need:
/// fields `a` and `b` that hold null, numbers or texts.
struct PlainTree {
    struct Row: Equatable {
        var fields: [String: Plain]
        var created: Timestamp
        var updated: Timestamp
    }

    /// The values that occur, in the order of their types.
    enum Plain: Equatable, Comparable {
        case null
        case number(Double)
        case text(String)

        var value: Value {
            switch self {
            case .null: .null
            // Whole numbers are stored as integers, which must not matter.
            case .number(let number):
                number == number.rounded() ? .integer(Int64(number)) : .double(number)
            case .text(let text): .string(text)
            }
        }
    }

    enum Change {
        case set([String: Plain])
        /// Takes over the fields named, removing those without a value.
        case merge([String: Plain], names: [String])
        case add(Double)
        case delete
    }

    enum Condition: Equatable {
        case none
        case exists(Bool)
        case updated(Timestamp)
    }

    struct Step {
        let path: String
        let change: Change
        let condition: Condition
    }

    /// A query of one collection or, without a parent, of a group.
    struct Search: Equatable {
        var collection: String
        var isGroup = false
        var field: String?
        var op: FieldOperator = .equal
        var operand: Plain = .null
        var order: String?
        var descending = false
        var limit: Int?
        var offset = 0
    }

    var rows: [String: Row] = [:]

    /// False, and nothing happens, where a condition fails.
    mutating func commit(_ steps: [Step], at time: Timestamp) -> Bool {
        var next = rows
        for step in steps {
            let old = next[step.path]
            guard holds(step.condition, old, time) else { return false }
            next[step.path] = changed(old, step.change, time)
        }
        rows = next
        return true
    }

    private func holds(_ condition: Condition, _ old: Row?, _ time: Timestamp) -> Bool {
        switch condition {
        case .none: true
        case .exists(let exists): (old != nil) == exists
        case .updated(let updated): old?.updated == updated
        }
    }

    private func changed(_ old: Row?, _ change: Change, _ time: Timestamp) -> Row? {
        var fields = old?.fields ?? [:]
        switch change {
        case .delete: return nil
        case .set(let new): fields = new
        case .merge(let new, let names):
            for name in names { fields[name] = new[name] }
        case .add(let amount):
            if case .number(let number)? = fields["a"] {
                fields["a"] = .number(number + amount)
            } else {
                fields["a"] = .number(amount)
            }
        }
        guard var row = old else { return Row(fields: fields, created: time, updated: time) }
        if row.fields != fields { (row.fields, row.updated) = (fields, time) }
        return row
    }

    /// The paths of the rows in order.
    func search(_ search: Search) -> [String] {
        let found = rows.filter { path, row in
            let parts = path.split(separator: "/").map(String.init)
            let lies =
                search.isGroup
                ? parts[parts.count - 2] == search.collection
                : parts.count == 2 && parts[0] == search.collection
            return lies && passes(row, search)
        }
        let ordered = found.keys.sorted { left, right in
            for name in Self.orders(search) {
                guard let first = rows[left]?.fields[name], let second = rows[right]?.fields[name],
                    first != second
                else { continue }
                return search.descending ? first > second : first < second
            }
            return search.descending ? Self.precedes(right, left) : Self.precedes(left, right)
        }
        return Array(ordered.dropFirst(search.offset).prefix(search.limit ?? .max))
    }

    /// Fields that order the query: the one it names, then the one with an inequality.
    private static func orders(_ search: Search) -> [String] {
        let inequality = search.op == .equal ? nil : search.field
        return [search.order, inequality].compactMap { $0 }
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        left.split(separator: "/").lexicographicallyPrecedes(right.split(separator: "/")) {
            $0.utf8.lexicographicallyPrecedes($1.utf8)
        }
    }

    private func passes(_ row: Row, _ search: Search) -> Bool {
        for name in Self.orders(search) where row.fields[name] == nil { return false }
        guard let name = search.field else { return true }
        guard let value = row.fields[name] else { return false }
        switch (value, search.operand, search.op) {
        case (.null, _, _), (_, .null, _): return false
        case (_, _, .equal): return value == search.operand
        case (_, _, .notEqual): return value != search.operand
        case (.number, .number, let op), (.text, .text, let op):
            return op == .lessThan ? value < search.operand : value >= search.operand
        default: return false
        }
    }
}
