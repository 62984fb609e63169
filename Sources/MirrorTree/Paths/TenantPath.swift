import FirestoreModel
import StatusCodes

/// The paths below a tenant (Protocol/tree.md). Public products have ``ProductPath``.
public enum TenantPath {
    /// A tenant's document, which need not exist.
    public static func tenant(_ org: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: [TreeCollection.tenants, org])
    }

    /// The tenant whose document or part of the tree this is; nil for any other path.
    public static func org(_ path: ResourcePath) -> String? {
        let ids = path.segments
        guard ids.count > 1, ids[0] == TreeCollection.tenants else { return nil }
        return ids[1]
    }

    // MARK: - Collections

    /// The collection of a tenant's discount rules.
    public static func discounts(org: String) -> ResourcePath {
        TreeCollection.discounts.path(org: org)
    }

    /// The collection of names, and of what the POS says of locations.
    public static func metadata(org: String) -> ResourcePath {
        TreeCollection.metadata.path(org: org)
    }

    /// The collection of orders.
    public static func orders(org: String) -> ResourcePath { TreeCollection.orders.path(org: org) }

    /// The collection of customers.
    public static func customers(org: String) -> ResourcePath {
        TreeCollection.customers.path(org: org)
    }

    /// The collection of what each customer spent.
    public static func spending(org: String) -> ResourcePath {
        TreeCollection.spending.path(org: org)
    }

    /// The journal of writes to the POS, by idempotency key.
    public static func posWrites(org: String) -> ResourcePath {
        TreeCollection.posWrites.path(org: org)
    }

    /// The collection of received webhook events.
    public static func posEvents(org: String) -> ResourcePath {
        TreeCollection.posEvents.path(org: org)
    }

    /// The collection of notifications, by the event that caused each.
    public static func notifications(org: String) -> ResourcePath {
        TreeCollection.notifications.path(org: org)
    }

    /// The audit trail. The name sorts after that of the rules: within a commit, computed writes
    /// run in key order, and an entry depends on the outcome of the rules' writes.
    public static func writeLog(org: String) -> ResourcePath {
        TreeCollection.writeLog.path(org: org)
    }

    // MARK: - Documents

    /// A document of names, or of what the POS says of locations.
    public static func metadata(org: String, _ document: MetadataDocument) -> ResourcePath {
        metadata(org: org).document(document.rawValue)
    }

    /// How a tenant's runs went, or how far a listing has been read.
    public static func integration(org: String, _ document: IntegrationDocument) -> ResourcePath {
        TreeCollection.integrations.path(org: org).document(document.rawValue)
    }

    /// The journal's entry of an idempotency key; throws for a key from outside that no document
    /// can have.
    public static func posWrite(org: String, key: String) throws(Status) -> ResourcePath {
        try posWrites(org: org).child(key)
    }

    // MARK: - Recognition

    /// The tenant and id of a discount rule; nil for any other path, such as a note below a rule.
    public static func discount(_ path: ResourcePath) -> (org: String, id: String)? {
        document(of: .discounts, path)
    }

    /// Whether a path is that of a discount rule or of something below one.
    public static func isAtOrBelowDiscount(_ path: ResourcePath) -> Bool {
        path.segments.count >= 4 && TreeCollection(containing: path) == .discounts
    }

    /// The tenant and id of an entry of the audit trail; nil for any other path.
    public static func writeLogEntry(_ path: ResourcePath) -> (org: String, id: String)? {
        document(of: .writeLog, path)
    }

    /// The tenant of a document of metadata; nil for any other path.
    public static func org(ofMetadata document: MetadataDocument, _ path: ResourcePath) -> String? {
        guard let found = self.document(of: .metadata, path), found.id == document.rawValue else {
            return nil
        }
        return found.org
    }

    /// The tenant of a document of runs; nil for any other path.
    public static func org(
        ofIntegration document: IntegrationDocument, _ path: ResourcePath
    ) -> String? {
        guard let found = self.document(of: .integrations, path), found.id == document.rawValue
        else { return nil }
        return found.org
    }

    private static func document(
        of collection: TreeCollection, _ path: ResourcePath
    ) -> (org: String, id: String)? {
        let ids = path.segments
        guard ids.count == 4, ids[0] == TreeCollection.tenants, ids[2] == collection.rawValue
        else { return nil }
        return (ids[1], ids[3])
    }
}
