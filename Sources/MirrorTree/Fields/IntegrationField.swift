/// The fields of `tenants/{org}/integrations/pos` (Protocol/tree.md, Integration status).
public enum StatusField: String, TreeField {
    case provider, status, running
    case lastAttemptAt, lastSyncAt, updatedAt
    case lastError, kinds, incomplete, warnings, interrupted, parts
    case durationMs, matchRatio
    case productsCount, productsOnSale, posProductsCount, customersCount, ordersCount
    case timezone, timezoneSource
}

/// The fields of one provider in `tenants/{org}/integrations/accounts` (Protocol/tree.md,
/// Accounts).
public enum KnownAccountsField: String, TreeField {
    case locations, logins, others, primary
}

/// The fields of one kind in ``StatusField/kinds``.
public enum KindStatusField: String, TreeField {
    case error, incomplete, status
}

/// The fields of a listing that was not proved whole.
public enum IncompleteField: String, TreeField {
    case code, listing, locationId, reason
}

/// The fields of ``StatusField/interrupted``; besides them, documents stored by the kind of part.
public enum InterruptedField: String, TreeField {
    case at, began, count, kind
}

/// The fields of one part in ``StatusField/parts``.
public enum PartField: String, TreeField {
    case durationMs, error, status, written
}
