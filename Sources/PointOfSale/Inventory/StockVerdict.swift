/// Whether the units of a row may be sold, and if not, why. The raw value lies in the row's flags
/// slot.
public enum StockVerdict: Int64, Sendable {
    case sellable = 1
    /// Past its date, and sold all the same.
    case sellableExpired
    case expired
    /// In an area of a type that does not sell.
    case area
    case closed
    case onHold
    case deleted
    /// Its date of expiry is something that cannot be read: it may have passed.
    case unreadableExpiry

    /// One word for documents; nil where it sells.
    public var reason: String? {
        switch self {
        case .sellable, .sellableExpired: nil
        case .expired: "expired"
        case .area: "area"
        case .closed: "closed"
        case .onHold: "hold"
        case .deleted: "deleted"
        case .unreadableExpiry: "unreadable"
        }
    }

    public var isSellable: Bool { reason == nil }

    static let shift: Int64 = 16
    static let mask: Int64 = 0xF << shift
}

/// Judges the rows of an inventory by the rules of their locations.
struct StockJudge {
    let rows: RowStorage
    let enrichment: InventoryEnrichment
    /// By the row's source.
    let rules: [StockRules]
    /// Area types that may be sold from, by the place of the text: rows share their texts.
    private var lastAreaType = TextReference.empty
    private var lastSells = true

    init(_ rows: RowStorage, _ enrichment: InventoryEnrichment, _ rules: [StockRules]) {
        self.rows = rows
        self.enrichment = enrichment
        self.rules = rules
    }

    /// Writes every row's verdict into its flags slot.
    mutating func judge() {
        let flags = InventoryField.flags.rawValue
        for index in 0..<rows.rowCount {
            let row = InventoryRow(rows, index)
            let verdict = verdict(of: row)
            row.slots[flags] &= ~StockVerdict.mask
            row.slots[flags] |= verdict.rawValue &<< StockVerdict.shift
        }
    }

    /// A flag that cannot be read is taken for the one that keeps stock from being sold.
    private mutating func verdict(of row: InventoryRow) -> StockVerdict {
        if row.mayBe(.deleted) { return .deleted }
        if row.mayBe(.qcHold) { return .onHold }
        let rules = rules[row.source]
        guard isOpen(row) else { return .closed }
        guard sells(row, rules) else { return .area }
        guard let expiry = enrichment.expiry(of: row) else {
            return row.lacks(UnreadableParts.expiry) && !rules.sellsExpired
                ? .unreadableExpiry : .sellable
        }
        guard let today = rules.today, expiry < today else { return .sellable }
        return rules.sellsExpired ? .sellableExpired : .expired
    }

    private func isOpen(_ row: InventoryRow) -> Bool {
        let status = row.text(.status)
        if status.length > 0 { return isWord(status, "open") }
        if status.isUnreadable { return false }
        guard let status = enrichment.details(of: row)?.status else { return true }
        return status.lowercased() == "open"
    }

    /// By the type that the row says and by the one that the area is known to have: both must sell.
    private mutating func sells(_ row: InventoryRow, _ rules: StockRules) -> Bool {
        let type = row.text(.areaType)
        if type.isUnreadable { return false }
        if type.length > 0, !isWord(type, "retail"), !sells(type, rules) { return false }
        guard let known = enrichment.areaType(of: row) else { return true }
        return rules.sells(areaType: known)
    }

    private mutating func sells(_ type: TextReference, _ rules: StockRules) -> Bool {
        if type == lastAreaType, self.rules.count == 1 { return lastSells }
        lastAreaType = type
        lastSells = rules.sells(areaType: rows.string(type))
        return lastSells
    }

    /// True if the text is `word` (lower case letters) in any case.
    private func isWord(_ text: TextReference, _ word: StaticString) -> Bool {
        guard Int(text.length) == word.utf8CodeUnitCount else { return false }
        let bytes = rows.bytes + Int(text.offset)
        for index in 0..<word.utf8CodeUnitCount
        where bytes[index] | 0x20 != word.utf8Start[index] {
            return false
        }
        return true
    }
}
