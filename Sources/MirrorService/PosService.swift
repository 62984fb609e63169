import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorMessages
import PointOfSale
import Pricing
import ProtobufWire
import TTRPC

/// posmirror.v1.Pos: data of the POS besides the menu.
struct PosService: Sendable {
    static let name = "posmirror.v1.Pos"
    let store: DocumentStore
    let catalog: Catalog
    /// Whose products there can be.
    let providers: [POSProvider]

    var methods: [RPCMethod] {
        [
            RPCMethod(
                Self.name, "GetMetadata",
                .unary { _, payload throws(RPCError) in
                    try metadata(try GetMetadataRequest(request: payload)).wireBytes
                }),
            RPCMethod(
                Self.name, "GetExpiringInventory",
                .unary { _, payload throws(RPCError) in
                    let request = try GetExpiringInventoryRequest(request: payload)
                    try checkOrg(request.orgId)
                    return try ExpiringInventory(
                        store: store, zone: catalog.zone(request.orgId), providers: providers
                    )
                    .find(request, now: SystemClock.wallMilliseconds()).wireBytes
                }),
            RPCMethod(
                Self.name, "GetPriceHistory",
                .unary { _, payload throws(RPCError) in
                    try PriceHistoryAnswer(catalog: catalog)
                        .find(try GetPriceHistoryRequest(request: payload)).wireBytes
                }),
            RPCMethod(
                Self.name, "GetBuilderProducts",
                .unary { _, payload throws(RPCError) in
                    try BuilderProducts(store: store, catalog: catalog)
                        .find(try GetBuilderProductsRequest(request: payload)).wireBytes
                }),
        ]
    }

    private func metadata(_ request: GetMetadataRequest) throws(RPCError) -> GetMetadataReply {
        try checkOrg(request.orgId)
        var reply = GetMetadataReply()
        reply.brands = try items("brands", request.orgId, &reply)
        reply.categories = try items("categories", request.orgId, &reply)
        reply.vendors = try items("vendors", request.orgId, &reply)
        if let fields = try document("location", request.orgId, &reply) {
            var location = LocationInfo()
            location.id = fields.text("id")
            location.name = fields.text("name")
            location.licenseNumber = fields.text("licenseNumber")
            location.timezone = fields.text("timezone")
            location.address = fields.text("address")
            reply.location = location
        }
        return reply
    }

    private func items(
        _ name: String, _ org: String, _ reply: inout GetMetadataReply
    ) throws(RPCError) -> [MetadataItem] {
        guard let fields = try document(name, org, &reply),
            case .array(let values) = fields["items"]
        else { return [] }
        return values.compactMap { value in
            guard case .map(let map) = value else { return nil }
            var item = MetadataItem()
            item.id = map.text("id")
            item.name = map.text("name")
            if case .integer(let count) = map["productCount"] { item.productCount = count }
            return item
        }
    }

    private func document(
        _ name: String, _ org: String, _ reply: inout GetMetadataReply
    ) throws(RPCError) -> Fields? {
        let path = ResourcePath(uncheckedSegments: ["tenants", org, "metadata", name])
        let key = DocumentKey(database: Catalog.database, path: path)
        guard let found = try storing({ () throws(StoreError) in try store.get(key) }) else {
            return nil
        }
        let time = WireTimestamp(microseconds: found.updateTime)
        if time.microseconds > reply.lastUpdated?.microseconds ?? .min { reply.lastUpdated = time }
        do throws(WireError) {
            return try Fields(mapValueBytes: found.fields)
        } catch {
            throw RPCError(.dataLoss, "metadata of \(org): \(error)")
        }
    }
}

extension Fields {
    /// The string of a field; empty where it has none.
    func text(_ key: String) -> String {
        guard case .string(let text) = self[key] else { return "" }
        return text
    }

    /// The number of a field, an integer or a double.
    func number(_ key: String) -> Double? {
        switch self[key] {
        case .integer(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }
}
