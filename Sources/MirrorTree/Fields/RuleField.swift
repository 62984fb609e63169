/// The fields of `tenants/{org}/discounts/{id}` that a sync writes besides the rule itself
/// (Protocol/tree.md, Discounts). What a rule consists of is Pricing's RuleFieldNames.
public enum RuleField: String, TreeField {
    /// The account of the POS, where that is not the primary.
    case account
    case description
    /// Document ids of the locations.
    case locationIds
    case posId
    /// Why the rule can never be applied, where its fields alone do not show it, and the field at
    /// fault as the POS names it.
    case posRejection, posRejectedField
    case source
}
