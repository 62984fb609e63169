extension InventoryItem {
    /// The item's rows by precedence; see ``RowRanking``.
    var rowIndices: some RandomAccessCollection<Int> {
        let first = Int(summary.firstPosition)
        return inventory.order[first..<(first + Int(summary.rowCount))].lazy.map { Int($0) }
    }

    func firstText(_ field: InventoryField) -> TextReference {
        for index in rowIndices {
            let text = inventory.row(index).text(field)
            if text.length > 0 { return text }
        }
        return .empty
    }

    func firstNumber(_ field: InventoryField) -> Int64? {
        for index in rowIndices {
            if let number = inventory.row(index).number(field) { return number }
        }
        return nil
    }

    func firstFlag(_ flag: InventoryFlag) -> Bool? {
        for index in rowIndices {
            if let value = inventory.row(index).flag(flag) { return value }
        }
        return nil
    }

    /// The first value among the batches' details, by precedence of the rows.
    func firstDetail<Value>(_ detail: (BatchDetails) -> Value?) -> Value? {
        for index in rowIndices {
            if let batch = inventory.enrichment.details(of: inventory.row(index)),
                let value = detail(batch)
            {
                return value
            }
        }
        return nil
    }

    func string(_ reference: TextReference) -> String? {
        guard reference.length > 0 else { return nil }
        return String(decoding: inventory.bytes(reference), as: UTF8.self)
    }

    func batch(_ row: InventoryRow) -> InventoryBatch {
        let enrichment = inventory.enrichment
        let details = enrichment.details(of: row)
        let packageLabel = string(row.text(.packageLabel))
        let verdict = row.verdict
        return InventoryBatch(
            idBatch: row.id(.idBatch)?.description,
            idArea: enrichment.idArea(of: row)?.description,
            area: enrichment.areaName(of: row) ?? string(row.text(.area))
                ?? string(row.text(.areaName)) ?? details?.area,
            idLocation: row.id(.idLocation)?.description, location: string(row.text(.location)),
            label: string(row.text(.batchLabel)), packageLabel: packageLabel,
            tag: packageLabel ?? string(row.text(.tag)) ?? string(row.text(.metrcTag))
                ?? string(row.text(.batchTag)) ?? details?.tag,
            onHandThousandths: row.number(.onHand) ?? 0,
            availableThousandths: row.number(.available) ?? 0,
            expiry: enrichment.expiry(of: row), received: row.date(.dateReceived),
            packaged: row.date(.packageDate) ?? details?.packageDate ?? details?.productionDate,
            costCents: row.cost.map(ItemSums.centsOfCost), verdict: verdict,
            sellsExpired: inventory.rules[row.source].sellsExpired)
    }
}
