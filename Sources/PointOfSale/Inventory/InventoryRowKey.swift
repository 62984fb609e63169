/// Identifies the rows of a listing: by item, batch and area, the latter by id, name and type.
/// Other fields may change while a listing is read.
package enum InventoryRowKey {
    package static func key(ofRow index: Int, in rows: RowStorage) -> UInt64 {
        let row = InventoryRow(rows, index)
        var hash = InventoryHash(seed: 1)
        hash.mix(row.id(.idItem))
        hash.mix(row.id(.idBatch))
        hash.mix(row.id(.idArea))
        for field in [InventoryField.area, .areaName, .areaType] {
            let text = row.text(field)
            let start = UnsafeRawPointer(rows.bytes + Int(text.offset))
            hash.mix(UnsafeRawBufferPointer(start: start, count: Int(text.length)))
        }
        return hash.state
    }

    /// The key of the n-th row with the same key in one response; these are different rows.
    package static func key(_ key: UInt64, occurrence: Int) -> UInt64 {
        guard occurrence > 0 else { return key }
        var hash = InventoryHash(seed: key)
        hash.mix(UInt64(occurrence))
        return hash.state
    }
}
