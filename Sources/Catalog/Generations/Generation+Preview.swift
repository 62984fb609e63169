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
    public static func preview(
        org: String, products: some Sequence<(id: String, fields: [UInt8])>,
        rules: [(id: String, fields: [UInt8])], zone: RuleZone, now: Int64
    ) throws(Status) -> Generation {
        let tenant = TenantCatalog(
            org: org, clock: CatalogClock(milliseconds: { now }), zone: zone, onPublish: { _ in })
        var parsed: [String: RuleFields?] = [:]
        for rule in rules {
            parsed[rule.id] = try decoding { () throws(WireError) in
                try RuleDocument.fields(id: rule.id, rule.fields)
            }
        }
        tenant.set(rules: parsed, at: 0)
        var edits: [RowEdit] = []
        for product in products {
            let id = Array(product.id.utf8)
            let row = try decoding { () throws(WireError) in
                try DerivedRow(id: id, fields: product.fields, updateTime: 0)
            }
            edits.append(RowEdit(id: id, row: StoredRow(row, sourceHash: 0)))
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
