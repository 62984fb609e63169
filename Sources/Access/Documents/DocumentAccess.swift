import Catalog
import FirestoreModel
import TTRPC

/// The documents that a role may read, and the fields hidden from it (Protocol/README.md, Access).
package enum DocumentAccess {
    /// Names of posConfig fields that only admins see.
    static let secretKeys: Set<String> = [
        "username", "password", "pin", "apiKey", "partnerId", "webhookSecret", "token", "headers",
    ]

    /// The replacement of a secret.
    package static let redacted = Value.string("[redacted]")

    /// Collections of a tenant with personal data.
    static let peopleCollections: Set<String> = ["orders", "customers"]

    /// Status of synchronisations, which a session sees for the tenants that its holder manages, as
    /// in GetSyncStatus.
    private static let runsCollection = "integrations"

    /// Throws PERMISSION_DENIED where `caller` may not read `name`, a document, a collection or a
    /// parent of collections. Other databases than the mirror's are for admins.
    package static func check(_ name: DocumentName, _ caller: DocumentCaller) throws(RPCError) {
        guard caller.role >= .admin || name.database.database == Catalog.database else {
            throw RPCError(.permissionDenied, "documents of other databases need role admin")
        }
        try check(name.path, caller)
    }

    /// Throws PERMISSION_DENIED where `caller` may not read documents of `path`.
    ///
    /// Readers see public products, discounts, metadata and the status of synchronisations (with a
    /// session only that of the tenants that its holder manages); costs and configuration are for
    /// admins. Personal data is for admins and for sessions that manage the tenant, which may write
    /// orders too.
    package static func check(_ path: ResourcePath, _ caller: DocumentCaller) throws(RPCError) {
        guard caller.role < .admin else { return }
        let ids = path.segments
        let isTenants = ids.first == "tenants" && ids.count > 2
        if isTenants, caller.hasSession,
            peopleCollections.contains(ids[2]) || ids[2] == runsCollection
        {
            return try caller.requireTenant(ids[1])
        }
        let isPublic =
            isTenants
            && ["publicViews", "discounts", "metadata", runsCollection].contains(ids[2])
        let isLocation = ids.first == "locations" && caller.role >= .sync
        guard isPublic || isLocation else {
            throw RPCError(.permissionDenied, "documents of \(ids.first ?? "/") need role admin")
        }
    }

    /// Throws PERMISSION_DENIED where `caller` may not read all documents and fields of the query;
    /// `fields` are names of further fields.
    package static func check(
        _ query: PreparedQuery, _ caller: DocumentCaller, fields: [String] = []
    ) throws(RPCError) {
        guard caller.role < .admin else { return }
        if try isOfOwnPeople(query, caller) { return }
        var path = query.parent
        if !query.allDescendants, let id = query.collectionId {
            path = ResourcePath(uncheckedSegments: path.segments + [id])
        }
        try check(DocumentName(database: query.database, path: path), caller)
        // Conditions on a secret would reveal it bit by bit.
        guard
            path.segments.first != "locations"
                || !(query.fieldsLookedAt + fields).contains("posConfig")
        else { throw RPCError(.permissionDenied, "conditions on posConfig need role admin") }
    }

    /// Whether the query is a collection group of orders or customers that the session may see: of
    /// one tenant, by its parent, or of all for a session that manages all.
    private static func isOfOwnPeople(
        _ query: PreparedQuery, _ caller: DocumentCaller
    ) throws(RPCError) -> Bool {
        guard caller.hasSession, query.database.database == Catalog.database,
            query.allDescendants, let id = query.collectionId, peopleCollections.contains(id)
        else { return false }
        let ids = query.parent.segments
        if ids.isEmpty {
            try caller.requireAnyTenant()
        } else {
            guard ids.count == 2, ids[0] == "tenants" else { return false }
            try caller.requireTenant(ids[1])
        }
        return true
    }

    /// The effective parent of a query: a collection group of the whole tree is narrowed to the
    /// tenant of a session that manages only one.
    package static func parent(
        _ parent: String, of query: StructuredQuery, _ caller: DocumentCaller
    ) throws(RPCError) -> String {
        guard caller.role < .admin, caller.hasSession, query.from.count == 1,
            query.from[0].allDescendants,
            peopleCollections.contains(query.from[0].collectionId)
        else { return parent }
        let name = try DocumentName(parent: parent)
        guard name.path.segments.isEmpty, let org = try caller.onlyTenant() else { return parent }
        return ResourcePath(uncheckedSegments: ["tenants", org]).resourceName(in: name.database)
    }

    /// As above for an aggregation.
    package static func check(
        _ aggregation: PreparedAggregation, _ caller: DocumentCaller
    ) throws(RPCError) {
        let fields = aggregation.aggregations.compactMap { $0.kind.path?.segments.first }
        try check(aggregation.query, caller, fields: fields)
    }

    /// The fields with the secrets of every posConfig redacted, at any depth.
    package static func redact(_ fields: Fields) -> Fields {
        guard case .map(var config) = fields["posConfig"] else { return fields }
        for key in secretKeys where config[key] != nil && config[key] != .null {
            config[key] = redacted
        }
        var fields = fields
        fields["posConfig"] = .map(config)
        return fields
    }
}
