import Catalog
import FirestoreModel
import TTRPC

/// Which documents a role may read, and what of them it must not see (design.md section 5).
enum DocumentAccess {
    /// Names of posConfig fields that only admins see.
    static let secretKeys: Set<String> = [
        "username", "password", "pin", "apiKey", "partnerId", "webhookSecret",
    ]

    /// What stands in a secret's place.
    static let redacted = Value.string("[redacted]")

    /// Throws PERMISSION_DENIED where `role` may not read `name`, a document, a collection or a
    /// parent of collections. Trees beside the mirror's are for admins.
    static func check(_ name: DocumentName, _ role: Role) throws(RPCError) {
        guard role >= .admin || name.database.database == Catalog.database else {
            throw RPCError(.permissionDenied, "documents of other databases need role admin")
        }
        try check(name.path, role)
    }

    /// Throws PERMISSION_DENIED where `role` may not read documents of `path`.
    ///
    /// Readers see public products, discounts, metadata, and how the synchronisation went; people,
    /// costs and configuration are for admins.
    static func check(_ path: ResourcePath, _ role: Role) throws(RPCError) {
        guard role < .admin else { return }
        let ids = path.segments
        let isPublic = ids.first == "tenants" && ids.count > 2
            && ["publicViews", "discounts", "metadata", "integrations"].contains(ids[2])
        let isLocation = ids.first == "locations" && role >= .sync
        guard isPublic || isLocation else {
            throw RPCError(.permissionDenied, "documents of \(ids.first ?? "/") need role admin")
        }
    }

    /// Throws PERMISSION_DENIED where `role` may not read everything that the query looks at;
    /// `fields` are names of fields beside its own.
    static func check(
        _ query: PreparedQuery, _ role: Role, fields: [String] = []
    ) throws(RPCError) {
        guard role < .admin else { return }
        var path = query.parent
        if !query.allDescendants, let id = query.collectionId {
            path = ResourcePath(uncheckedSegments: path.segments + [id])
        }
        try check(DocumentName(database: query.database, path: path), role)
        // A condition on a secret would tell it bit by bit.
        guard path.segments.first != "locations"
            || !(query.fieldsLookedAt + fields).contains("posConfig")
        else { throw RPCError(.permissionDenied, "conditions on posConfig need role admin") }
    }

    /// As above for an aggregation.
    static func check(_ aggregation: PreparedAggregation, _ role: Role) throws(RPCError) {
        let fields = aggregation.aggregations.compactMap { $0.kind.path?.segments.first }
        try check(aggregation.query, role, fields: fields)
    }

    /// The fields with the secrets of a posConfig hidden, wherever it stands.
    static func redact(_ fields: Fields) -> Fields {
        guard case .map(var config) = fields["posConfig"] else { return fields }
        for key in secretKeys where config[key] != nil && config[key] != .null {
            config[key] = redacted
        }
        var fields = fields
        fields["posConfig"] = .map(config)
        return fields
    }
}
