/// One checked condition on one field: a leaf of a prepared filter.
public struct FieldCondition: Equatable, Sendable {
    public enum Test: Equatable, Sendable {
        /// `==`, or any of IN's values; without null and NaN, which match nothing.
        case equalsAny([Value])
        /// NOT_EQUAL and NOT_IN: present, not null and equal to none of these.
        case equalsNone([Value])
        /// LESS_THAN and its siblings, within the operand's class of types.
        case range(FieldOperator, Value)
        /// ARRAY_CONTAINS(_ANY): an array with an element equal to one of these.
        case containsAny([Value])
        case isNull, isNaN, isNotNull, isNotNaN
        /// A condition that no value satisfies: ranges and negations of null.
        case never
    }

    public let path: FieldPath
    public let test: Test
    /// Whether the field is added to the query's order (range and negative operators).
    public let isInequality: Bool

    /// Whether a field's value satisfies the condition; a missing field (nil) never does.
    public func matches(_ value: Value?) -> Bool {
        guard let value else { return false }
        switch test {
        case .equalsAny(let operands):
            return operands.contains { ValueOrder.equal(value, $0) }
        case .equalsNone(let operands):
            return value != .null && !operands.contains { ValueOrder.equal(value, $0) }
        case .range(let op, let operand): return Self.inRange(value, op, operand)
        case .containsAny(let operands):
            guard case .array(let elements) = value else { return false }
            return elements.contains { element in
                operands.contains { ValueOrder.equal(element, $0) }
            }
        case .isNull: return value == .null
        case .isNotNull: return value != .null
        case .isNaN: return ValueOrder.typeClass(of: value) == .notANumber
        case .isNotNaN: return value != .null && ValueOrder.typeClass(of: value) != .notANumber
        case .never: return false
        }
    }

    private static func inRange(_ value: Value, _ op: FieldOperator, _ operand: Value) -> Bool {
        guard ValueOrder.typeClass(of: value) == ValueOrder.typeClass(of: operand) else {
            return false
        }
        let order = ValueOrder.compare(value, operand)
        switch op {
        case .lessThan: return order < 0
        case .lessThanOrEqual: return order <= 0
        case .greaterThan: return order > 0
        case .greaterThanOrEqual: return order >= 0
        default: return false
        }
    }
}
