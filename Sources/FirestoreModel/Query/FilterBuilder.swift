import StatusCodes

/// Visits a received filter once: builds the tree, counts its normal form, records its operators.
struct FilterBuilder {
    /// A part of the tree with the size of its normal form, lists expanded.
    struct Counted {
        let node: PreparedFilter.Node
        let disjunctions: Int
        let conditions: Int
    }

    private let database: DatabaseName
    private var kinds: [FilterPreparation.Kind] = []
    private var hasDisjunction = false
    private var inequalities: Set<FieldPath> = []

    init(database: DatabaseName) { self.database = database }

    /// Fields with range or negative operators, in path order.
    var inequalityPaths: [FieldPath] { inequalities.sorted() }

    mutating func build(_ filter: QueryFilter, depth: Int) throws(Status) -> Counted {
        guard depth < FirestoreLimits.filterDepthMax else {
            throw .invalid("filters are nested deeper than \(FirestoreLimits.filterDepthMax)")
        }
        switch filter {
        case .none: throw .invalid("filter has no type")
        case .composite(let op, let filters):
            guard op == 1 || op == 2 else {
                throw .invalid("composite filter operator is unspecified or unknown")
            }
            guard !filters.isEmpty else { throw .invalid("composite filter is empty") }
            hasDisjunction = hasDisjunction || op == 2
            return try combine(filters, any: op == 2, depth)
        case .field(let path, let op, let value):
            return try note(
                FilterPreparation.leaf(path: path, op: op, value: value, database: database))
        case .unary(let op, let path):
            return try note(FilterPreparation.leaf(unary: op, path: path))
        }
    }

    /// Throws when the filter combines operators that Firestore does not allow together.
    func requireCombinable() throws(Status) {
        let negatives = kinds.filter { $0 == .negative || $0 == .notIn }
        guard negatives.count <= 1 else {
            throw .invalid("more than one negative operator in a query")
        }
        let hasBranches =
            hasDisjunction || kinds.contains(.in) || kinds.contains(.arrayAny)
        guard !hasBranches || !kinds.contains(.notIn) else {
            throw .invalid("not-in cannot be combined with in, array-contains-any or OR")
        }
        guard inequalities.count <= FirestoreLimits.inequalityFieldsMax else {
            throw .invalid(
                "inequalities on more than \(FirestoreLimits.inequalityFieldsMax) fields")
        }
    }

    private mutating func combine(
        _ filters: [QueryFilter], any: Bool, _ depth: Int
    ) throws(Status) -> Counted {
        var nodes: [PreparedFilter.Node] = []
        var (disjunctions, conditions) = any ? (0, 0) : (1, 0)
        for filter in filters {
            let part = try build(filter, depth: depth + 1)
            nodes.append(part.node)
            if any {
                disjunctions += part.disjunctions
                conditions += part.conditions
            } else {
                conditions = conditions * part.disjunctions + part.conditions * disjunctions
                disjunctions *= part.disjunctions
            }
            try Self.requireCountable(disjunctions)
        }
        return Counted(
            node: any ? .any(nodes) : .all(nodes), disjunctions: disjunctions,
            conditions: conditions)
    }

    private mutating func note(
        _ leaf: FilterPreparation.Leaf
    ) throws(Status) -> Counted {
        kinds.append(leaf.kind)
        // Every leaf is at least once in the normal form.
        guard kinds.count <= FirestoreLimits.filtersAndOrdersMax else {
            throw .invalid("more than \(FirestoreLimits.filtersAndOrdersMax) filters and orders")
        }
        if leaf.condition.isInequality { inequalities.insert(leaf.condition.path) }
        try Self.requireCountable(leaf.disjunctionCount)
        return Counted(
            node: .condition(leaf.condition), disjunctions: leaf.disjunctionCount,
            conditions: leaf.disjunctionCount)
    }

    // Counts of parts only grow by sums and products, so the first excess decides.
    private static func requireCountable(_ disjunctions: Int) throws(Status) {
        guard disjunctions <= FirestoreLimits.disjunctionsMax else {
            throw .invalid(
                "filter has more than \(FirestoreLimits.disjunctionsMax) disjunctions")
        }
    }
}
