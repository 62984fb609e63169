import FirestoreModel
import Pricing
import ProtobufWire
import StatusCodes

extension Generation {
    /// The generation of these products under these rules at `now` (milliseconds since 1970). It
    /// belongs to no tenant and is not stored.
    ///
    /// - Parameters:
    ///   - org: the tenant whose canonical ids rules may use.
    ///   - products: ids and fields of public products, MapValue bytes.
    ///   - rules: ids and fields of discount rules, MapValue bytes.
    ///   - locations: all of the tenant's, among which a rule that names locations holds.
    ///   - location: the store whose products and prices are shown; empty for the tenant's.
    ///   - naming: for a store, the tenant's catalog, by which rules name products.
    public static func preview(
        org: String, products: some Sequence<(id: String, fields: [UInt8])>,
        rules: [(id: String, fields: [UInt8])], zone: RuleZone,
        locations: [String] = [], location: String = "", naming: TenantCatalog? = nil,
        now: Int64
    ) throws(Status) -> Generation {
        let context = RuleContext(zone: zone, locations: location.isEmpty ? locations : [location])
        let tenant = TenantCatalog(
            org: org, location: location, clock: CatalogClock(milliseconds: { now }),
            context: context, naming: location.isEmpty ? nil : naming, onPublish: { _ in })
        var parsed: [String: RuleFields?] = [:]
        for rule in rules {
            let fields = try decoding { () throws(WireError) in
                try RuleDocument.fields(id: rule.id, rule.fields)
            }
            if location.isEmpty || fields.holds(at: location) { parsed[rule.id] = fields }
        }
        tenant.set(rules: parsed, at: 0)
        var edits: [RowEdit] = []
        for product in products {
            let id = Array(product.id.utf8)
            let edit = try decoding { () throws(WireError) in
                let row = try DerivedRow(id: id, fields: product.fields, updateTime: 0)
                let isSplit = !location.isEmpty && row.flags.contains(.ofStores)
                let stores =
                    isSplit
                    ? try StoreRows(id: id, fields: product.fields, updateTime: 0).rows : [:]
                return RowEdit(id: id, row: StoredRow(row, sourceHash: 0), stores: stores)
            }
            guard let edit = location.isEmpty ? edit : edit.edit(of: tenant) else { continue }
            edits.append(edit)
            if edits.count == CatalogLimits.previewRowsMax {
                try tenant.apply(edits)
                edits.removeAll(keepingCapacity: true)
            }
        }
        try tenant.apply(edits)
        return tenant.generation
    }

    private static func decoding<Result>(
        _ body: () throws(WireError) -> Result
    ) throws(Status) -> Result {
        do throws(WireError) {
            return try body()
        } catch {
            throw .corruptRow("\(error)")
        }
    }
}
