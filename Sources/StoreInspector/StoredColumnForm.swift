import Catalog
import DocumentStore
import RocksStore
import StatusCodes

/// Keys and values of the `columns` family.
enum StoredColumnForm {
    static func entry(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> InspectedEntry {
        switch try ColumnEntryDecoder(key, value) {
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

    /// The owner of a key: ORG, or ORG/ID.
    static func owner(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> String {
        switch try ColumnEntryDecoder(key, value) {
        case .row(let org, let id, _), .storeRow(let org, _, let id, _),
            .baseChanges(let org, let id, _):
            "\(org)/\(id)"
        case .rulesTime(let org, _): org
        case .ruleChange(let org, let ruleID, _, _): "\(org)/\(ruleID)"
        }
    }
}

extension StoreInspector {
    /// The entries of a tenant, or of one of its products or rules; all for an empty `prefix`.
    /// Entries that do not decode are always included, because their owner is unknown.
    func columns(_ prefix: String, into list: inout EntryList) throws(Status) {
        try scan(ColumnFamily.columns.name, into: &list) { key, value throws(Status) in
            let owner = try StoredColumnForm.owner(key, value)
            guard prefix.isEmpty || owner == prefix || owner.hasPrefix(prefix + "/") else {
                return nil
            }
            return try StoredColumnForm.entry(key, value)
        }
    }
}
