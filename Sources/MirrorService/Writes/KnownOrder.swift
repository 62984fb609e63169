import Catalog
import DocumentStore
import FirestoreModel

/// An order that the POS has, by what the mirror has stored of a tenant.
enum KnownOrder {
    /// Its id at the POS, of the last document that names one; nil where none of the last few does.
    static func id(_ store: DocumentStore, _ org: String) -> String? {
        guard let orders = try? ResourcePath(segments: ["tenants", org, "orders"]) else {
            return nil
        }
        var scan = DocumentScan(database: Catalog.database, collection: orders)
        scan.reverse = true
        scan.limit = ServiceLimits.knownOrdersMax
        let found = (try? store.documents(scan)) ?? []
        return found.lazy.compactMap { stored -> String? in
            guard let fields = try? Fields(mapValueBytes: stored.document.fields),
                let id = fields["externalId"]?.stringValue, Int64(id) ?? 0 > 0
            else { return nil }
            return id
        }.first
    }
}
