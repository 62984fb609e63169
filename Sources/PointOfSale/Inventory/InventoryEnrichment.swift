/// Batch details, area names and area types to be merged into an inventory; separately for each
/// source, because every company numbers areas and batches from 1000.
package struct InventoryEnrichment: Sendable {
    /// The data for one of the merged inventories.
    package struct Source: Sendable {
        var batches: [POSID: BatchDetails] = [:]
        var areaNames: [POSID: String] = [:]
        var areaTypes: [POSID: String] = [:]

        /// Adds a batch's details; of several for one batch, the first counts.
        ///
        /// - Returns: whether they were added.
        mutating func add(_ batch: BatchDetails) -> Bool {
            let id = POSID(batch.idBatch)
            guard batches[id] == nil else { return false }
            batches[id] = batch
            return true
        }
    }

    package var sources: [Source] = [Source()]

    package func details(of row: InventoryRow) -> BatchDetails? {
        let batches = sources[row.source].batches
        guard !batches.isEmpty, let id = row.id(.idBatch) else { return nil }
        return batches[id]
    }

    /// The row's own date, otherwise its batch's.
    package func expiry(of row: InventoryRow) -> CalendarDate? {
        row.date(.dateExpire) ?? row.date(.expirationDate) ?? details(of: row)?.expiry
    }

    /// The row's own area, otherwise its batch's.
    package func idArea(of row: InventoryRow) -> POSID? {
        row.id(.idArea) ?? details(of: row)?.idArea.map { POSID($0) }
    }

    package func areaName(of row: InventoryRow) -> String? {
        let names = sources[row.source].areaNames
        guard !names.isEmpty else { return nil }
        return idArea(of: row).flatMap { names[$0] }
    }

    /// The type of the row's area in the POS's list of areas; nil if unknown.
    package func areaType(of row: InventoryRow) -> String? {
        let types = sources[row.source].areaTypes
        guard !types.isEmpty else { return nil }
        return idArea(of: row).flatMap { types[$0] }
    }
}
