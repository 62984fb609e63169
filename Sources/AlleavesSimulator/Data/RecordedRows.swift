import CivilTime
import JSON

/// Recorded rows with a test's edits.
struct RecordedRows {
    let rows: [JSONValue]
    let edits: InventoryEdits
    let today: CivilDate

    /// The rows that match, each with their number in `total_rows`.
    func search(_ query: String, _ idLocation: Int?) -> [JSONValue] {
        var seen: Set<Int> = []
        var found: [JSONValue] = []
        for row in rows {
            guard let item = row["id_item"]?.integer else { continue }
            let isFirst = seen.insert(item).inserted
            if edits.hides(item, seed: 0) { continue }
            if let idLocation, row["id_location"]?.integer != idLocation { continue }
            if !Self.matches(row["item"]?.string ?? "", query) { continue }
            found.append(edited(row, item: item, isFirst: isFirst))
        }
        let total = JSONValue.integer(edits.totalRows ?? found.count)
        return found.map { row in
            var row = row
            row["total_rows"] = total
            return row
        }
    }

    private static func matches(_ name: String, _ query: String) -> Bool {
        query.isEmpty || name.lowercased().contains(query.lowercased())
    }

    private func edited(_ row: JSONValue, item: Int, isFirst: Bool) -> JSONValue {
        var row = row
        if let cents = edits.prices[item] {
            let isGeneric = (row["price_otd_adult_use"]?.tenThousandths ?? 0) == 0
            row[isGeneric ? "price_otd" : "price_otd_adult_use"] = .cents(cents)
        }
        if let units = edits.stocks[item] {
            let here = isFirst ? units : 0
            row["available"] = .integer(here)
            row["on_hand"] = .integer(here)
            if here > 0 && row["area_type"]?.string == nil {
                row["id_area"] = .integer(StockArea.retail.rawValue)
                row["area"] = .string("Front Room")
                row["area_type"] = .string("Retail")
            }
        }
        return row
    }

    func batches(_ selection: BatchSelection) -> JSONValue {
        let ids = selection.ids.map { Set($0) }
        return .array(
            search("", nil).compactMap { row in
                if let ids, !ids.contains(row["id_batch"]?.integer ?? -1) { return nil }
                let takes = selection.takes(
                    expires: row["date_expire"]?.string.flatMap { CivilDate(prefix: $0) },
                    onHand: row["on_hand"]?.integer ?? 0, category: row["category"]?.string ?? "",
                    today: today)
                return takes || ids != nil ? Self.batch(row) : nil
            })
    }

    /// The fields of an inventory row that its batch has too.
    static func batch(_ row: JSONValue) -> JSONValue {
        let shared = [
            "id_batch", "id_item", "item", "status", "id_status", "date_expire", "on_hand",
            "available", "thc_mg", "cbd_mg", "id_area", "area", "id_location",
        ]
        return .object(
            shared.compactMap { key in row.member(key).map { JSONValue.Member(key, $0) } })
    }

    /// The distinct non-empty texts of a column, in order of appearance.
    static func distinct(_ key: String, _ rows: [JSONValue]) -> [String] {
        var seen: Set<String> = []
        return rows.compactMap { $0[key]?.string }.filter {
            !$0.isEmpty && seen.insert($0).inserted
        }
    }
}
