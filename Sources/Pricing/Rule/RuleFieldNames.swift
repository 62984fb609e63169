/// The names of a discount rule's fields, the same in documents and in the POS's answers: camel and
/// snake case, at the top of a rule and inside its `conditions`.
public enum RuleFieldNames {
    /// Fields that stand at the top alone: what a rule is called, and where it holds, which is in
    /// the mirror's own ids.
    private static let labels = ["posId", "name", "badgeText", "locationIds"]

    /// Fields that decide what a rule does, for what, when and for whom.
    private static let effects = [
        "discountType", "discountValue", "priority", "startDate", "endDate", "active", "storeWide",
        "categories", "brands", "products", "minQty", "minTotal", "customerTypes",
    ]

    /// Names that are neither the camel nor the snake case of their field.
    private static let others = ["all": "storeWide"]

    /// Fields by the names they can have at the top of a rule.
    public static let top = table(labels + effects)

    /// The same inside `conditions`.
    public static let conditions = table(effects)

    /// The names of a field, snake case first, as the POS mostly writes it.
    public static func spellings(of field: String) -> [String] {
        let snake = snake(field)
        let own = snake == field ? [field] : [snake, field]
        return own + others.filter { $0.value == field }.map(\.key).sorted()
    }

    private static func table(_ fields: [String]) -> [String: String] {
        var names: [String: String] = [:]
        for field in fields {
            for name in spellings(of: field) { names[name] = field }
        }
        return names
    }

    private static func snake(_ name: String) -> String {
        name.reduce(into: "") { snake, letter in
            if letter.isUppercase { snake.append("_") }
            snake += letter.lowercased()
        }
    }
}
