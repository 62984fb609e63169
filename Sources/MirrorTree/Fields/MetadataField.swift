/// The fields of `tenants/{org}/metadata/brands`, `categories` and `vendors` (Protocol/tree.md,
/// Metadata).
public enum NameListField: String, TreeField {
    case count, items, source, updatedAt
}

/// The fields of an entry in ``NameListField/items``.
public enum NameField: String, TreeField {
    case id, name, productCount
}

/// The fields of `tenants/{org}/metadata/location`.
public enum POSLocationField: String, TreeField {
    case address, id, licenseNumber, name, source, timezone, timezones, updatedAt
}
