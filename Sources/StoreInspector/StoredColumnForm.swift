import Catalog
import DocumentStore
import RocksStore

/// Keys and values of the `columns` family.
enum StoredColumnForm {
    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(StoreError) -> InspectedEntry {
        switch try StoredColumn(key, value) {
        case .row(let org, let id, let row): return entry("row \(org)/\(id)", row)
        case .storeRow(let org, let location, let id, let row):
            return entry("row \(org)/\(id) at \(location)", row)
        case .rulesTime(let org, let time):
            return InspectedEntry("rules time \(org)", ["changed": InspectedEntry.time(time)])
        case .baseChanges(let org, let id, let changes):
            var entry = InspectedEntry("base changes \(org)/\(id)")
            entry.facts = changes.map { InspectedEntry.Fact(name: "change", text: $0) }
            return entry
        case .ruleChange(let org, let ruleID, let time, let before):
            return InspectedEntry(
                "rule change \(org)/\(ruleID)",
                ["changed": InspectedEntry.time(time), "before": before])
        }
    }

    private static func entry(_ name: String, _ row: StoredColumnRow) -> InspectedEntry {
        var entry = InspectedEntry(
            name,
            [
                "flags": flags(row), "price": "\(row.priceCents) cents",
                "category": row.category, "brand": row.brand,
                "source hash": InspectedEntry.hex(row.sourceHash),
            ])
        if let store = row.store, !store.isEmpty {
            entry.facts.append(InspectedEntry.Fact(name: "price of", text: store))
        }
        return entry
    }

    static func flags(_ row: StoredColumnRow) -> String {
        var names: [String] = []
        if row.isActive { names.append("active") }
        if row.isInStock { names.append("in stock") }
        if row.isDeleted { names.append("deleted") }
        if row.isDated { names.append("dated") }
        if row.store != nil { names.append("of stores") }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// What a key belongs to: ORG, or ORG/ID.
    static func owner(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(StoreError) -> String {
        switch try StoredColumn(key, value) {
        case .row(let org, let id, _), .storeRow(let org, _, let id, _),
            .baseChanges(let org, let id, _):
            "\(org)/\(id)"
        case .rulesTime(let org, _): org
        case .ruleChange(let org, let ruleID, _, _): "\(org)/\(ruleID)"
        }
    }
}

extension StoreInspector {
    /// The entries of a tenant, or of one product or rule of it; all for an empty `prefix`. What
    /// cannot be decoded is shown whatever the prefix: nobody knows whose it is.
    func columns(_ prefix: String, into list: inout EntryList) throws(StoreError) {
        try scan(ColumnFamily.columns.name, into: &list) { key, value throws(StoreError) in
            let owner = try StoredColumnForm.owner(key, value)
            guard prefix.isEmpty || owner == prefix || owner.hasPrefix(prefix + "/") else {
                return nil
            }
            return try StoredColumnForm.entry(key, value)
        }
    }
}
