import FirestoreModel
import MirrorTree
import ProtobufWire

/// The stores of a tenant, by which its products are read: what their documents say of other
/// locations means nothing (Protocol/pricing.md, Stores).
struct KnownStores: Equatable, Sendable {
    /// Ascending; empty where the tenant has no location, so that nothing is known of any.
    var ids: [String] = []
    /// The store that has the POS's products which name no location: it was the only one when they
    /// were written. Nil where it is the only one still.
    var earlier: String?
    /// The products that name no location are of one that the tenant has no more.
    var isEarlierGone = false
    /// Those whose inventory was read.
    var read: Set<String> = []

    func has(_ location: String) -> Bool { ids.contains(location) }
}

/// How far the inventories of a tenant's locations were read, as its document says
/// (Protocol/tree.md, Positions).
struct ReadInventories: Equatable, Sendable {
    /// The locations whose inventory was read.
    private(set) var locations: Set<String> = []
    /// The location that was the only one before there were several.
    private(set) var earlier: String?
    /// Whether the document itself says ``earlier``.
    private(set) var saysEarlier = false

    /// Reads `pos_products`; what cannot be read says nothing.
    init(fields: [UInt8]) {
        guard let fields = try? Fields(mapValueBytes: fields) else { return }
        for (id, _) in fields[PositionField.locations]?.mapValue ?? [:] { locations.insert(id) }
        if let said = fields[PositionField.earlier]?.stringValue {
            // Empty: they were several from the first on.
            (earlier, saysEarlier) = (said.isEmpty ? nil : said, true)
        } else if locations.count == 1 {
            earlier = locations.first
        }
    }
}
