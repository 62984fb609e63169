import FirestoreModel

/// A single value of a record: a text, a number as written, or true or false.
enum FeedScalar: Equatable, Sendable {
    /// Trimmed and not empty.
    case text(String)
    case number(String)
    case flag(Bool)

    /// Nil for null, blank texts, lists and objects.
    init?(_ value: JSONValue) {
        switch value {
        case .string(let text): self.init(trimming: text)
        case .number(let text): self = .number(text)
        case .boolean(let flag): self = .flag(flag)
        case .null, .array, .object: return nil
        }
    }

    /// Nil for a blank text.
    init?(trimming text: String) {
        let text = FeedText.trimmed(text)
        guard !text.isEmpty else { return nil }
        self = .text(text)
    }

    /// The number that it is or holds; `mark` is the decimal mark of texts.
    func decimal(_ mark: UInt8) -> FeedDecimal? {
        switch self {
        case .text(let text): FeedNumber.decimal(text, mark: mark)
        case .number(let text): FeedDecimal(text.utf8)
        case .flag: nil
        }
    }

    /// As a text, by which conditions and tables of words compare.
    var text: String {
        switch self {
        case .text(let text), .number(let text): text
        case .flag(let flag): flag ? "true" : "false"
        }
    }
}

/// What became of a value: it is absent, it was read, or something is there that is no such value.
/// Absent is a missing member, null, and a text without anything in it.
public enum FeedReading<Value> {
    case absent
    case read(Value)
    case unreadable

    /// The value, where there is one.
    public var value: Value? {
        guard case .read(let value) = self else { return nil }
        return value
    }

    func flatMap<Other>(_ transform: (Value) -> FeedReading<Other>) -> FeedReading<Other> {
        switch self {
        case .absent: .absent
        case .unreadable: .unreadable
        case .read(let value): transform(value)
        }
    }
}

extension FeedReading: Equatable where Value: Equatable {}
extension FeedReading: Sendable where Value: Sendable {}

/// A record, with what was taken out of it by name.
struct FeedScope {
    let record: FeedRecord
    /// By name, see ``FeedEach``.
    var bindings: [(name: String, value: JSONValue)] = []

    init(_ record: FeedRecord) { self.record = record }

    /// What lies at `path`.
    func find(_ path: FeedPath) -> FeedPath.Found {
        if !bindings.isEmpty, let steps = path.steps, case .member(let name)? = steps.first,
            let binding = bindings.last(where: { $0.name == name })
        {
            return FeedPath.find(steps.dropFirst(), in: binding.value)
        }
        switch record {
        case .row(let row):
            guard let position = row.header.position(path.text), position < row.fields.count
            else { return .missing }
            return .one(.string(row.fields[position]))
        case .tree(let value):
            guard let steps = path.steps else { return .missing }
            return FeedPath.find(steps[...], in: value)
        }
    }
}

/// What is known besides the record while one feed is read: which paths were found at all.
struct FeedContext {
    /// By the paths' numbers.
    private(set) var isFound: [Bool]
    let decimalMark: UInt8

    init(pathCount: Int, decimalMark: UInt8) {
        isFound = [Bool](repeating: false, count: pathCount)
        self.decimalMark = decimalMark
    }

    /// The single values at a path; of a list all of them. An object is unreadable.
    mutating func scalars(
        _ path: FeedPath, _ scope: FeedScope
    ) -> FeedReading<[FeedScalar]> {
        switch scope.find(path) {
        case .missing: return .absent
        case .one(let value):
            isFound[path.number] = true
            return Self.scalars(value)
        case .many(let values):
            isFound[path.number] = true
            return Self.scalars(.array(values))
        }
    }

    /// The value at a path, whatever it is; nil where there is none.
    mutating func value(_ path: FeedPath, _ scope: FeedScope) -> JSONValue? {
        switch scope.find(path) {
        case .missing: return nil
        case .one(let value):
            isFound[path.number] = true
            return value
        case .many(let values):
            isFound[path.number] = true
            return .array(values)
        }
    }

    private static func scalars(_ value: JSONValue) -> FeedReading<[FeedScalar]> {
        switch value {
        case .null: return .absent
        case .object: return .unreadable
        case .array(let elements):
            var scalars: [FeedScalar] = []
            for element in elements.prefix(FeedLimits.listMax) {
                switch element {
                case .object, .array: return .unreadable
                default: if let scalar = FeedScalar(element) { scalars.append(scalar) }
                }
            }
            return scalars.isEmpty ? .absent : .read(scalars)
        default: return FeedScalar(value).map { .read([$0]) } ?? .absent
        }
    }
}
