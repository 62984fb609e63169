import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// Candidates of one disjunction of a filter: the intersection of the ids that several indexes
/// yield. Contains every document that passes, and possibly others.
struct NameSources {
    /// One condition that an index serves.
    enum Source {
        /// Documents with one of these values in the field, or one of these elements.
        case points(IndexHash.Kind, FieldPath, [Value])
        /// Documents with these names.
        case names([[UInt8]])
        /// Documents with a value in these intervals; collected and sorted by id first.
        case range(FieldPath, ValueIntervals)
    }

    let sources: [Source]
    let range: PathKeyRange

    /// The ids in `collection`, in order; nil when there are too many to collect.
    func stream(
        in collection: IndexedCollection, _ order: NameOrder, _ source: ReadSource,
        _ meter: QueryMeter
    ) throws(Status) -> (any NameStream)? {
        guard let ids = ids(in: collection) else { return ListStream([], order) }
        var streams: [any NameStream] = []
        for part in sources {
            guard let stream = try stream(part, collection, ids, order, source, meter) else {
                return nil
            }
            streams.append(stream)
        }
        return streams.count == 1 ? streams[0] : try IntersectionStream(streams, order)
    }

    private func stream(
        _ part: Source, _ collection: IndexedCollection, _ ids: IdRange, _ order: NameOrder,
        _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> (any NameStream)? {
        switch part {
        case .points(let kind, let path, let values):
            var points: [any NameStream] = []
            for head in Self.heads(kind, path, values, collection) {
                points.append(try PointStream(source, head: head, ids: ids, order, meter))
            }
            return points.count == 1 ? points[0] : UnionStream(points, order)
        case .names(let pathKeys):
            return ListStream(pathKeys.compactMap { collection.id(ofPathKey: $0) }, order)
        case .range(let path, let values):
            let entries = try EntryStream(
                collection, path, values, descending: false, source, meter)
            var found: [[UInt8]] = []
            while entries.current != nil {
                try meter.gather(entries.id.count)
                found.append(entries.id)
                guard found.count <= DocumentStoreLimits.idsGatheredMax else { return nil }
                try entries.next()
            }
            return ListStream(found, order)
        }
    }

    /// The key prefix of the entries of each distinct value.
    private static func heads(
        _ kind: IndexHash.Kind, _ path: FieldPath, _ values: [Value],
        _ collection: IndexedCollection
    ) -> [[UInt8]] {
        let index = collection.index(kind, path)
        return Set(values.map { index + ValueIntervals.entryValue($0) })
            .sorted { ByteOrder.compare($0, $1) < 0 }
    }

    /// The part of `range` in the collection; nil when there is none.
    private func ids(in collection: IndexedCollection) -> IdRange? {
        guard !range.isEmpty, let lower = collection.firstId(from: range.lower) else { return nil }
        let upper = range.upper.flatMap { collection.firstId(from: $0) }
        return IdRange(lower: lower, upper: upper)
    }

    /// How many documents the smallest source has, counted no further than `limit`.
    func estimate(
        in collection: IndexedCollection, upTo limit: Int, _ source: ReadSource,
        _ meter: QueryMeter
    ) throws(Status) -> Int {
        guard let ids = ids(in: collection) else { return 0 }
        var least = limit
        for part in sources {
            var count = 0
            if case .range(let path, let values) = part {
                let entries = try EntryStream(
                    collection, path, values, descending: false, source, meter)
                while count < least, entries.current != nil {
                    count += 1
                    try entries.next()
                }
            } else {
                let stream = try stream(
                    part, collection, ids, NameOrder(descending: false), source, meter)
                while count < least, let stream, stream.current != nil {
                    count += 1
                    try stream.next()
                }
            }
            least = min(least, count)
        }
        return least
    }

    /// Whether every equality index has an entry for the document `id`.
    func contains(
        _ id: [UInt8], in collection: IndexedCollection, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> Bool {
        for part in sources {
            guard case .points(let kind, let path, let values) = part else { continue }
            var isFound = false
            for head in Self.heads(kind, path, values, collection) where !isFound {
                try meter.touch()
                isFound =
                    try source.database.get(
                        .indexes, head + id, snapshot: source.snapshot) != nil
            }
            guard isFound else { return false }
        }
        return true
    }
}
