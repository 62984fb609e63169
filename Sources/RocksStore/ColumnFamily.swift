/// The store's key spaces. One write batch spans all of them atomically.
///
/// The names are on disk: append, never rename.
public enum ColumnFamily: Int, CaseIterable, Sendable {
    /// Documents by path.
    case documents
    /// Entries of field indexes.
    case indexes
    /// Rows of the catalogs, and data derived for them.
    case columns
    /// One record for each commit, by version.
    case changes
    /// Format version, last commit.
    case meta

    /// The name on disk.
    public var name: String {
        switch self {
        case .documents: "documents"
        case .indexes: "indexes"
        case .columns: "columns"
        case .changes: "changes"
        case .meta: "meta"
        }
    }
}
