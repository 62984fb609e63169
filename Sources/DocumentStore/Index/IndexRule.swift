import FirestoreModel
import Ordering

/// Which fields of a map are indexed.
indirect enum IndexRule: Equatable, Sendable {
    case all
    case none
    /// `value`: whether the map's own value is indexed; `rest`: whether fields without a rule are.
    case some(value: Bool, fields: [Field], rest: Bool)

    struct Field: Equatable, Sendable {
        let name: [UInt8]
        var rule: IndexRule

        func isNamed(_ key: UnsafeRawBufferPointer) -> Bool {
            name.count == key.count
                && name.withUnsafeBytes { ByteOrder.compare($0, key) == 0 }
        }
    }

    /// Only these fields and their subfields.
    static func only(_ paths: [FieldPath]) -> IndexRule {
        var rule = IndexRule.some(value: false, fields: [], rest: false)
        for path in paths { rule.set(.all, at: path.segments[...], value: false, rest: false) }
        return rule
    }

    /// Everything except these fields and their subfields.
    static func except(_ paths: [FieldPath]) -> IndexRule {
        var rule = IndexRule.some(value: true, fields: [], rest: true)
        for path in paths { rule.set(.none, at: path.segments[...], value: true, rest: true) }
        return rule
    }

    /// Whether the field's own value is indexed.
    var indexesValue: Bool {
        switch self {
        case .all: true
        case .none: false
        case .some(let value, _, _): value
        }
    }

    /// The rule of the field called `name` in this map.
    func rule(of name: UnsafeRawBufferPointer) -> IndexRule {
        guard case .some(_, let fields, let rest) = self else { return self }
        return fields.first { $0.isNamed(name) }?.rule ?? (rest ? .all : .none)
    }

    /// Whether every document with a value at `path` has an entry.
    func covers(_ path: FieldPath) -> Bool {
        var rule = self
        for name in path.segments { rule = ByteOrder.withUTF8(name) { rule.rule(of: $0) } }
        return rule.indexesValue
    }

    private mutating func set(
        _ leaf: IndexRule, at names: ArraySlice<String>, value: Bool, rest: Bool
    ) {
        guard let first = names.first else {
            self = leaf
            return
        }
        // A shorter path already covers everything below it.
        guard case .some(let own, var fields, let others) = self else { return }
        let name = Array(first.utf8)
        let index = fields.firstIndex { $0.name == name } ?? fields.count
        if index == fields.count {
            fields.append(
                Field(name: name, rule: .some(value: value, fields: [], rest: rest)))
        }
        fields[index].rule.set(leaf, at: names.dropFirst(), value: value, rest: rest)
        self = .some(value: own, fields: fields, rest: others)
    }
}
