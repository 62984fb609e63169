/// One product that a commit changed, as input of a tenant's catalog.
struct RowEdit: Sendable {
    /// UTF-8 of the product document's id.
    let id: [UInt8]
    /// Nil where the commit deleted the document.
    let row: StoredRow?
}
