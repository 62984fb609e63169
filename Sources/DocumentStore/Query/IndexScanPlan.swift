import FirestoreModel
import StatusCodes

/// Reads the entries of the first order's index, in that order, and checks their documents; rows of
/// equal value are sorted where the query has further orders.
struct IndexScanPlan {
    let query: PreparedQuery
    let collections: [IndexedCollection]
    let path: FieldPath
    let values: ValueIntervals
    /// Whether the intervals say all that the filter says.
    let isWhole: Bool

    private var descending: Bool { query.orders.first?.isDescending ?? false }

    func execute(_ run: QueryRun, _ body: RowBody) throws(Status) {
        let entries = try entries(run.source, run.meter)
        var batch: [(value: [UInt8], pathKey: PathKey)] = []
        // The value whose rows are being sorted.
        var open: [UInt8]?
        var goesOn = true
        while goesOn, let first = entries.first, let entry = first.current {
            batch.append(entry)
            try first.next()
            if batch.count >= run.readAhead {
                goesOn = try read(batch, &open, run, body)
                batch.removeAll(keepingCapacity: true)
            }
        }
        if goesOn { goesOn = try read(batch, &open, run, body) }
        if goesOn { _ = try run.flush(body) }
        try run.finish(body)
    }

    private func read(
        _ batch: [(value: [UInt8], pathKey: PathKey)], _ open: inout [UInt8]?, _ run: QueryRun,
        _ body: RowBody
    ) throws(Status) -> Bool {
        try run.read(batch.map(\.pathKey)) { index, key, view throws(Status) in
            let value = batch[index].value
            if let sorted = open, sorted != value {
                open = nil
                guard try run.flush(body) else { return false }
            }
            let isTruncated = value.count >= DocumentStoreLimits.indexedBytesMax
            guard isTruncated || !query.isInEntryOrder else {
                return try run.pass(key, view, entry: value, body)
            }
            open = value
            try run.collect(key, view, entry: value)
            return true
        }
    }

    private func entries(
        _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> MergedEntries {
        let cursors = EntryCursors(query, KeySpace(database: query.database.database))
        var streams: [EntryStream] = []
        for collection in collections {
            let bounded = values.intersection(cursors.intervals(in: collection))
            streams.append(
                try EntryStream(
                    collection, path, bounded, descending: descending, source, meter))
        }
        return MergedEntries(streams, descending: descending)
    }

    /// How many entries it may read, counted no further than `limit`.
    func estimate(
        upTo limit: Int, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> Int {
        let entries = try entries(source, meter)
        var count = 0
        while count < limit, let first = entries.first {
            count += 1
            try first.next()
        }
        return count
    }

    /// Average distance, in entries, between documents that `plan` also finds, sampled from the
    /// first entries; nil when there is none among them.
    func spacing(
        ofThoseIn plan: IndexLookupPlan, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> Int? {
        let entries = try entries(source, meter)
        var (count, hits) = (0, 0)
        while count < DocumentStoreLimits.entriesSampledMax,
            hits < DocumentStoreLimits.entriesSampledHits, let first = entries.first
        {
            count += 1
            for sources in plan.disjunctions
            where try sources.contains(first.id, in: first.collection, source, meter) {
                hits += 1
                break
            }
            try first.next()
        }
        return hits == 0 ? nil : (count + hits - 1) / hits
    }

    private var properties: String {
        let direction = descending ? "DESC" : "ASC"
        return "(\(path) \(direction), __name__ \(direction))"
    }

    var summary: String {
        var text = "index \(properties)"
        if values != .all { text += " for a range" }
        if collections.count > 1 { text = "in \(collections.count) collections: " + text }
        text += isWhole ? ", read documents" : ", check documents"
        if !query.isInEntryOrder { text += ", sort equal values" }
        return text
    }

    var indexes: [IndexUse] {
        [IndexUse(scope: query.indexScope, properties: properties)]
    }
}
