import PointOfSale

/// How to read the value of a key. Keys without an action, above all licence numbers, are skipped
/// (hazard R1 of Protocol/alleaves.md).
struct FieldAction {
    enum Kind: UInt8 {
        case skip, identifier, money, cost, quantity, percent, text, flag, date, total
    }

    var kind: Kind
    /// The slot, or the flag's number.
    var index: UInt16
    /// Maximum bytes of a text.
    var limit: Int32

    static let skip = FieldAction(kind: .skip, index: 0, limit: 0)

    /// The action for a row's key.
    static func forKey(_ key: UnsafeBufferPointer<UInt8>) -> FieldAction {
        guard key.count < byLength.count else { return .skip }
        for entry in byLength[key.count] where entry.key.elementsEqual(key) { return entry.action }
        return .skip
    }

    /// A number below 64 of what the action reads, for ``UnreadableFields``.
    var code: Int {
        switch kind {
        case .total, .skip: FieldAction.totalCode
        case .flag: InventoryField.slotCount + Int(index)
        case .identifier, .money, .cost, .quantity, .percent, .text, .date: Int(index)
        }
    }

    private static let totalCode = 63
    /// In place of a field's: the row as a whole.
    static let rowCode = 62

    /// The keys by ``code``.
    static let keysByCode: [Int: String] = Dictionary(
        table.map { ($0.1.code, $0.0) } + [(rowCode, UnreadableValues.rowField)],
        uniquingKeysWith: { first, _ in first })

    private struct Entry {
        let key: [UInt8]
        let action: FieldAction
    }

    private static let byLength: [[Entry]] = {
        let entries = table.map { Entry(key: Array($0.0.utf8), action: $0.1) }
        let longest = entries.map(\.key.count).max() ?? 0
        return (0...longest).map { length in entries.filter { $0.key.count == length } }
    }()

    private static func slot(_ kind: Kind, _ field: InventoryField) -> FieldAction {
        FieldAction(kind: kind, index: UInt16(field.rawValue), limit: 0)
    }

    private static func text(_ field: InventoryField, _ limit: Int) -> FieldAction {
        FieldAction(kind: .text, index: UInt16(field.rawValue), limit: Int32(limit))
    }

    private static func word(_ field: InventoryField) -> FieldAction {
        text(field, POSLimits.wordBytesMax)
    }

    private static func label(_ field: InventoryField) -> FieldAction {
        text(field, POSLimits.labelBytesMax)
    }

    private static func flag(_ flag: InventoryFlag) -> FieldAction {
        FieldAction(kind: .flag, index: UInt16(flag.rawValue), limit: 0)
    }

    private static let table: [(String, FieldAction)] = [
        ("item", text(.name, POSLimits.nameBytesMax)),
        ("brand", word(.brand)), ("category", word(.category)), ("vendor", word(.vendor)),
        ("strain", word(.strain)), ("sku", word(.sku)), ("barcode", word(.barcode)),
        ("uom", word(.uom)), ("area", word(.area)), ("area_name", word(.areaName)),
        ("area_type", word(.areaType)), ("status", word(.status)),
        ("weight_useable_uom_short", word(.weightUOM)),
        ("image_url", text(.imageURL, POSLimits.urlBytesMax)),
        ("delivery_route", word(.deliveryRoute)), ("location", word(.location)),
        ("batch", label(.batchLabel)), ("metrc_package_label", label(.packageLabel)),
        ("tag", label(.tag)), ("metrc_tag", label(.metrcTag)), ("batch_tag", label(.batchTag)),
        ("id_item", slot(.identifier, .idItem)), ("id_batch", slot(.identifier, .idBatch)),
        ("id_area", slot(.identifier, .idArea)),
        ("id_location", slot(.identifier, .idLocation)),
        ("on_hand", slot(.quantity, .onHand)), ("available", slot(.quantity, .available)),
        ("price_otd_adult_use", slot(.money, .otdAdultUse)), ("price_otd", slot(.money, .otd)),
        ("price_retail_adult_use", slot(.money, .retailAdultUse)),
        ("price_retail", slot(.money, .retail)),
        ("price_otd_medical_use", slot(.money, .otdMedicalUse)),
        ("price_retail_medical_use", slot(.money, .retailMedicalUse)),
        ("cost_of_good", slot(.cost, .costOfGood)),
        ("batch_cost_of_good", slot(.cost, .batchCostOfGood)),
        ("thc", slot(.percent, .thc)), ("cbd", slot(.percent, .cbd)),
        ("thc_mg", slot(.percent, .thcMilligrams)), ("cbd_mg", slot(.percent, .cbdMilligrams)),
        ("weight_useable", slot(.percent, .weightUsable)),
        ("date_expire", slot(.date, .dateExpire)),
        ("expiration_date", slot(.date, .expirationDate)),
        ("date_received", slot(.date, .dateReceived)),
        ("package_date", slot(.date, .packageDate)),
        ("is_product", flag(.isProduct)), ("is_cannabis", flag(.isCannabis)),
        ("is_adult_use", flag(.isAdultUse)), ("deleted", flag(.deleted)),
        ("qc_hold", flag(.qcHold)),
        ("total_rows", FieldAction(kind: .total, index: 0, limit: 0)),
    ]
}
