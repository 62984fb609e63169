import JSON

/// State collected while a feed is read: which parts of the mapping occur in it, and how often.
struct FeedContext {
    /// The occurrence of a path of the mapping.
    enum PathUse: Equatable {
        /// No record needed it.
        case unused
        /// Needed, and found in no record.
        case missing
        case found
    }

    /// By path number.
    private(set) var sights: [PathUse]
    /// How often something stood at a path, by path number.
    private(set) var deliveries: [Int]
    /// All of ``deliveries``.
    private(set) var delivered = 0
    /// How often a slot of the mapping was read.
    private(set) var reads: [Int]
    /// The slots that the current record was the first, or among the first, to have.
    private var fresh: [Int] = []
    /// Ids of the first records that have a slot.
    private(set) var examples: [[String]]
    let decimalMark: UInt8

    init(_ mapping: FeedMapping) {
        sights = [PathUse](repeating: .unused, count: mapping.paths.count)
        deliveries = [Int](repeating: 0, count: mapping.paths.count)
        reads = [Int](repeating: 0, count: mapping.slots.count)
        examples = [[String]](repeating: [], count: mapping.slots.count)
        decimalMark = mapping.decimalMark
    }

    /// Holds nothing, in place of one that is in use elsewhere.
    static let none = FeedContext()

    private init() {
        (sights, deliveries, reads, examples) = ([], [], [], [])
        decimalMark = UInt8(ascii: ".")
    }

    private mutating func note(_ path: FeedPath, _ isFound: Bool) {
        if isFound {
            sights[path.number] = .found
        } else if sights[path.number] == .unused {
            sights[path.number] = .missing
        }
    }

    private mutating func deliver(_ path: FeedPath) {
        deliveries[path.number] += 1
        delivered += 1
    }

    /// Counts a slot that is there in the current record.
    mutating func noteRead(_ slot: Int) {
        reads[slot] += 1
        if examples[slot].count < FeedLimits.useExamplesMax { fresh.append(slot) }
    }

    /// Ends the current record; `id` is nil where it has none.
    mutating func endRecord(id: String?) {
        guard !fresh.isEmpty else { return }
        if let id {
            for slot in fresh where examples[slot].last != id { examples[slot].append(id) }
        }
        fresh.removeAll(keepingCapacity: true)
    }

    /// The single values at a path: all elements of a list. An object is unreadable, and so is what
    /// stands below a value that has no members.
    mutating func scalars(
        _ path: FeedPath, _ scope: FeedScope
    ) -> FeedReading<[FeedScalar]> {
        let reading = value(path, scope).flatMap { Self.scalars($0) }
        if case .absent = reading { return reading }
        deliver(path)
        return reading
    }

    /// The value of any kind at a path.
    mutating func value(_ path: FeedPath, _ scope: FeedScope) -> FeedReading<JSONValue> {
        let found = scope.find(path)
        if case .missing = found {
            note(path, false)
            return .absent
        }
        note(path, true)
        switch found {
        case .missing: return .absent
        case .mistyped: return .unreadable
        case .one(let value): return .read(value)
        case .many(let values): return .read(.array(values))
        }
    }

    /// The list or object by which a record is expanded; absent where it is null or empty.
    mutating func container(_ path: FeedPath, _ scope: FeedScope) -> FeedReading<JSONValue> {
        let reading = value(path, scope)
        switch reading {
        case .absent, .read(.null): return .absent
        case .read(.array(let elements)) where elements.isEmpty: return reading
        case .read(.object(let members)) where members.isEmpty: return reading
        case .read, .unreadable: break
        }
        deliver(path)
        return reading
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
