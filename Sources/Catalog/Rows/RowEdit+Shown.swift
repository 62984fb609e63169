import FirestoreModel
import MirrorTree
import Pricing
import ProtobufWire

extension RowEdit {
    /// The edit as the catalogs show it. What is stored stays a pure function of the document.
    ///
    /// - A product that only locations have which the tenant has no more is on no menu.
    /// - One that such locations have besides others is that of the others.
    /// - A product of the POS that names no location is at ``KnownStores/earlier``; where that is
    ///   gone, on no menu.
    ///
    /// - Parameters:
    ///   - fields: of the document, MapValue bytes; read only where some location is not known.
    ///   - updateTime: of the document.
    func shown(
        at known: KnownStores, fields: [UInt8], updateTime: Int64
    ) throws(WireError) -> RowEdit {
        guard let row, !known.ids.isEmpty else { return self }
        guard row.flags.contains(.ofStores) else {
            if known.isEarlierGone, !row.isEverywhere { return RowEdit(id: id, row: row.hidden) }
            guard let earlier = known.earlier, !row.isEverywhere else { return self }
            return RowEdit(id: id, row: row.of(earlier), stores: [earlier: row.atStore])
        }
        guard !stores.isEmpty, !stores.keys.allSatisfy(known.has) else { return self }
        var edit = RowEdit(id: id, row: row.hidden, stores: stores)
        guard stores.keys.contains(where: known.has) else { return edit }
        let derived = try DerivedRow(
            id: id, fields: StoreEntries.restricted(fields, to: known.has), updateTime: updateTime)
        edit = RowEdit(
            id: id, row: StoredRow(derived, sourceHash: row.sourceHash), stores: stores)
        return edit
    }
}

extension StoredRow {
    /// The product as that of a location which it does not name.
    func of(_ location: String) -> StoredRow {
        var row = self
        row.store = Array(location.utf8)
        return row
    }

    /// The product as its one location has it.
    var atStore: StoredRow {
        var row = self
        row.flags.insert(.ofStores)
        row.store = []
        return row
    }

    /// The product at none of the tenant's locations: on no menu, until a sync hides its document.
    var hidden: StoredRow {
        var row = self
        row.flags.subtract([.active, .inStock])
        if flags.contains(.active) { row.flags.insert(.hidden) }
        return row
    }
}

/// What a public product says of its locations.
enum StoreEntries {
    /// The document as if it had the entries of some locations only: their sums, and the price of
    /// the cheapest, as a sync writes it (Protocol/tree.md, Products).
    static func restricted(
        _ bytes: [UInt8], to isKnown: (String) -> Bool
    ) throws(WireError) -> [UInt8] {
        var fields = try Fields(mapValueBytes: bytes)
        let kept = (fields[ProductField.locations]?.mapValue ?? [:]).filter { entry in
            isKnown(entry.key) && entry.value.mapValue != nil
        }
        let entries = kept.compactMap { $0.value.mapValue }
        let cheapest = CheapestLocation.index(
            entries.map { entry in
                CheapestLocation.Offer(
                    price: entry[ProductField.price]?.numberValue,
                    isInStock: entry[ProductField.inStock] == true)
            })
        for field in ProductSchema.publicPerLocation {
            fields[field] = entries.isEmpty ? nil : entries[cheapest ?? 0][field]
        }
        for field in [ProductField.stock, .onHand] { fields[field] = sum(field, entries) }
        fields[ProductField.inStock] = .boolean(
            entries.contains { $0[ProductField.inStock] == true })
        let first = entries.filter { $0[ProductField.expirationDate]?.stringValue != nil }
            .min {
                ($0[ProductField.expirationDate]?.stringValue ?? "")
                    < ($1[ProductField.expirationDate]?.stringValue ?? "")
            }
        for field in [ProductField.expirationDate, .expired] { fields[field] = first?[field] }
        fields[ProductField.locations] = .map(Fields(kept.map { ($0.key, $0.value) }))
        fields[ProductField.priceLocation] = cheapest.map { .string(kept[$0].key) }
        return fields.mapValueBytes
    }

    private static func sum(_ field: ProductField, _ entries: [Fields]) -> Value? {
        let values = entries.compactMap { $0[field] }
        guard !values.isEmpty else { return nil }
        let whole = values.compactMap(\.integerValue)
        if whole.count == values.count {
            // Quantities are bounded far below where a hundred of them could overflow.
            return .integer(whole.reduce(0) { $0 &+ $1 })
        }
        return .double(values.reduce(0) { $0 + ($1.numberValue ?? 0) })
    }
}
