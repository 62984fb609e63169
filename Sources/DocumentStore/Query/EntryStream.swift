import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// The entries of one field's index in a collection within given intervals, by value and then id,
/// in either direction.
final class EntryStream {
    let collection: IndexedCollection
    private let source: ReadSource
    private let index: [UInt8]
    /// Intervals not yet read, in reverse: the next is last.
    private var intervals: [ValueIntervals.Interval]
    private let descending: Bool
    private let meter: QueryMeter
    private var iterator: RocksIterator?
    /// The current entry; nil at the end.
    private(set) var current: (value: [UInt8], pathKey: PathKey)?
    private(set) var id: [UInt8] = []

    /// `ids` bounds the ids within the first and the last value, if the interval ends with one.
    init(
        _ collection: IndexedCollection, _ path: FieldPath, _ values: ValueIntervals,
        descending: Bool, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) {
        self.collection = collection
        self.source = source
        self.descending = descending
        self.meter = meter
        index = collection.index(.value, path)
        intervals = descending ? values.intervals : values.intervals.reversed()
        try openNext()
    }

    func next() throws(Status) {
        guard let iterator else { return }
        if descending { iterator.previous() } else { iterator.next() }
        try settle()
    }

    private func openNext() throws(Status) {
        guard let interval = intervals.popLast() else {
            iterator = nil
            current = nil
            return
        }
        var range = KeyRange(prefix: index)
        range.lower = index + interval.lower
        if let upper = interval.upper { range.upper = index + upper }
        assert(
            interval.upper.map { ByteOrder.compare(interval.lower, $0) < 0 } ?? true,
            "an interval has room for a value")
        let iterator = try RocksIterator(
            source.database, .indexes, range, snapshot: source.snapshot)
        if descending { iterator.seekToLast() } else { iterator.seekToFirst() }
        self.iterator = iterator
        try settle()
    }

    private func settle() throws(Status) {
        guard let iterator else { return }
        guard iterator.isValid else {
            try iterator.checkStatus()
            return try openNext()
        }
        try meter.touch()
        let entry = try IndexKey(iterator.key, iterator.value)
        assert(isAhead([UInt8](entry.value)), "entries come in the order of their values")
        id = [UInt8](entry.id)
        current = ([UInt8](entry.value), collection.pathKey(ofId: id))
    }

    /// Whether an entry of this value may follow the current one.
    private func isAhead(_ value: [UInt8]) -> Bool {
        guard let known = current?.value else { return true }
        let order = ByteOrder.compare(known, value)
        return descending ? order >= 0 : order <= 0
    }
}

/// Merges the entries of several collections by value, then document position.
final class MergedEntries {
    private let streams: [EntryStream]
    private let descending: Bool

    init(_ streams: [EntryStream], descending: Bool) {
        self.streams = streams
        self.descending = descending
    }

    /// The stream with the next entry; nil at the end. The caller advances it.
    var first: EntryStream? {
        guard streams.count > 1 else { return streams.first { $0.current != nil } }
        var best: EntryStream?
        for stream in streams where stream.current != nil {
            if let known = best, !isBefore(stream, known) { continue }
            best = stream
        }
        return best
    }

    private func isBefore(_ left: EntryStream, _ right: EntryStream) -> Bool {
        guard let first = left.current, let second = right.current else { return false }
        var order = ByteOrder.compare(first.value, second.value)
        if order == 0 { order = ByteOrder.compare(first.pathKey.bytes, second.pathKey.bytes) }
        return descending ? order > 0 : order < 0
    }
}
