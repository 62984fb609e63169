/// The stored fields of an inventory row; all others, in particular licence numbers, are discarded.
/// Labels and tags are kept for audit, in canonical products only.
///
/// The raw value is the field's slot in a row, which contains a number or a packed
/// ``TextReference``.
@usableFromInline
package enum InventoryField: Int, CaseIterable, Sendable {
    case name, brand, category, vendor, strain, sku, barcode, uom, area, areaName, areaType
    case status, weightUOM, imageURL, deliveryRoute
    case location, batchLabel, packageLabel, tag, metrcTag, batchTag
    // Numbers from here on; `InventorySlot.absent` if absent.
    case idItem, idBatch, idArea, idLocation
    case onHand, available
    case otdAdultUse, otd, retailAdultUse, retail, otdMedicalUse, retailMedicalUse
    case costOfGood, batchCostOfGood
    case thc, cbd, thcMilligrams, cbdMilligrams, weightUsable
    case dateExpire, expirationDate, dateReceived, packageDate
    /// Two bits per flag, see ``InventoryFlag``; above them the ``StockVerdict``.
    case flags

    package static let priceFields: [InventoryField] = [
        .otdAdultUse, .otd, .retailAdultUse, .retail, .otdMedicalUse, .retailMedicalUse,
    ]

    /// The slots that contain ids, see ``IDSlot``.
    static let ids = InventoryField.idItem.rawValue..<InventoryField.onHand.rawValue

    @usableFromInline package static let textCount = InventoryField.batchTag.rawValue + 1
    @usableFromInline package static let slotCount = InventoryField.flags.rawValue + 1
}

/// The two bits of each flag: known (high) and true (low). True but not known means unreadable.
@usableFromInline
package enum InventoryFlag: Int, CaseIterable, Sendable {
    case isProduct, isCannabis, isAdultUse, deleted, qcHold

    package var trueBit: Int64 { 1 << Int64(rawValue * 2) }
    package var knownBit: Int64 { 2 << Int64(rawValue * 2) }
}

@usableFromInline
package enum InventorySlot {
    @usableFromInline package static let absent = Int64.min
    /// In the slot of a text: an unreadable value. Reads as an empty text.
    package static let unreadableText: Int64 = 1 << 32
}

extension InventoryRow {
    /// The first of the row's prices; nil if it has none.
    package var leadingPrice: Int64? {
        for field in InventoryField.priceFields {
            if let price = number(field) { return price }
        }
        return nil
    }
}
