/// The fields of `tenants/{org}/posEvents/{id}` (Protocol/tree.md, Events).
public enum EventField: String, TreeField {
    case action, event, eventAt, payload, quantity, receivedAt, subjectId
}

/// The fields of `tenants/{org}/notifications/{event id}`.
public enum NotificationField: String, TreeField {
    case createdAt, productId, quantity, read, threshold, type
}
