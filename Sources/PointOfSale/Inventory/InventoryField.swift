/// The fields of an inventory row that are kept; everything else, licence numbers above all, is
/// left out. Labels and tags are kept for audit and go into canonical products only.
///
/// The raw value is the field's slot in a row: a number, or a packed ``TextReference``.
@usableFromInline
package enum InventoryField: Int, CaseIterable, Sendable {
    case name, brand, category, vendor, strain, sku, barcode, uom, area, areaName, areaType
    case status, weightUOM, imageURL, deliveryRoute
    case location, batchLabel, packageLabel, tag, metrcTag, batchTag
    // Numbers from here on; `InventorySlot.absent` if there is none.
    case idItem, idBatch, idArea, idLocation
    case onHand, available
    case otdAdultUse, otd, retailAdultUse, retail, otdMedicalUse, retailMedicalUse
    case costOfGood, batchCostOfGood
    case thc, cbd, thcMilligrams, cbdMilligrams, weightUsable
    case dateExpire, expirationDate, dateReceived, packageDate
    /// A bit pair per flag, see ``InventoryFlag``, and behind them the ``StockVerdict``.
    case flags

    package static let priceFields: [InventoryField] = [
        .otdAdultUse, .otd, .retailAdultUse, .retail, .otdMedicalUse, .retailMedicalUse,
    ]

    /// Slots of ids, see ``IDSlot``.
    static let ids = InventoryField.idItem.rawValue..<InventoryField.onHand.rawValue

    @usableFromInline package static let textCount = InventoryField.batchTag.rawValue + 1
    @usableFromInline package static let slotCount = InventoryField.flags.rawValue + 1
}

/// The two-bit states in a row's flags slot: known (high), true (low); true without known is a
/// value that could not be read.
@usableFromInline
package enum InventoryFlag: Int, CaseIterable, Sendable {
    case isProduct, isCannabis, isAdultUse, deleted, qcHold

    package var trueBit: Int64 { 1 << Int64(rawValue * 2) }
    package var knownBit: Int64 { 2 << Int64(rawValue * 2) }
}

@usableFromInline
package enum InventorySlot {
    @usableFromInline package static let absent = Int64.min
    /// In the slot of a text: something is there that is no text. Reads as an empty one.
    package static let unreadableText: Int64 = 1 << 32
}

extension InventoryRow {
    /// The first of the row's prices; nil where it has none.
    package var leadingPrice: Int64? {
        for field in InventoryField.priceFields {
            if let price = number(field) { return price }
        }
        return nil
    }
}
