/// The fields of `tenants/{org}/integrations/pos_{kind}` (Protocol/tree.md, Positions).
public enum PositionField: String, TreeField {
    /// What is known of each location, by its document id.
    case locations
    /// In a location's fields: its account, where that is not the primary.
    case account
    /// In a location's fields: when its document was made. One that was deleted and made anew is
    /// another location.
    case created
    /// In `pos_products`, beside ``locations``: the location that was the tenant's only one before
    /// there were several.
    case earlier
}

/// The fields of a location in `pos_products`.
public enum ProofField: String, TreeField {
    case items, rows
    case doubted
}

/// The fields of a location in `pos_customers`.
public enum CustomerPositionField: String, TreeField {
    case nextPage
}

/// The fields of a location in `pos_orders`.
public enum OrderPositionField: String, TreeField {
    case backfillNext, backfillSince
    case lateDay, lateNext
    case since, stored, through
    case version, windowDays
}

/// The fields of a range in ``OrderPositionField/stored``.
public enum DayRangeField: String, TreeField {
    case from, through
}

/// The fields of a location in `pos_{kind}_shape`.
public enum ShapeField: String, TreeField {
    case doubted, fields, records, source
}

/// The fields of a field in ``ShapeField/fields``.
public enum ShapeUseField: String, TreeField {
    case count, examples
}
