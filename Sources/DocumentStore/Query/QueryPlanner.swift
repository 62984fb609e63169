import FirestoreModel
import Ordering
import StatusCodes

/// Chooses the plan of a query. All plans find the same rows; they differ in cost.
///
/// Candidate ids from indexes, or the entries of the first order's index: the cheaper plan is found
/// by counting at most a few hundred entries. Without a usable index the collections are scanned.
struct QueryPlanner {
    private let query: PreparedQuery
    private let source: ReadSource
    private let meter: QueryMeter
    private let options: QueryOptions

    init(
        _ query: PreparedQuery, _ source: ReadSource, _ options: QueryOptions, _ meter: QueryMeter
    ) {
        self.query = query
        self.source = source
        self.options = options
        self.meter = meter
    }

    func plan() throws(Status) -> QueryPlan {
        let scan = QueryPlan.scan(CollectionScanPlan(query))
        guard options.usesIndexes, needsIndex,
            let collections = try IndexedCollection.all(of: query, source, meter)
        else { return scan }
        guard !collections.isEmpty else { return .nothing }
        let fields = FieldIndexes(query, collections, options)
        let disjunctions = fields.disjunctions
        if query.filter != nil, disjunctions.isEmpty { return .nothing }
        return try choose(
            names: fields.names(disjunctions), entries: fields.entries(disjunctions)) ?? scan
    }

    /// Whether the query has a filter or an order other than by name.
    private var needsIndex: Bool {
        guard let order = query.orders.first, order.path.isDocumentName else { return true }
        return query.filter != nil
    }

    private func choose(
        names: IndexLookupPlan?, entries: IndexScanPlan?
    ) throws(Status) -> QueryPlan? {
        guard let names else { return entries.map { .entries($0) } }
        guard let entries else { return .names(names) }
        if entries.isWhole { return .entries(entries) }
        let enough = DocumentStoreLimits.entriesCountedMax
        // A limit of 0 asks only for the plan: choose it as if without limit.
        let wanted = query.limit.flatMap { $0 == 0 ? nil : $0 + query.offset }
        if try names.estimate(upTo: enough, source, meter) < enough { return .names(names) }
        if try entries.estimate(upTo: enough, source, meter) < enough {
            return .entries(entries)
        }
        guard let wanted else { return .names(names) }
        // Both are long. Estimate the entries up to the limit from the spacing of hits in the first
        // ones.
        guard let spacing = try entries.spacing(ofThoseIn: names, source, meter) else {
            return .names(names)
        }
        let needed = wanted.multipliedReportingOverflow(by: spacing)
        guard !needed.overflow else { return .names(names) }
        let count = needed.partialValue
        let isShorter = try names.estimate(upTo: count, source, meter) < count
        return isShorter ? .names(names) : .entries(entries)
    }
}

/// Which conditions of a query indexes can serve.
private struct FieldIndexes {
    private let query: PreparedQuery
    private let collections: [IndexedCollection]
    private let derived: [String]
    private let bounds: NameBounds

    init(
        _ query: PreparedQuery, _ collections: [IndexedCollection], _ options: QueryOptions
    ) {
        self.query = query
        self.collections = collections
        derived = RowMatcher.derived(query, options.overlay)
        bounds = NameBounds(query, KeySpace(database: query.database.database))
    }

    /// The disjunctions that some document can satisfy.
    var disjunctions: [[FieldCondition]] {
        (query.filter?.disjunctions ?? []).filter { conditions in
            !conditions.contains { condition in
                switch condition.test {
                case .never, .equalsAny([]), .containsAny([]): true
                default: false
                }
            }
        }
    }

    /// The plan by ids for every disjunction; nil when one of them has no index.
    func names(_ disjunctions: [[FieldCondition]]) -> IndexLookupPlan? {
        guard !disjunctions.isEmpty else { return nil }
        var all: [NameSources] = []
        for conditions in disjunctions {
            var sources = conditions.compactMap(point)
            if sources.isEmpty, let range = range(conditions) { sources = [range] }
            guard !sources.isEmpty else { return nil }
            all.append(NameSources(sources: sources, range: bounds.range(conditions)))
        }
        return IndexLookupPlan(query: query, collections: collections, disjunctions: all)
    }

    /// The plan by entries of the first order; nil when it has no index.
    func entries(_ disjunctions: [[FieldCondition]]) -> IndexScanPlan? {
        guard let path = query.orders.first?.path, !path.isDocumentName, isCovered(path) else {
            return nil
        }
        let conditions = disjunctions.map { $0.filter { $0.path == path } }
        let values = conditions.map(Self.intervals).reduce(ValueIntervals.none) { $0.union($1) }
        return IndexScanPlan(
            query: query, collections: collections, path: path,
            values: disjunctions.isEmpty ? .all : values,
            isWhole: zip(conditions, disjunctions).allSatisfy { $0.count == $1.count })
    }

    private func point(_ condition: FieldCondition) -> NameSources.Source? {
        guard !condition.path.isDocumentName else {
            guard case .equalsAny(let values) = condition.test else { return nil }
            return .names(values.compactMap(bounds.pathKey))
        }
        guard isCovered(condition.path) else { return nil }
        switch condition.test {
        case .equalsAny(let values): return .points(.value, condition.path, values)
        case .containsAny(let values): return .points(.element, condition.path, values)
        case .isNull: return .points(.value, condition.path, [.null])
        case .isNaN: return .points(.value, condition.path, [.double(.nan)])
        default: return nil
        }
    }

    /// The conditions on one field together, where all of them are ranges.
    private func range(_ conditions: [FieldCondition]) -> NameSources.Source? {
        let paths = conditions.map(\.path)
        guard let path = paths.first(where: { !$0.isDocumentName && isCovered($0) }) else {
            return nil
        }
        return .range(path, Self.intervals(conditions.filter { $0.path == path }))
    }

    /// The values of one field that pass all of the conditions on it.
    private static func intervals(_ conditions: [FieldCondition]) -> ValueIntervals {
        conditions.reduce(ValueIntervals.all) { $0.intersection(ValueIntervals($1.test)) }
    }

    private func isCovered(_ path: FieldPath) -> Bool {
        guard let name = path.segments.first,
            !derived.contains(where: { ByteOrder.equal($0, name) })
        else { return false }
        return collections.allSatisfy { $0.rule.covers(path) }
    }
}
