import StatusCodes

/// Turns received filters into conditions; every fault is INVALID_ARGUMENT.
enum FilterPreparation {
    /// One validated leaf of a filter.
    struct Leaf {
        let condition: FieldCondition
        let kind: Kind
        /// Disjunctions that it expands to.
        let disjunctionCount: Int
    }

    /// The operator, as the rules of combination see it.
    enum Kind { case equality, `in`, range, array, arrayAny, notIn, negative, unary }

    static func leaf(
        path text: String, op: Int32, value: Value, database: DatabaseName
    ) throws(Status) -> Leaf {
        let path = try queryPath(text)
        guard let op = FieldOperator(rawValue: op) else {
            throw .invalid("filter operator is unspecified or unknown")
        }
        try ValueValidation.requireComparable(value)
        if path.isDocumentName { try requireName(op, value, database) }
        switch op {
        case .equal: return equality(path, [value], .equality, 1)
        case .notEqual: return negative(path, [value], .negative)
        case .lessThan, .lessThanOrEqual, .greaterThan, .greaterThanOrEqual:
            let test = isNullOrNaN(value) ? .never : FieldCondition.Test.range(op, value)
            return inequality(path, test, .range)
        case .in:
            let values = try list(value)
            return equality(path, values, .in, values.count)
        case .notIn:
            let values = try list(value)
            guard values.count <= FirestoreLimits.notInValuesMax else {
                throw .invalid("not-in has more than \(FirestoreLimits.notInValuesMax) values")
            }
            return negative(path, values, .notIn)
        case .arrayContains: return array(path, [value], .array)
        case .arrayContainsAny: return array(path, try list(value), .arrayAny)
        }
    }

    static func leaf(unary op: Int32, path text: String) throws(Status) -> Leaf {
        let path = try queryPath(text)
        guard !path.isDocumentName else {
            throw .invalid("unary filters do not apply to __name__")
        }
        guard let op = UnaryOperator(rawValue: op) else {
            throw .invalid("filter operator is unspecified or unknown")
        }
        let test: FieldCondition.Test =
            switch op {
            case .isNaN: .isNaN
            case .isNull: .isNull
            case .isNotNaN: .isNotNaN
            case .isNotNull: .isNotNull
            }
        let negates = op == .isNotNaN || op == .isNotNull
        return Leaf(
            condition: FieldCondition(path: path, test: test, isInequality: negates),
            kind: negates ? .negative : .unary, disjunctionCount: 1)
    }

    /// A path allowed in queries: storable, or `__name__` alone.
    static func queryPath(_ text: String) throws(Status) -> FieldPath {
        let path = try FieldPath(text)
        if !path.isDocumentName { try path.requireStorable() }
        return path
    }

    /// The document a `__name__` operand or cursor value refers to.
    static func documentName(
        _ value: Value, _ database: DatabaseName
    ) throws(Status) -> ResourcePath {
        guard case .reference(let name) = value else {
            throw .invalid("__name__ is compared with something that is not a reference")
        }
        let path = try ResourcePath(resourceName: name, in: database)
        try path.requireDocument()
        return path
    }

    private static func requireName(
        _ op: FieldOperator, _ value: Value, _ database: DatabaseName
    ) throws(Status) {
        switch op {
        case .arrayContains, .arrayContainsAny:
            throw .invalid("array filters do not apply to __name__")
        case .in, .notIn:
            for element in try list(value) { _ = try documentName(element, database) }
        default: _ = try documentName(value, database)
        }
    }

    private static func list(_ value: Value) throws(Status) -> [Value] {
        guard case .array(let values) = value, !values.isEmpty else {
            throw .invalid("filter needs a list of at least one value")
        }
        return values
    }

    private static func equality(
        _ path: FieldPath, _ values: [Value], _ kind: Kind, _ count: Int
    ) -> Leaf {
        let operands = values.filter { !isNullOrNaN($0) }
        return Leaf(
            condition: FieldCondition(
                path: path, test: .equalsAny(operands), isInequality: false),
            kind: kind, disjunctionCount: count)
    }

    private static func negative(_ path: FieldPath, _ values: [Value], _ kind: Kind) -> Leaf {
        // NOT_EQUAL null and NOT_IN with null match nothing; NaN excludes nothing.
        let test: FieldCondition.Test =
            values.contains(.null) ? .never : .equalsNone(values.filter { !isNullOrNaN($0) })
        return inequality(path, test, kind)
    }

    /// A condition that matches nothing adds no order: otherwise rows of other operands of an OR
    /// that lack the field would be lost.
    private static func inequality(
        _ path: FieldPath, _ test: FieldCondition.Test, _ kind: Kind
    ) -> Leaf {
        Leaf(
            condition: FieldCondition(path: path, test: test, isInequality: test != .never),
            kind: kind, disjunctionCount: 1)
    }

    private static func array(_ path: FieldPath, _ values: [Value], _ kind: Kind) -> Leaf {
        let operands = values.filter { !isNullOrNaN($0) }
        return Leaf(
            condition: FieldCondition(
                path: path, test: .containsAny(operands), isInequality: false),
            kind: kind, disjunctionCount: values.count)
    }

    private static func isNullOrNaN(_ value: Value) -> Bool {
        switch ValueOrder.typeClass(of: value) {
        case .null, .notANumber: true
        default: false
        }
    }
}
