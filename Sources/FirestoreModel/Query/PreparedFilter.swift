import StatusCodes

/// A filter that passed validation: a tree of conditions and its disjunctive normal form.
public struct PreparedFilter: Equatable, Sendable {
    public indirect enum Node: Equatable, Sendable {
        case all([Node])
        case any([Node])
        case condition(FieldCondition)
    }

    public let root: Node
    /// OR of ANDs. IN and ARRAY_CONTAINS_ANY stay one condition here, though each of their
    /// values counts as a disjunction towards the limit.
    public let disjunctions: [[FieldCondition]]
    /// Fields with range or negative operators, each once, in path order.
    public let inequalityPaths: [FieldPath]
    /// Conditions summed over the disjunctions with all lists expanded.
    let expandedConditionCount: Int

    /// Whether the document at `path` of `database` matches.
    public func matches(
        _ fields: Fields, at path: ResourcePath, in database: DatabaseName
    ) -> Bool {
        Self.matches(root, fields, path, database)
    }

    private static func matches(
        _ node: Node, _ fields: Fields, _ path: ResourcePath, _ database: DatabaseName
    ) -> Bool {
        switch node {
        case .all(let nodes):
            for node in nodes where !matches(node, fields, path, database) { return false }
            return true
        case .any(let nodes):
            for node in nodes where matches(node, fields, path, database) { return true }
            return false
        case .condition(let condition):
            guard condition.path.isDocumentName else {
                return condition.matches(fields.value(at: condition.path))
            }
            return condition.matches(.reference(path.resourceName(in: database)))
        }
    }
}

extension PreparedFilter {
    /// Validates a received filter, including the combination of its operators; throws
    /// INVALID_ARGUMENT.
    init(_ filter: QueryFilter, in database: DatabaseName) throws(Status) {
        var builder = FilterBuilder(database: database)
        let counted = try builder.build(filter, depth: 0)
        try builder.requireCombinable()
        root = counted.node
        inequalityPaths = builder.inequalityPaths
        expandedConditionCount = counted.conditions
        disjunctions = Self.expand(counted.node)
        for conditions in disjunctions {
            let arrays = conditions.filter {
                if case .containsAny = $0.test { true } else { false }
            }
            guard arrays.count <= 1 else {
                throw .invalid("two array-contains filters in one disjunction")
            }
        }
    }

    /// The normal form; bounded, since disjunctions and leaves have been counted.
    private static func expand(_ node: Node) -> [[FieldCondition]] {
        switch node {
        case .condition(let condition): [[condition]]
        case .any(let nodes): nodes.flatMap(expand)
        case .all(let nodes):
            nodes.reduce([[]]) { product, next in
                let branches = expand(next)
                return product.flatMap { left in branches.map { left + $0 } }
            }
        }
    }
}
