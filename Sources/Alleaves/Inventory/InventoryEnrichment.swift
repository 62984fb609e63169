/// Batch details and area names to be merged into an inventory.
struct InventoryEnrichment: Sendable {
    var batches: [Int64: BatchDetails] = [:]
    var areaNames: [Int64: String] = [:]

    func details(of row: InventoryRow) -> BatchDetails? {
        guard !batches.isEmpty, let id = row.number(.idBatch) else { return nil }
        return batches[id]
    }

    /// The row's own date, else its batch's.
    func expiry(of row: InventoryRow) -> CalendarDate? {
        row.date(.dateExpire) ?? row.date(.expirationDate) ?? details(of: row)?.expiry
    }
}
