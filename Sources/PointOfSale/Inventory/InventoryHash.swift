/// A 64-bit hash of an item's content. Words are mixed by folded 128-bit products; the hashes of
/// rows are added, so that their order does not matter.
package struct InventoryHash {
    package private(set) var state: UInt64

    package init(seed: UInt64) { state = seed ^ 0x9E37_79B9_7F4A_7C15 }

    package static func hash(_ item: InventoryItem) -> UInt64 {
        var sum: UInt64 = 0
        for index in item.rowIndices { sum &+= hash(item.inventory, item.inventory.row(index)) }
        var total = InventoryHash(seed: item.inventory.rows.seed(ofID: item.summary.idItem))
        total.mix(sum)
        total.mix(UInt64(item.summary.rowCount))
        return total.state
    }

    /// Hashes what was read of a row, what was derived from it, and what is merged into it.
    private static func hash(_ inventory: Inventory, _ row: InventoryRow) -> UInt64 {
        var hash = InventoryHash(seed: 0)
        hash.mix(row, in: inventory.rows)
        let enrichment = inventory.enrichment
        if let details = enrichment.details(of: row) { hash.mix(details) }
        if let name = enrichment.areaName(of: row) { hash.mix(name) }
        return hash.state
    }

    /// Of what one row says alone, whichever source it came in.
    package static func hash(_ row: InventoryRow, in rows: RowStorage) -> UInt64 {
        var hash = InventoryHash(seed: 0)
        hash.mixContent(row, in: rows)
        hash.mix(
            UInt64(
                bitPattern: row.slots[InventoryField.flags.rawValue] & ~InventoryRow.sourceMask))
        return hash.state
    }

    private mutating func mix(_ row: InventoryRow, in rows: RowStorage) {
        mixContent(row, in: rows)
        mix(UInt64(bitPattern: row.slots[InventoryField.flags.rawValue]))
    }

    /// All slots but the flags, which are the last.
    @inline(__always)
    private mutating func mixContent(_ row: InventoryRow, in rows: RowStorage) {
        for slot in 0..<InventoryField.textCount {
            let text = TextReference(slot: row.slots[slot])
            mix(
                UnsafeRawBufferPointer(
                    start: UnsafeRawPointer(rows.bytes + Int(text.offset)),
                    count: Int(text.length)))
        }
        for slot in InventoryField.ids {
            mix(rows.seed(ofID: row.slots[slot]))
        }
        for slot in InventoryField.ids.upperBound..<InventoryField.flags.rawValue {
            mix(UInt64(bitPattern: row.slots[slot]))
        }
    }

    @inline(__always)
    package mutating func mix(_ word: UInt64) {
        let product = (state ^ word ^ 0xD6E8_FEB8_6659_FD93)
            .multipliedFullWidth(by: word &+ 0xA076_1D64_78BD_642F)
        // The rotated state preserves what a product of zero would erase.
        state = product.high ^ product.low ^ (state &<< 23 | state &>> 41)
    }

    @inline(__always)
    package mutating func mix(_ bytes: UnsafeRawBufferPointer) {
        mix(UInt64(bytes.count))
        var offset = 0
        while offset &+ 8 <= bytes.count {
            mix(
                UInt64(
                    littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset &+= 8
        }
        guard offset < bytes.count else { return }
        var tail: UInt64 = 0
        while offset < bytes.count {
            tail = tail &<< 8 | UInt64(bytes[offset])
            offset &+= 1
        }
        mix(tail)
    }

    package mutating func mix(_ text: String?) {
        guard var text else { return mix(0xFFFF_FFFF_FFFF_FFFF) }
        text.withUTF8 { mix(UnsafeRawBufferPointer($0)) }
    }

    /// A number is mixed unchanged, which keeps the hashes of numeric ids stable.
    mutating func mix(_ id: POSID?) {
        switch id {
        case nil: mix(Int64?.none)
        case .number(let number): mix(number)
        case .text(let text): mix(text)
        }
    }

    package mutating func mix(_ number: Int64?) {
        mix(UInt64(bitPattern: number ?? InventorySlot.absent))
    }

    private mutating func mix(_ details: BatchDetails) {
        mix(details.barcode)
        mix(details.status)
        mix((details.expiry?.packed).map { Int64($0) })
        mix((details.productionDate?.packed).map { Int64($0) })
        mix((details.packageDate?.packed).map { Int64($0) })
        mix(details.thcMilligramsThousandths)
        mix(details.cbdMilligramsThousandths)
        mix(details.tag)
        mix(details.idArea.map { POSID($0) })
        mix(details.area)
        mix(details.strainType)
        mix(UInt64(details.terpenes.count))
        for terpene in details.terpenes {
            mix(terpene.name)
            mix(terpene.percentageThousandths)
        }
        mix(UInt64(details.effects.count))
        for effect in details.effects { mix(effect) }
    }
}

extension RowStorage {
    /// A word for an id: its number, or a hash of its text.
    @inline(__always)
    fileprivate func seed(ofID slot: Int64) -> UInt64 {
        IDSlot.isText(slot) ? hash(ofID: slot) : UInt64(bitPattern: slot)
    }

    private func hash(ofID slot: Int64) -> UInt64 {
        var hash = InventoryHash(seed: 4)
        hash.mix(content(IDSlot.text(slot)))
        return hash.state
    }
}
