import FirestoreModel
import Ordering
import ProtobufWire
import StatusCodes

/// The entries by which two states of a document differ; equal fields are not even encoded.
struct IndexDifference<Sink: IndexSink> {
    private(set) var sink: Sink
    private var walk: IndexKeyExtractor

    init(_ walk: IndexKeyExtractor, _ sink: Sink) {
        self.walk = walk
        self.sink = sink
    }

    mutating func update(
        _ old: UnsafeRawBufferPointer, _ new: UnsafeRawBufferPointer, _ state: UInt64,
        _ rule: IndexRule
    ) throws(Status) {
        var isOrdered = false
        do throws(WireError) {
            isOrdered = try compare(FieldsReader(old), FieldsReader(new), state, rule, level: 0)
        } catch {
            let isOldGood = FieldBytes.isWellFormed(old)
            throw Status(
                isOldGood ? .invalidArgument : .corruption, "indexes",
                "malformed fields: \(error)")
        }
        guard !isOrdered else { return }
        // Unsorted keys, which the mirror never writes: delete all old entries and put all new
        // ones. Entries already staged are staged again, and the last operation on a key counts.
        try walk.every(of: old, state, rule, .corruption) { sink.delete($0) }
        let entry = walk.entry
        try walk.every(of: new, state, rule, .invalidArgument) { sink.put($0, entry) }
    }

    /// Merges two maps by key. False when the keys of either are not sorted.
    private mutating func compare(
        _ old: FieldsReader, _ new: FieldsReader, _ state: UInt64, _ rule: IndexRule, level: Int
    ) throws(WireError) -> Bool {
        guard level <= FirestoreLimits.nestingLevelsMax else { throw .tooDeep }
        var (left, right) = (OrderedEntries(old), OrderedEntries(new))
        try left.advance()
        try right.advance()
        while left.entry != nil || right.entry != nil {
            guard left.isOrdered, right.isOrdered else { return false }
            let order = Self.order(left.entry, right.entry)
            let key = (order <= 0 ? left.entry : right.entry)?.key ?? Self.noKey
            let before = order <= 0 ? left.entry : nil
            let after = order >= 0 ? right.entry : nil
            if !Self.isEqual(before, after) {
                let inner = rule.rule(of: key)
                let state = IndexHash.name(key, after: state)
                guard
                    try change(
                        try before?.view(), try after?.view(), state, inner, level: level)
                else { return false }
            }
            if order <= 0 { try left.advance() }
            if order >= 0 { try right.advance() }
        }
        return left.isOrdered && right.isOrdered
    }

    /// One field whose bytes differ.
    private mutating func change(
        _ old: ValueView?, _ new: ValueView?, _ state: UInt64, _ rule: IndexRule, level: Int
    ) throws(WireError) -> Bool {
        if case .none = rule { return true }
        if let old, let new, old.kind == .map, new.kind == .map,
            let before = old.map, let after = new.map, try !old.isVector, try !new.isVector
        {
            if rule.indexesValue { try replaceOwn(old, new, state) }
            return try compare(before, after, state, rule, level: level + 1)
        }
        assert(old != nil || new != nil, "a field that differs is in one of them")
        var (gone, come): ([[UInt8]], [[UInt8]]) = ([], [])
        if let old { try walk.every(of: old, state, rule, level: level) { gone.append($0) } }
        if let new { try walk.every(of: new, state, rule, level: level) { come.append($0) } }
        replace(gone, come)
        return true
    }

    private mutating func replaceOwn(
        _ old: ValueView, _ new: ValueView, _ state: UInt64
    ) throws(WireError) {
        let gone = try walk.own(old, state)
        replace([gone], [try walk.own(new, state)])
    }

    private mutating func replace(_ gone: [[UInt8]], _ come: [[UInt8]]) {
        let entry = walk.entry
        if gone.count <= 1, come.count <= 1 {
            // Scalar replaced by scalar: different values may have equal entries, as 1 and 1.0 do.
            guard gone != come else { return }
            for key in gone { sink.delete(key) }
            for key in come { sink.put(key, entry) }
            return
        }
        let (before, after) = (Set(gone), Set(come))
        for key in before.subtracting(after) { sink.delete(key) }
        for key in after.subtracting(before) { sink.put(key, entry) }
    }

    private static var noKey: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: nil, count: 0)
    }

    private static func order(
        _ left: FieldsReader.Entry?, _ right: FieldsReader.Entry?
    ) -> Int {
        guard let left else { return 1 }
        guard let right else { return -1 }
        return ByteOrder.compare(left.key, right.key)
    }

    private static func isEqual(
        _ left: FieldsReader.Entry?, _ right: FieldsReader.Entry?
    ) -> Bool {
        guard let left, let right else { return false }
        return ByteOrder.compare(left.valueBytes, right.valueBytes) == 0
    }
}

/// Iterates a map's entries and checks that their keys ascend.
private struct OrderedEntries {
    private var reader: FieldsReader
    private(set) var entry: FieldsReader.Entry?
    private(set) var isOrdered = true

    init(_ reader: FieldsReader) { self.reader = reader }

    mutating func advance() throws(WireError) {
        let last = entry
        entry = try reader.next()
        guard let last, let entry else { return }
        if ByteOrder.compare(last.key, entry.key) >= 0 { isOrdered = false }
    }
}
