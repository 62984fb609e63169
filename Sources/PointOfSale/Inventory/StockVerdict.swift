/// Whether a row's units may be sold, and why not. Stored in the row's flags slot.
public enum StockVerdict: Int64, Sendable {
    case sellable = 1
    /// Expired, but sold nevertheless.
    case sellableExpired
    case expired
    /// In an area whose type is not sold from.
    case area
    case closed
    case onHold
    case deleted
    /// The expiry date is unreadable, so it may have passed.
    case unreadableExpiry

    /// One word for documents; nil if sellable.
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

/// Computes the verdicts of an inventory's rows by the rules of their locations.
struct StockJudge {
    let rows: RowStorage
    let enrichment: InventoryEnrichment
    /// By source of the rows.
    let rules: [StockRules]
    /// The last area type found sellable, by the location of its text: rows share texts.
    private var lastAreaType = TextReference.empty
    private var lastSells = true

    init(_ rows: RowStorage, _ enrichment: InventoryEnrichment, _ rules: [StockRules]) {
        self.rows = rows
        self.enrichment = enrichment
        self.rules = rules
    }

    /// Writes the verdict of every row to its flags slot.
    mutating func judge() {
        let flags = InventoryField.flags.rawValue
        for index in 0..<rows.rowCount {
            let row = InventoryRow(rows, index)
            let verdict = verdict(of: row)
            row.slots[flags] &= ~StockVerdict.mask
            row.slots[flags] |= verdict.rawValue &<< StockVerdict.shift
        }
    }

    /// An unreadable flag counts as the value that prevents sale.
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

    /// Both the area type of the row and that of the POS's list of areas must be sellable.
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

    /// Whether the text equals `word`, which is in lower case, ignoring case.
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
