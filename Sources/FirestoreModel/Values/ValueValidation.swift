import StatusCodes

/// Validation of stored values and of operands; throws INVALID_ARGUMENT.
public enum ValueValidation {
    /// Checks the fields of a write: names, nesting, shapes, ranges and sizes of values.
    public static func requireStorable(_ fields: Fields) throws(Status) {
        try requireStorable(fields, level: 0)
    }

    /// Checks one value of a write that is nested in `level` maps and arrays.
    public static func requireStorable(
        _ value: Value, level: Int = 0
    ) throws(Status) {
        switch value {
        case .map(let fields):
            guard level < FirestoreLimits.nestingLevelsMax else { throw tooDeep }
            if fields[Value.vectorTypeKey] != nil {
                try requireVector(value)
            } else {
                try requireStorable(fields, level: level + 1)
            }
        case .array(let values):
            guard level < FirestoreLimits.nestingLevelsMax else { throw tooDeep }
            for element in values {
                if case .array = element { throw .invalid("array directly inside an array") }
                guard !element.claimsToBeVector else {
                    throw .invalid("Cannot convert a vector value in an array value.")
                }
                try requireStorable(element, level: level + 1)
            }
        default: try requireWellFormed(value)
        }
    }

    /// Checks a value of a filter or cursor: any nesting that the wire format allows, no
    /// unsupported kinds.
    public static func requireComparable(_ value: Value) throws(Status) {
        switch value {
        case .map(let fields):
            for field in fields { try requireComparable(field.value) }
        case .array(let values):
            for element in values { try requireComparable(element) }
        default: try requireWellFormed(value)
        }
    }

    /// Throws when fields that were merged or transformed are nested too deep.
    public static func requireNesting(_ fields: Fields) throws(Status) {
        for field in fields where depth(field.value) > FirestoreLimits.nestingLevelsMax {
            throw tooDeep
        }
    }

    private static let tooDeep = Status.invalid(
        "value is nested deeper than \(FirestoreLimits.nestingLevelsMax) levels")

    private static func requireStorable(
        _ fields: Fields, level: Int
    ) throws(Status) {
        for (key, value) in fields {
            try FieldPath.requireStorable(key)
            try requireStorable(value, level: level)
        }
    }

    private static func requireWellFormed(_ value: Value) throws(Status) {
        switch value {
        case .string(let text): try requireSize(text.utf8.count)
        case .bytes(let bytes): try requireSize(bytes.count)
        case .timestamp(let instant):
            guard instant.isValid else { throw .invalid("timestamp is out of range") }
        case .geoPoint(let latitude, let longitude):
            guard abs(latitude) <= 90, abs(longitude) <= 180 else {
                throw .invalid("geo point is out of range")
            }
        case .reference(let name):
            do throws(Status) {
                try ResourcePath.parse(resourceName: name).path.requireDocument()
            } catch {
                throw .invalid("reference value: \(error.message)")
            }
        case .unsupported(let kind):
            throw .invalid(
                kind == 0 ? "value has no kind" : "value kind \(kind) is for pipelines only")
        default: break
        }
    }

    private static func requireSize(_ count: Int) throws(Status) {
        guard count <= FirestoreLimits.fieldValueBytesMax else {
            throw .invalid(
                "value has \(count) bytes, more than \(FirestoreLimits.fieldValueBytesMax)")
        }
    }

    private static func requireVector(_ value: Value) throws(Status) {
        guard let elements = value.vectorElements else {
            throw .invalid("map with \(Value.vectorTypeKey) is not a vector of doubles")
        }
        guard (1...FirestoreLimits.vectorDimensionsMax).contains(elements.count) else {
            throw .invalid(
                "vector needs 1 to \(FirestoreLimits.vectorDimensionsMax) dimensions")
        }
        guard !elements.contains(where: \.isNaN) else { throw .invalid("vector contains NaN") }
    }

    private static func depth(_ value: Value) -> Int {
        switch value {
        case .map(let fields):
            value.claimsToBeVector ? 1 : 1 + (fields.map { depth($0.value) }.max() ?? 0)
        case .array(let values): 1 + (values.map(depth).max() ?? 0)
        default: 0
        }
    }
}

extension Fields {
    /// The fields with every timestamp floored to microseconds, as they are stored.
    public var flooringTimestamps: Fields {
        contains { $0.value.hasFineTimestamp }
            ? Fields(map { ($0.key, $0.value.flooringTimestamps) }) : self
    }
}

extension Value {
    /// The value with every timestamp floored to microseconds.
    var flooringTimestamps: Value {
        switch self {
        case .timestamp(let instant): .timestamp(instant.flooredToMicroseconds)
        case .array(let values): .array(values.map(\.flooringTimestamps))
        case .map(let fields): .map(fields.flooringTimestamps)
        default: self
        }
    }

    fileprivate var hasFineTimestamp: Bool {
        switch self {
        case .timestamp(let instant): instant.nanos % 1_000 != 0
        case .array(let values): values.contains { $0.hasFineTimestamp }
        case .map(let fields): fields.contains { $0.value.hasFineTimestamp }
        default: false
        }
    }
}
