/// One product that a commit changed, as a tenant's catalog takes it in.
struct RowEdit: Sendable {
    /// UTF-8 of the product document's id.
    let id: [UInt8]
    /// nil where the document is gone.
    let row: StoredRow?
}
