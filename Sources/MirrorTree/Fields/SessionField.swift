/// The fields of `sessions/{hash}` (Protocol/tree.md, Sessions and users).
public enum SessionField: String, TreeField {
    case createdAt, expiresAt, orgIds, role, userId
}

/// The fields of `users/{uid}` that the mirror reads.
public enum UserField: String, TreeField {
    case brandId, currentOrgId, dispensaryId, linkedDispensary, locationId, orgId, role
}

/// The field of ``UserField/linkedDispensary`` that the mirror reads.
public enum LinkedDispensaryField: String, TreeField {
    case id
}
