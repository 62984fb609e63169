/// Why a rule can never be applied.
public enum RuleRejection: String, Sendable, CaseIterable, Error {
    case kindUnknown = "kind_unknown"
    case valueMissing = "value_missing"
    case valueUnreadable = "value_unreadable"
    case valueOutOfRange = "value_out_of_range"
    case startUnreadable = "start_unreadable"
    case endUnreadable = "end_unreadable"
    case minQtyUnreadable = "min_qty_unreadable"
    case minTotalUnreadable = "min_total_unreadable"
    case minQtyNegative = "min_qty_negative"
    case minTotalNegative = "min_total_negative"
    case priorityUnreadable = "priority_unreadable"
    case customerTypesUnreadable = "customer_types_unreadable"
    case fieldUnreadable = "field_unreadable"
    case fieldContradicted = "field_contradicted"
    case ruleContradicted = "rule_contradicted"
    case listsTooLong = "lists_too_long"

    /// What is wrong, without quoting the rule.
    public var text: String {
        switch self {
        case .kindUnknown: "type is not percent, amount, fixed_price or bogo"
        case .valueMissing: "value is missing"
        case .valueUnreadable: "value is not a number"
        case .valueOutOfRange:
            "value is out of range (percent above 0 and at most 100, amount above 0,"
                + " fixed price 0 or more, bogo 0 to 100, money at most 1000000)"
        case .startUnreadable: "start date is not a date"
        case .endUnreadable: "end date is not a date"
        case .minQtyUnreadable: "min_qty is not a number"
        case .minTotalUnreadable: "min_total is not a number"
        case .minQtyNegative: "min_qty is below 0"
        case .minTotalNegative: "min_total is below 0"
        case .priorityUnreadable: "priority is not a number"
        case .customerTypesUnreadable: "customer_types has nothing that can be read"
        case .fieldUnreadable: "of a form that no rule has there, or said twice and not the same"
        case .fieldContradicted: "said twice and not the same"
        case .ruleContradicted: "the POS lists several rules under this id, and not the same"
        case .listsTooLong: "its lists have more entries than a rule can have"
        }
    }

    /// The field of the rule's document that is at fault, in camel case; nil where the rule itself
    /// says which one is.
    public var field: String? {
        switch self {
        case .kindUnknown: "discountType"
        case .valueMissing, .valueUnreadable, .valueOutOfRange: "discountValue"
        case .startUnreadable: "startDate"
        case .endUnreadable: "endDate"
        case .minQtyUnreadable, .minQtyNegative: "minQty"
        case .minTotalUnreadable, .minTotalNegative: "minTotal"
        case .priorityUnreadable: "priority"
        case .customerTypesUnreadable: "customerTypes"
        case .fieldUnreadable, .fieldContradicted, .ruleContradicted, .listsTooLong: nil
        }
    }
}

/// A rule that is counted, logged and explained, and never applied.
public struct RejectedRule: Sendable, Equatable {
    public let identity: RuleIdentity
    public let scope: RuleScope
    public let reason: RuleRejection
    /// The field at fault.
    public let field: String?

    /// The reason in words, for logs and explanations; quotes nothing from the rule but the name
    /// of a field.
    public var text: String {
        guard let field, [.fieldUnreadable, .fieldContradicted].contains(reason) else {
            return reason.text
        }
        return "\(field) is \(reason.text)"
    }
}
