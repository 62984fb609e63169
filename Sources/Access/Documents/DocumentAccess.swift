import Catalog
import FirestoreModel
import MirrorTree
import StatusCodes
import TTRPC

/// The documents that a role may read, and the fields hidden from it (Protocol/README.md, Access).
package enum DocumentAccess {
    /// Throws PERMISSION_DENIED where `caller` may not read `name`, a document, a collection or a
    /// parent of collections. Other databases than the mirror's are for admins.
    package static func check(_ name: DocumentName, _ caller: DocumentCaller) throws(Status) {
        guard caller.role >= .admin || name.database.database == Catalog.database else {
            throw Status(.permissionDenied, "documents of other databases need role admin")
        }
        try check(name.path, caller)
    }

    /// Throws PERMISSION_DENIED where `caller` may not read documents of `path`.
    ///
    /// Readers see public products, discounts, metadata and the status of synchronisations (with a
    /// session only that of the tenants that its holder manages); costs and configuration are for
    /// admins. Personal data is for admins and for sessions that manage the tenant, which may write
    /// orders too.
    package static func check(_ path: ResourcePath, _ caller: DocumentCaller) throws(Status) {
        guard caller.role < .admin else { return }
        switch TreeCollection(containing: path)?.readers {
        case .everyone: return
        case .everyoneButSessionsTheirOwn:
            guard caller.hasSession, let org = TenantPath.org(path) else { return }
            return try caller.requireTenant(org)
        case .managers:
            if caller.hasSession, let org = TenantPath.org(path) {
                return try caller.requireTenant(org)
            }
        case .sync: if caller.role >= .sync { return }
        case .admins, nil: break
        }
        throw Status(
            .permissionDenied, "documents of \(path.segments.first ?? "/") need role admin")
    }

    /// Throws PERMISSION_DENIED where `caller` may not read all documents and fields of the query;
    /// `fields` are names of further fields.
    package static func check(
        _ query: PreparedQuery, _ caller: DocumentCaller, fields: [String] = []
    ) throws(Status) {
        guard caller.role < .admin else { return }
        if try isOfOwnPeople(query, caller) { return }
        var path = query.parent
        if !query.allDescendants, let id = query.collectionId {
            path = ResourcePath(uncheckedSegments: path.segments + [id])
        }
        try check(DocumentName(database: query.database, path: path), caller)
        // Conditions on a secret would reveal it bit by bit.
        guard
            !TreeSecrets.concern(path)
                || !(query.fieldsRead + fields).contains(where: TreeSecrets.isSecret)
        else { throw Status(.permissionDenied, "conditions on what may be secret need role admin") }
    }

    /// Whether the query is a collection group of orders or customers that the session may see: of
    /// one tenant, by its parent, or of all for a session that manages all.
    private static func isOfOwnPeople(
        _ query: PreparedQuery, _ caller: DocumentCaller
    ) throws(Status) -> Bool {
        guard caller.hasSession, query.database.database == Catalog.database,
            query.allDescendants, let id = query.collectionId,
            TreeCollection.isOfManagers(collectionId: id)
        else { return false }
        if query.parent.isRoot {
            try caller.requireAnyTenant()
        } else {
            guard let org = TenantPath.org(query.parent), query.parent.level == 1 else {
                return false
            }
            try caller.requireTenant(org)
        }
        return true
    }

    /// The effective parent of a query: a collection group of the whole tree is narrowed to the
    /// tenant of a session that manages only one.
    package static func parent(
        _ parent: String, of query: StructuredQuery, _ caller: DocumentCaller
    ) throws(Status) -> String {
        guard caller.role < .admin, caller.hasSession, query.from.count == 1,
            query.from[0].allDescendants,
            TreeCollection.isOfManagers(collectionId: query.from[0].collectionId)
        else { return parent }
        let name = try DocumentName(parent: parent)
        guard name.path.segments.isEmpty, let org = try caller.onlyTenant() else { return parent }
        return TenantPath.tenant(org).resourceName(in: name.database)
    }

    /// As above for an aggregation.
    package static func check(
        _ aggregation: PreparedAggregation, _ caller: DocumentCaller
    ) throws(Status) {
        let fields = aggregation.aggregations.compactMap { $0.kind.path?.segments.first }
        try check(aggregation.query, caller, fields: fields)
    }
}
