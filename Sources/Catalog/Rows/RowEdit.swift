/// One product that a commit changed, as input of a tenant's catalog.
struct RowEdit: Sendable {
    /// UTF-8 of the product document's id.
    let id: [UInt8]
    /// Nil where the commit deleted the document.
    let row: StoredRow?
    /// The rows of the stores that have it, by location; see ``StoreRows``.
    var stores: [String: StoredRow] = [:]
    /// Those of them that stay as they are, but for the update time of the document.
    var unchangedStores: Set<String> = []

    /// The edit of a store's catalog; nil where it concerns nothing there.
    func edit(of store: TenantCatalog) -> RowEdit? {
        guard !unchangedStores.contains(store.location) else { return nil }
        let row = stores[store.location] ?? row.flatMap { $0.isEverywhere ? $0 : nil }
        guard row != nil || store.generation.hasRow(id) else { return nil }
        return RowEdit(id: id, row: row)
    }
}
