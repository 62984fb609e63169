/// The fields of `tenants/{org}/orders/{id}` (Protocol/tree.md, Orders).
public enum OrderField: String, TreeField {
    case account
    case brandId, createdAt, customer, externalId, firstSeenAt, id, items, mapping, mode
    case orderNumber, orgId, phoneLast4, posStatus, retailerId, source, status, statusFromPos
    case totals, updatedAt, userId

    /// Whether the value says who bought.
    var isPersonal: Bool {
        switch self {
        case .customer, .phoneLast4, .userId: true
        case .account, .brandId, .createdAt, .externalId, .firstSeenAt, .id, .items, .mapping,
            .mode,
            .orderNumber, .orgId, .posStatus, .retailerId, .source, .status, .statusFromPos,
            .totals, .updatedAt:
            false
        }
    }
}

/// The fields of ``OrderField/customer``.
public enum OrderBuyerField: String, TreeField {
    case email, name, phone
}

/// The fields of a line in ``OrderField/items``.
public enum OrderLineField: String, TreeField {
    case category, name, price, productId, qty
}

/// The fields of ``OrderField/totals``.
public enum OrderTotalsField: String, TreeField {
    case discount, subtotal, tax, total
}
