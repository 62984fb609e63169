import Pricing

/// Sums up the rows of an item: all of them, or those at one location.
struct ItemSums {
    let rows: RowStorage
    let enrichment: InventoryEnrichment

    /// Fills in what the ranked rows add up to, and notes what is odd of them.
    ///
    /// REQUIRES: the rows have been judged, and the summary has no sums yet.
    func sum(
        _ summary: inout ItemSummary, _ ranked: some Collection<UInt32>,
        _ findings: inout InventoryFindings
    ) {
        var mean = MeanCost()
        var expired: (units: Int64, expiry: CalendarDate?) = (0, nil)
        var undated = false
        for number in ranked {
            let row = InventoryRow(rows, Int(number))
            let available = row.number(.available) ?? 0
            let verdict = row.verdict
            // A cost says what was paid, so it stays what it was when a day passes.
            if verdict.isSellable || verdict == .expired { mean.add(row) }
            mean.addFirst(row)
            guard verdict.isSellable else {
                note(row, verdict, available, &expired, &undated, &findings)
                continue
            }
            // At most 4 M rows of 10^12 each: below 2^63.
            summary.stock &+= available
            summary.onHand &+= row.number(.onHand) ?? 0
            guard available > 0, let expiry = enrichment.expiry(of: row) else { continue }
            summary.expiry = summary.expiry.map { min($0, expiry) } ?? expiry
        }
        if undated { findings.undated.add(rows.id(summary.idItem)) }
        if summary.stock < 0 { findings.oversold.add(rows.id(summary.idItem)) }
        summary.stock = max(0, summary.stock)
        summary.onHand = max(0, summary.onHand)
        if expired.units > 0 {
            findings.expired.add(rows.id(summary.idItem))
            findings.expiredThousandths &+= expired.units
            // With nothing left to sell, the item shows why.
            if summary.stock == 0, summary.expiry == nil { summary.expiry = expired.expiry }
        }
        summary.cost = mean.value
    }

    /// Counts units that are there and not sold.
    private func note(
        _ row: InventoryRow, _ verdict: StockVerdict, _ available: Int64,
        _ expired: inout (units: Int64, expiry: CalendarDate?), _ undated: inout Bool,
        _ findings: inout InventoryFindings
    ) {
        guard available > 0 else { return }
        if verdict == .area {
            let own = rows.string(row.text(.areaType))
            let type = enrichment.areaType(of: row) ?? (own.isEmpty ? "unreadable" : own)
            let isKnown = findings.heldBackByArea[type] != nil
            let hasRoom = findings.heldBackByArea.count < POSLimits.areaTypesMax
            findings.heldBackByArea[isKnown || hasRoom ? type : "other", default: 0] &+= available
        } else if verdict == .unreadableExpiry {
            undated = true
        } else if verdict == .expired, let expiry = enrichment.expiry(of: row) {
            expired.units &+= available
            expired.expiry = expired.expiry.map { min($0, expiry) } ?? expiry
        }
    }

    /// Rounds 1/10,000 to cents, half up (costs are positive).
    static func centsOfCost(_ cost: Int64) -> Int64 { (cost &+ 50) / 100 }
}

/// The mean cost by units on hand; the first cost known where there are no units.
private struct MeanCost {
    private var first: Int64?
    private var weight: Int64 = 0
    private var weighted: UInt128 = 0

    mutating func add(_ row: InventoryRow) {
        guard let cost = row.cost, let onHand = row.number(.onHand), onHand > 0 else { return }
        weight &+= onHand
        weighted &+= UInt128(onHand) &* UInt128(cost)
    }

    mutating func addFirst(_ row: InventoryRow) { first = first ?? row.cost }

    /// Not rounded.
    var value: UnitCost? {
        guard weight > 0 else { return first.flatMap { UnitCost(tenThousandths: $0) } }
        return UnitCost(total: weighted, quantity: UInt64(weight))
    }
}
