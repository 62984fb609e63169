import FirestoreModel
import Ordering
import RocksStore

/// Sets of encoded values as index entries hold them, for the conditions on one field. A set may
/// contain too much, never too little: rows are tested against the whole query.
struct ValueIntervals: Equatable {
    /// `lower` is inclusive, `upper` exclusive and nil for the end.
    struct Interval: Equatable {
        var lower: [UInt8]
        var upper: [UInt8]?
    }

    /// Ascending and disjoint.
    private(set) var intervals: [Interval]

    static let all = ValueIntervals(intervals: [Interval(lower: [], upper: nil)])
    static let none = ValueIntervals(intervals: [])

    var isEmpty: Bool { intervals.isEmpty }

    /// The values that pass `test`.
    init(_ test: FieldCondition.Test) {
        switch test {
        case .equalsAny(let values):
            self = values.map { ValueIntervals(equalTo: $0) }.reduce(.none) { $0.union($1) }
        case .range(let op, let value): self.init(op, value)
        case .containsAny: self.init(class: .array)
        case .isNull: self.init(class: .null)
        case .isNaN: self.init(class: .notANumber)
        case .equalsNone, .isNotNull, .isNotNaN:
            let null = IndexEncoding.bounds(of: .null)
            self.init(intervals: [Interval(lower: null.upper, upper: nil)])
        case .never: self = .none
        }
    }

    init(equalTo value: Value) {
        let bytes = Self.entryValue(value)
        self.init(
            intervals: [Interval(lower: bytes, upper: KeyRange.successor(ofPrefix: bytes))])
    }

    /// Values on one side of `value`; `including` tells whether it is included.
    init(above value: Value, including: Bool) {
        let bytes = Self.entryValue(value)
        let isInside = including || bytes.count >= DocumentStoreLimits.indexedBytesMax
        let lower = isInside ? bytes : KeyRange.successor(ofPrefix: bytes) ?? bytes
        self.init(intervals: [Interval(lower: lower, upper: nil)])
    }

    init(below value: Value, including: Bool) {
        let bytes = Self.entryValue(value)
        let isInside = including || bytes.count >= DocumentStoreLimits.indexedBytesMax
        let upper = isInside ? KeyRange.successor(ofPrefix: bytes) : bytes
        self.init(intervals: [Interval(lower: [], upper: upper)])
    }

    /// One interval of bytes; a bound may continue after a value with an id.
    init(lower: [UInt8], upper: [UInt8]?) {
        self.init(intervals: [Interval(lower: lower, upper: upper)])
    }

    private init(class typeClass: ValueOrder.TypeClass) {
        let bounds = IndexEncoding.bounds(of: typeClass)
        self.init(intervals: [Interval(lower: bounds.lower, upper: bounds.upper)])
    }

    private init(_ op: FieldOperator, _ value: Value) {
        let inClass = ValueIntervals(class: ValueOrder.typeClass(of: value))
        switch op {
        case .lessThan:
            self = inClass.intersection(ValueIntervals(below: value, including: false))
        case .lessThanOrEqual:
            self = inClass.intersection(ValueIntervals(below: value, including: true))
        case .greaterThan:
            self = inClass.intersection(ValueIntervals(above: value, including: false))
        case .greaterThanOrEqual:
            self = inClass.intersection(ValueIntervals(above: value, including: true))
        default: self = inClass
        }
    }

    private init(intervals: [Interval]) {
        self.intervals = intervals
        assert(isAscending, "intervals ascend and share no value")
    }

    private var isAscending: Bool {
        zip(intervals, intervals.dropFirst()).allSatisfy { left, right in
            left.upper.map { ByteOrder.compare($0, right.lower) <= 0 } ?? false
        }
    }

    /// The encoding of `value` in an entry, truncated.
    static func entryValue(_ value: Value) -> [UInt8] {
        Array(IndexEncoding.encode(value).prefix(DocumentStoreLimits.indexedBytesMax))
    }

    func union(_ other: ValueIntervals) -> ValueIntervals {
        let sorted = (intervals + other.intervals).sorted {
            ByteOrder.compare($0.lower, $1.lower) < 0
        }
        var merged: [Interval] = []
        for interval in sorted {
            guard let last = merged.last, Self.reaches(last, interval.lower) else {
                merged.append(interval)
                continue
            }
            merged[merged.count - 1].upper = Self.later(last.upper, interval.upper)
        }
        return ValueIntervals(intervals: merged)
    }

    func intersection(_ other: ValueIntervals) -> ValueIntervals {
        var common: [Interval] = []
        for left in intervals {
            for right in other.intervals {
                let lower =
                    ByteOrder.compare(left.lower, right.lower) < 0 ? right.lower : left.lower
                let upper = Self.earlier(left.upper, right.upper)
                if let upper, ByteOrder.compare(lower, upper) >= 0 { continue }
                common.append(Interval(lower: lower, upper: upper))
            }
        }
        // Both are disjoint and ascending, so the intersections are.
        return ValueIntervals(intervals: common)
    }

    private static func reaches(_ interval: Interval, _ lower: [UInt8]) -> Bool {
        interval.upper.map { ByteOrder.compare(lower, $0) <= 0 } ?? true
    }

    private static func later(_ left: [UInt8]?, _ right: [UInt8]?) -> [UInt8]? {
        guard let left, let right else { return nil }
        return ByteOrder.compare(left, right) < 0 ? right : left
    }

    private static func earlier(_ left: [UInt8]?, _ right: [UInt8]?) -> [UInt8]? {
        guard let left else { return right }
        guard let right else { return left }
        return ByteOrder.compare(left, right) < 0 ? left : right
    }
}
