import PointOfSale

/// Which documents the items of an inventory have. Pure.
struct ProductPresence {
    private let inventory: Inventory
    private let origin: POSOrigin
    /// Document ids that hold more than the item's own id: made only where some id has a
    /// character that a document id cannot have.
    private let encoded: Set<String>

    init(_ inventory: Inventory, _ origin: POSOrigin) {
        self.inventory = inventory
        self.origin = origin
        encoded = Set(
            inventory.items.lazy.compactMap { item in
                guard case .text(let id) = item.id else { return nil }
                let documentID = origin.documentID(id)
                return Self.isEncoded(documentID, origin) ? documentID : nil
            })
    }

    /// Whether an item of the inventory has the document `id`.
    func has(_ id: String) -> Bool {
        if Self.isEncoded(id, origin) { return encoded.contains(id) }
        return inventory.itemIndex(origin.rest(of: id)) != nil
    }

    /// Whether the item's own id may be encoded in a document's. The name of an account in it may
    /// be as well, which says nothing of the item.
    private static func isEncoded(_ documentID: String, _ origin: POSOrigin) -> Bool {
        origin.rest(of: documentID).utf8.contains(UInt8(ascii: "%"))
    }
}
