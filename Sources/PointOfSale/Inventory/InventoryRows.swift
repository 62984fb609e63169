import Decimals
import TextForms

/// Fills an inventory row by row: for adapters that read rows out of texts.
///
/// A value that is absent is not set; one that is there and cannot be read is noted, and is never
/// taken for absent. Of two values of one field the last counts. One thread at a time.
package final class InventoryRows {
    private var storage = RowStorage()
    private var row: UnsafeMutablePointer<Int64>?
    /// Fields of the row being filled that could not be read, a bit each.
    private var unreadableBits: UInt64 = 0
    /// Names of the row's values that could not be read.
    private var unreadableNames: [String] = []
    private var unreadable = UnreadableValues()
    private var isTaken = false

    package init() {}

    deinit { if !isTaken { storage.deallocate() } }

    /// Rows that were ended.
    package var count: Int { storage.rowCount }

    /// Begins a row; one that was not ended is dropped.
    package func begin() throws(InventoryTooLarge) {
        precondition(!isTaken, "begin after build")
        guard storage.rowCount < POSLimits.rowsMax, storage.byteCount < POSLimits.arenaBytesMax
        else { throw InventoryTooLarge(rows: storage.rowCount, bytes: storage.byteCount) }
        row = storage.beginRow()
        (unreadableBits, unreadableNames) = (0, [])
    }

    /// Ends the row.
    package func end() {
        let row = filled
        row[InventoryField.flags.rawValue] |= UnreadableParts.of(unreadableBits)
        let item = storage.id(row[InventoryField.idItem.rawValue])?.description
        for name in unreadableNames { unreadable.note("inventory.\(name)", in: item) }
        storage.commitRow()
        self.row = nil
    }

    /// All rows as an inventory. To be called once.
    ///
    /// - Parameters:
    ///   - isShort: the source itself says that there are more.
    ///   - details: what the rows' batches have besides, where the source says it with the rows.
    package func build(isShort: Bool = false, details: [BatchDetails] = []) -> Inventory {
        precondition(!isTaken, "build after build")
        isTaken = true
        var enrichment = InventoryEnrichment()
        for batch in details { _ = enrichment.sources[0].add(batch) }
        return Inventory(
            owning: storage, isShort: isShort, unreadable: unreadable, enrichment: enrichment)
    }

    // MARK: - Values

    /// Reads a field's value out of a text: an id, a text, a number or a date as the field has one.
    /// A blank text is absent.
    ///
    /// - Parameter name: what the source calls the value, for when it cannot be read.
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

    /// Reads a flag out of a text: true, yes, y, on and 1, or their opposites.
    package func read(_ text: String, _ flag: InventoryFlag, named name: String) {
        guard let text = text.nonBlankOfControls else { return }
        guard let value = FlagText.value(of: text.utf8) else { return setUnreadable(flag, name) }
        set(flag, value)
    }

    /// A text of a field of texts, trimmed and cut to what the field holds.
    package func set(_ field: InventoryField, text: String) {
        precondition(field.kind == .text, "no field of texts")
        guard let text = ForeignText.cut(text, bytes: field.textBytesMax).nonBlankOfControls else {
            return
        }
        filled[field.rawValue] = keep(Array(text.utf8), field.rawValue).slot
    }

    /// An id: any text that is not blank, at most ``POSLimits/idBytesMax`` bytes of it.
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

    /// A number in units: money in dollars. A price or cost of zero or less, or absurd, is absent.
    /// False where the field can have no such number.
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

    /// Something is there that is no such value.
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

    /// The slots of the row being filled.
    private var filled: UnsafeMutablePointer<Int64> {
        guard let row else { preconditionFailure("no row was begun") }
        return row
    }

    /// Copies a text into the arena, or shares the previous row's equal one.
    private func keep(_ text: [UInt8], _ slot: Int) -> TextReference {
        if storage.rowCount > 0 {
            let previous = TextReference(slot: storage.row(storage.rowCount - 1)[slot])
            if storage.content(previous).elementsEqual(text) { return previous }
        }
        return storage.keep(text)
    }
}

extension InventoryField {
    /// What the values of a field are.
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

    /// Bytes kept of a text.
    package var textBytesMax: Int {
        switch self {
        case .name: POSLimits.nameBytesMax
        case .imageURL: POSLimits.urlBytesMax
        case .batchLabel, .packageLabel, .tag, .metrcTag, .batchTag: POSLimits.labelBytesMax
        default: POSLimits.wordBytesMax
        }
    }
}
