/// The fields of `tenants/{org}/customers/{id}` (Protocol/tree.md, Customers). Two more are named
/// after the provider: ``ProviderField``.
public enum CustomerField: String, TreeField {
    case account
    case city, creditBalance, dateOfBirth, displayName, email, externalId, firstName, id, lastName
    case loyaltyPoints, orgId, phone, phoneLast4, posContact, posLastOrderDate, posOrderCount
    case posTotalSpent, source, state, updatedAt

    /// Whether the value is a person's, and not that of the mirror's own records.
    var isPersonal: Bool {
        switch self {
        case .account, .externalId, .id, .orgId, .source, .updatedAt: false
        case .city, .creditBalance, .dateOfBirth, .displayName, .email, .firstName, .lastName,
            .loyaltyPoints, .phone, .phoneLast4, .posContact, .posLastOrderDate, .posOrderCount,
            .posTotalSpent, .state:
            true
        }
    }
}

/// The fields of `tenants/{org}/customer_spending/{key}` (Protocol/tree.md, Spending). One more is
/// named after the provider: ``ProviderField/customerID(_:)``.
public enum SpendingField: String, TreeField {
    case account
    case avgOrderValue, cancelledCount, cancelledTotal, email, firstOrderDate, isPartial
    case lastOrderDate, orderCount, ordersWithoutTotal, orgId, source, totalSpent, updatedAt

    /// Whether the value is a person's, and not that of the mirror's own records.
    var isPersonal: Bool {
        switch self {
        case .account, .orgId, .source, .updatedAt: false
        case .avgOrderValue, .cancelledCount, .cancelledTotal, .email, .firstOrderDate, .isPartial,
            .lastOrderDate, .orderCount, .ordersWithoutTotal, .totalSpent:
            true
        }
    }
}

/// Fields that are named after the provider whose POS wrote them.
public enum ProviderField {
    /// The POS's id of a customer, in customers and spending.
    public static func customerID(_ provider: String) -> String { "\(provider)CustomerId" }
    /// Since when the POS has had a customer.
    public static func customerSince(_ provider: String) -> String { "\(provider)CustomerSince" }
}
