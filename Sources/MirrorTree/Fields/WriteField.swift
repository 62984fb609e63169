/// The fields of `tenants/{org}/posWrites/{idempotency key}` (Protocol/tree.md, Journal of writes).
public enum WriteField: String, TreeField {
    case auditId, creditCents, customerId, discountCents, discountId, error, finishedAt
    case loyaltyPoints, method, orderId, priceDifferences, requestHash, sentAt, state, steps
    case subtotalCents, taxCents, totalCents, warnings
}

/// The fields of an entry in ``WriteField/priceDifferences``.
public enum PriceDifferenceField: String, TreeField {
    case menuPriceCents, productId, unitPriceCents
}

/// The fields of an entry in ``WriteField/steps``.
public enum WriteStepField: String, TreeField {
    case areaId, batchId, call, cents, lineId, posCents, productId, state, thousandths
}

/// The fields of `tenants/{org}/writeLog/{id}` (Protocol/tree.md, Audit trail).
public enum AuditField: String, TreeField {
    case at, customerId, discountId, idempotencyKey, method, orderId, orgId, principal, result
    case role, ruleIds, rules, user
}
