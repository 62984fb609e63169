import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Ids of a collection's documents, ascending, in the form of index entries.
protocol NameStream: AnyObject {
    /// The current id; nil at the end.
    var current: [UInt8]? { get }
    func next() throws(Status)
    /// Advances to the first id at or after `id`; never moves back.
    func seek(_ id: [UInt8]) throws(Status)
}

/// Which of two ids comes first.
struct NameOrder {
    let descending: Bool

    func isBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let order = ByteOrder.compare(left, right)
        return descending ? order > 0 : order < 0
    }
}

/// Ids from `lower`, inclusive, to `upper`, exclusive and nil for the end.
struct IdRange {
    var lower: [UInt8] = []
    var upper: [UInt8]?
}

/// The documents with one value in a field, or with one element in an array.
final class PointStream: NameStream {
    private let iterator: RocksIterator
    private let head: [UInt8]
    private let order: NameOrder
    private let meter: QueryMeter
    private(set) var current: [UInt8]?

    /// `head` is the part of the entries' keys before the id.
    init(
        _ source: ReadSource, head: [UInt8], ids: IdRange, _ order: NameOrder, _ meter: QueryMeter
    ) throws(Status) {
        self.head = head
        self.order = order
        self.meter = meter
        var range = KeyRange(prefix: head)
        range.lower = head + ids.lower
        if let upper = ids.upper { range.upper = head + upper }
        let isEmpty = range.upper.map { ByteOrder.compare(range.lower, $0) >= 0 } ?? false
        iterator = try RocksIterator(
            source.database, .indexes, isEmpty ? KeyRange(upper: [0]) : range,
            snapshot: source.snapshot)
        if order.descending { iterator.seekToLast() } else { iterator.seekToFirst() }
        try settle()
    }

    func next() throws(Status) {
        if order.descending { iterator.previous() } else { iterator.next() }
        try settle()
    }

    func seek(_ id: [UInt8]) throws(Status) {
        guard let first = current, order.isBefore(first, id) else { return }
        // The next entry often matches, and a step is much cheaper than a seek.
        try next()
        guard let second = current, order.isBefore(second, id) else { return }
        if order.descending { iterator.seekBackward(head + id) } else { iterator.seek(head + id) }
        try settle()
        assert(current.map { !order.isBefore($0, id) } ?? true, "it stands there or behind")
    }

    private func settle() throws(Status) {
        guard iterator.isValid, iterator.key.count > head.count else {
            try iterator.checkStatus()
            current = nil
            return
        }
        try meter.touch()
        current = [UInt8](iterator.key[head.count...])
    }
}

/// Ids from a list.
final class ListStream: NameStream {
    private let ids: [[UInt8]]
    private let order: NameOrder
    private var index = 0

    init(_ ids: [[UInt8]], _ order: NameOrder) {
        self.ids = Set(ids).sorted { order.isBefore($0, $1) }
        self.order = order
        assert(self.ids.count <= ids.count, "every id comes once")
    }

    var current: [UInt8]? { index < ids.count ? ids[index] : nil }

    func next() { index += 1 }

    func seek(_ id: [UInt8]) {
        while let current, order.isBefore(current, id) { index += 1 }
    }
}

/// The union of its parts, without duplicates.
final class UnionStream: NameStream {
    private let parts: [any NameStream]
    private let order: NameOrder
    private(set) var current: [UInt8]?

    init(_ parts: [any NameStream], _ order: NameOrder) {
        self.parts = parts
        self.order = order
        settle()
        assert(current == nil || !parts.isEmpty, "an id is of a part")
    }

    func next() throws(Status) {
        guard let passed = current else { return }
        for part in parts where part.current == passed { try part.next() }
        settle()
        assert(current.map { order.isBefore(passed, $0) } ?? true, "every id comes once")
    }

    func seek(_ id: [UInt8]) throws(Status) {
        for part in parts { try part.seek(id) }
        settle()
    }

    private func settle() {
        current = nil
        for part in parts {
            guard let id = part.current else { continue }
            if let best = current, !order.isBefore(id, best) { continue }
            current = id
        }
    }
}

/// The intersection of its parts (leapfrog join): each part seeks to the greatest current id.
final class IntersectionStream: NameStream {
    private let parts: [any NameStream]
    private let order: NameOrder
    private(set) var current: [UInt8]?

    init(_ parts: [any NameStream], _ order: NameOrder) throws(Status) {
        self.parts = parts
        self.order = order
        try settle()
    }

    func next() throws(Status) {
        try parts.first?.next()
        try settle()
    }

    func seek(_ id: [UInt8]) throws(Status) {
        try parts.first?.seek(id)
        try settle()
    }

    private func settle() throws(Status) {
        current = nil
        guard var target = parts.first?.current else { return }
        var agreeing = 1
        var index = 0
        while agreeing < parts.count {
            index = (index + 1) % parts.count
            try parts[index].seek(target)
            guard let id = parts[index].current else { return }
            if id == target {
                agreeing += 1
            } else {
                target = id
                agreeing = 1
            }
        }
        current = target
    }
}
