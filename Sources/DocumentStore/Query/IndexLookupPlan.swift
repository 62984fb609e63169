import FirestoreModel
import StatusCodes

/// Reads the documents whose ids the indexes yield, in name order, and sorts the rows where the
/// query has another order.
struct IndexLookupPlan {
    let query: PreparedQuery
    let collections: [IndexedCollection]
    /// One for each disjunction.
    let disjunctions: [NameSources]

    private var isOrdered: Bool { query.orders.first?.path.isDocumentName ?? true }
    private var order: NameOrder {
        NameOrder(descending: isOrdered && query.orders.first?.isDescending ?? false)
    }

    func execute(_ run: QueryRun, _ body: RowBody) throws(Status) {
        guard let streams = try streams(run.source, run.meter) else {
            return try CollectionScanPlan(query).execute(run, body)
        }
        var pathKeys: [PathKey] = []
        var goesOn = true
        while goesOn, let next = first(streams) {
            pathKeys.append(next.pathKey)
            try next.stream.next()
            if pathKeys.count >= run.readAhead {
                goesOn = try read(pathKeys, run, body)
                pathKeys.removeAll(keepingCapacity: true)
            }
        }
        if goesOn { goesOn = try read(pathKeys, run, body) }
        if goesOn { _ = try run.flush(body) }
        try run.finish(body)
    }

    private func read(
        _ pathKeys: [PathKey], _ run: QueryRun, _ body: RowBody
    ) throws(Status) -> Bool {
        try run.read(pathKeys) { _, key, view throws(Status) in
            if isOrdered { return try run.pass(key, view, body) }
            try run.collect(key, view)
            return true
        }
    }

    private typealias Part = (collection: IndexedCollection, stream: any NameStream)

    /// The ids in each collection; nil when there are too many to collect.
    private func streams(
        _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> [Part]? {
        var parts: [Part] = []
        for collection in collections {
            var streams: [any NameStream] = []
            for sources in disjunctions {
                guard let stream = try sources.stream(in: collection, order, source, meter)
                else { return nil }
                streams.append(stream)
            }
            parts.append(
                (collection, streams.count == 1 ? streams[0] : UnionStream(streams, order)))
        }
        return parts
    }

    /// The next document over all collections.
    private func first(_ parts: [Part]) -> (pathKey: PathKey, stream: any NameStream)? {
        var best: (pathKey: PathKey, stream: any NameStream)?
        for (collection, stream) in parts {
            guard let id = stream.current else { continue }
            let pathKey = collection.pathKey(ofId: id)
            if let known = best, !order.isBefore(pathKey.bytes, known.pathKey.bytes) { continue }
            best = (pathKey, stream)
        }
        return best
    }

    /// How many documents it may read, counted no further than `limit`.
    func estimate(
        upTo limit: Int, _ source: ReadSource, _ meter: QueryMeter
    ) throws(Status) -> Int {
        var count = 0
        for collection in collections {
            for sources in disjunctions where count < limit {
                count += try sources.estimate(
                    in: collection, upTo: limit - count, source, meter)
            }
        }
        return count
    }

    var summary: String {
        var parts = disjunctions.map { sources in
            sources.sources.map(Self.text).joined(separator: " and ")
        }
        if parts.count > 1 { parts = parts.map { "[\($0)]" } }
        var text = parts.joined(separator: " or ") + ", check documents"
        if collections.count > 1 { text = "in \(collections.count) collections: " + text }
        if !isOrdered { text += query.limit == nil ? ", sort" : ", sort for the top rows" }
        return text
    }

    var indexes: [IndexUse] {
        let names = disjunctions.flatMap(\.sources).compactMap(Self.properties)
        return names.reduce(into: []) { unique, properties in
            let use = IndexUse(scope: query.indexScope, properties: properties)
            if !unique.contains(use) { unique.append(use) }
        }
    }

    private static func text(_ source: NameSources.Source) -> String {
        switch source {
        case .points(_, _, let values):
            "index \(properties(source) ?? "") for \(values.count) "
                + (values.count == 1 ? "value" : "values")
        case .names(let names): names.count == 1 ? "1 name" : "\(names.count) names"
        case .range: "index \(properties(source) ?? "") for a range, gather"
        }
    }

    private static func properties(_ source: NameSources.Source) -> String? {
        switch source {
        case .points(.value, let path, _), .range(let path, _): "(\(path) ASC, __name__ ASC)"
        case .points(.element, let path, _): "(\(path) CONTAINS, __name__ ASC)"
        case .names: nil
        }
    }
}
