import Ordering
import StatusCodes

/// A field transform that passed validation.
public struct PreparedTransform: Equatable, Sendable {
    public let path: FieldPath
    public let kind: FieldTransform.Kind

    /// Checks path and operand; INVALID_ARGUMENT otherwise.
    public init(_ transform: FieldTransform) throws(Status) {
        path = try FieldPath(transform.fieldPath)
        try path.requireStorable()
        kind = transform.kind
        switch kind {
        case .none: throw .invalid("field transform has no type")
        case .setToServerValue(let number):
            guard number == FieldTransform.requestTime else {
                throw .invalid("field transform has an unknown server value")
            }
        case .increment(let operand), .maximum(let operand), .minimum(let operand):
            guard operand.numberValue != nil else {
                throw .invalid("operand of a numeric transform is not a number")
            }
        case .appendMissingElements(let values):
            try ValueValidation.requireStorable(.array(values))
        case .removeAllFromArray(let values):
            for value in values { try Self.requireRemovable(value) }
        }
    }

    /// Operands of a removal are not stored, so they need only be comparable.
    private static func requireRemovable(_ value: Value) throws(Status) {
        try ValueValidation.requireComparable(value)
        try requireNames(value)
    }

    private static func requireNames(_ value: Value) throws(Status) {
        switch value {
        case .array(let values):
            for element in values { try requireNames(element) }
        case .map(let fields):
            for (key, inner) in fields {
                if !ByteOrder.equal(key, Value.vectorTypeKey) {
                    try FieldPath.requireStorable(key)
                }
                try requireNames(inner)
            }
        default: break
        }
    }

    /// Changes the field and returns its entry of `transform_results`.
    ///
    /// REQUIRES: `requestTime` is in whole milliseconds.
    public func apply(to fields: inout Fields, requestTime: Timestamp) -> Value {
        let present = fields.value(at: path)
        switch kind {
        case .none: return .null
        case .setToServerValue: return set(.timestamp(requestTime), in: &fields)
        case .increment(let operand):
            return set(Numeric.sum(present, operand), in: &fields)
        case .maximum(let operand):
            return set(Numeric.extreme(present, operand, sign: 1), in: &fields)
        case .minimum(let operand):
            return set(Numeric.extreme(present, operand, sign: -1), in: &fields)
        case .appendMissingElements(let values):
            fields.set(.array(Self.appending(values, to: present?.arrayValue ?? [])), at: path)
            return .null
        case .removeAllFromArray(let values):
            let dropped = Set(values.map(IndexEncoding.fullKey))
            let kept = (present?.arrayValue ?? []).filter {
                !dropped.contains(IndexEncoding.fullKey($0))
            }
            fields.set(.array(kept), at: path)
            return .null
        }
    }

    private func set(_ value: Value, in fields: inout Fields) -> Value {
        fields.set(value, at: path)
        return value
    }

    private static func appending(_ values: [Value], to present: [Value]) -> [Value] {
        var elements = present
        // A set of encodings, because comparing all pairs of two long arrays would take minutes.
        var keys = Set(present.map(IndexEncoding.fullKey))
        for value in values {
            let floored = value.flooringTimestamps
            if keys.insert(IndexEncoding.fullKey(floored)).inserted { elements.append(floored) }
        }
        return elements
    }
}

/// Arithmetic of numeric transforms.
private enum Numeric {
    /// Integers saturate; a double operand makes the result a double; a value that is no number
    /// counts as missing.
    static func sum(_ present: Value?, _ operand: Value) -> Value {
        switch (present, operand) {
        case (.integer(let first), .integer(let second)):
            let (sum, overflow) = first.addingReportingOverflow(second)
            return .integer(overflow ? (second < 0 ? .min : .max) : sum)
        default:
            guard let first = present?.numberValue, let second = operand.numberValue else {
                return operand
            }
            return .double(first + second)
        }
    }

    /// The greater (`sign` 1) or lesser (-1) of two numbers; of equal ones the stored one.
    static func extreme(_ present: Value?, _ operand: Value, sign: Int) -> Value {
        guard let present, let number = present.numberValue else { return operand }
        if number.isNaN { return present }
        if operand.numberValue?.isNaN ?? false { return operand }
        return ValueOrder.compare(operand, present) * sign > 0 ? operand : present
    }
}
