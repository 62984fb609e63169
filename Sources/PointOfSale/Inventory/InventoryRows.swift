import Decimals
import TextForms

/// Builds an inventory row by row, for adapters that read rows from texts.
///
/// Absent values are not set; unreadable ones are recorded and never count as absent. Of several
/// values of a field, the last counts. One thread at a time.
package final class InventoryRows {
    private var storage = RowStorage()
    private var row: UnsafeMutablePointer<Int64>?
    /// The unreadable fields of the current row, one bit each.
    private var unreadableBits: UInt64 = 0
    /// The names of the current row's unreadable values.
    private var unreadableNames: [String] = []
    private var unreadable = UnreadableValues()
    private var isTaken = false

    package init() {}

    deinit { if !isTaken { storage.deallocate() } }

    /// The number of completed rows.
    package var count: Int { storage.rowCount }

    /// Begins a row; discards an uncompleted one.
    package func begin() throws(InventoryTooLarge) {
        precondition(!isTaken, "begin after build")
        guard storage.rowCount < POSLimits.rowsMax, storage.byteCount < POSLimits.arenaBytesMax
        else { throw InventoryTooLarge(rows: storage.rowCount, bytes: storage.byteCount) }
        row = storage.beginRow()
        (unreadableBits, unreadableNames) = (0, [])
    }

    /// Completes the row.
    package func end() {
        let row = filled
        row[InventoryField.flags.rawValue] |= UnreadableParts.of(unreadableBits)
        let item = storage.id(row[InventoryField.idItem.rawValue])?.description
        for name in unreadableNames { unreadable.note("inventory.\(name)", in: item) }
        storage.commitRow()
        self.row = nil
    }

    /// The inventory of all rows. REQUIRES: called once.
    ///
    /// - Parameters:
    ///   - isShort: the source reports further rows.
    ///   - details: details of the rows' batches, if they come with the rows.
    package func build(isShort: Bool = false, details: [BatchDetails] = []) -> Inventory {
        precondition(!isTaken, "build after build")
        isTaken = true
        var enrichment = InventoryEnrichment()
        for batch in details { _ = enrichment.sources[0].add(batch) }
        return Inventory(
            owning: storage, isShort: isShort, unreadable: unreadable, enrichment: enrichment)
    }

    // MARK: - Values

    /// Parses a text to the field's type: id, text, number or date. A blank text is absent.
    ///
    /// - Parameter name: the source's name of the value, for reports.
    package func read(_ text: String, _ field: InventoryField, named name: String) {
        guard let text = text.nonBlankOfControls else { return }
        switch field.kind {
        case .text: set(field, text: text)
        case .id:
            guard text.utf8.count <= POSLimits.idBytesMax else { return setUnreadable(field, name) }
            set(field, id: text)
        case .date:
            guard let date = CalendarDate(reading: text.utf8) else {
                return setUnreadable(field, name)
            }
            set(field, date: date)
        case .price, .cost, .quantity, .measure:
            guard let number = DecimalNumber(text: text) else { return setUnreadable(field, name) }
            if !set(field, number: number) { setUnreadable(field, name) }
        }
    }

    /// Parses a flag: true, yes, y, on and 1, or their opposites.
    package func read(_ text: String, _ flag: InventoryFlag, named name: String) {
        guard let text = text.nonBlankOfControls else { return }
        guard let value = FlagText.value(of: text.utf8) else { return setUnreadable(flag, name) }
        set(flag, value)
    }

    /// Sets a text, trimmed and truncated to the field's limit.
    package func set(_ field: InventoryField, text: String) {
        precondition(field.kind == .text, "no field of texts")
        guard let text = RedactedText.cut(text, bytes: field.textBytesMax).nonBlankOfControls else {
            return
        }
        filled[field.rawValue] = keep(Array(text.utf8), field.rawValue).slot
    }

    /// Sets an id: a text that is not blank, of at most ``POSLimits/idBytesMax`` bytes.
    package func set(_ field: InventoryField, id: String) {
        precondition(field.kind == .id, "no field of ids")
        precondition(!id.isEmpty && id.utf8.count <= POSLimits.idBytesMax, "no id")
        filled[field.rawValue] =
            POSID.number(of: id.utf8) ?? IDSlot.of(storage.keep(Array(id.utf8)))
    }

    package func set(_ field: InventoryField, date: CalendarDate) {
        precondition(field.kind == .date, "no field of dates")
        filled[field.rawValue] = Int64(date.packed)
    }

    package func set(_ flag: InventoryFlag, _ value: Bool) {
        let slot = InventoryField.flags.rawValue
        filled[slot] &= ~(flag.trueBit | flag.knownBit)
        filled[slot] |= flag.knownBit | (value ? flag.trueBit : 0)
    }

    /// Sets a number; money is in dollars. A price or cost that is not positive, or absurd, is
    /// absent. False if the number is invalid for the field.
    package func set(_ field: InventoryField, number: DecimalNumber) -> Bool {
        let value: Int64? =
            switch field.kind {
            case .price: number.price
            case .cost: number.cost
            case .quantity: number.quantity
            case .measure: number.measure
            case .id, .text, .date: preconditionFailure("no field of numbers")
            }
        filled[field.rawValue] = value ?? InventorySlot.absent
        return value != nil || field.kind != .quantity
    }

    /// Records an unreadable value.
    package func setUnreadable(_ field: InventoryField, _ name: String) {
        filled[field.rawValue] =
            field.kind == .text ? InventorySlot.unreadableText : InventorySlot.absent
        unreadableBits |= 1 << UInt64(field.rawValue)
        unreadableNames.append(name)
    }

    package func setUnreadable(_ flag: InventoryFlag, _ name: String) {
        let slot = InventoryField.flags.rawValue
        filled[slot] &= ~flag.knownBit
        filled[slot] |= flag.trueBit
        unreadableNames.append(name)
    }

    /// The slots of the current row.
    private var filled: UnsafeMutablePointer<Int64> {
        guard let row else { preconditionFailure("no row was begun") }
        return row
    }

    /// Copies a text to the arena, or shares that of the previous row if equal.
    private func keep(_ text: [UInt8], _ slot: Int) -> TextReference {
        if storage.rowCount > 0 {
            let previous = TextReference(slot: storage.row(storage.rowCount - 1)[slot])
            if storage.content(previous).elementsEqual(text) { return previous }
        }
        return storage.keep(text)
    }
}

extension InventoryField {
    /// The type of a field's values.
    package enum Kind: Sendable {
        case id, text, price, cost, quantity, measure, date
    }

    package var kind: Kind {
        switch self {
        case .name, .brand, .category, .vendor, .strain, .sku, .barcode, .uom, .area, .areaName,
            .areaType, .status, .weightUOM, .imageURL, .deliveryRoute, .location, .batchLabel,
            .packageLabel, .tag, .metrcTag, .batchTag:
            .text
        case .idItem, .idBatch, .idArea, .idLocation: .id
        case .onHand, .available: .quantity
        case .otdAdultUse, .otd, .retailAdultUse, .retail, .otdMedicalUse, .retailMedicalUse:
            .price
        case .costOfGood, .batchCostOfGood: .cost
        case .thc, .cbd, .thcMilligrams, .cbdMilligrams, .weightUsable: .measure
        case .dateExpire, .expirationDate, .dateReceived, .packageDate: .date
        case .flags: preconditionFailure("flags are set one by one")
        }
    }

    /// The limit of a text's bytes.
    package var textBytesMax: Int {
        switch self {
        case .name: POSLimits.nameBytesMax
        case .imageURL: POSLimits.urlBytesMax
        case .batchLabel, .packageLabel, .tag, .metrcTag, .batchTag: POSLimits.labelBytesMax
        default: POSLimits.wordBytesMax
        }
    }
}
