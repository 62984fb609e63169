import StatusCodes

/// `projects/{project}/databases/{database}`; the default database is literally `(default)`.
public struct DatabaseName: Hashable, Sendable {
    public let project: String
    public let database: String
    /// The name of the tree's root, the parent of top-level collections.
    public let documentsRoot: String

    /// Throws `malformedResourceName` for ids that are empty, too long or contain a slash.
    public init(project: String, database: String = "(default)") throws(Status) {
        for id in [project, database] {
            let bytes = id.utf8
            guard !bytes.isEmpty, bytes.count <= FirestoreLimits.databaseIdBytesMax,
                !bytes.contains(0x2F), !bytes.contains(0)
            else { throw .malformedResourceName }
        }
        self.project = project
        self.database = database
        documentsRoot = "projects/\(project)/databases/\(database)/documents"
    }

    /// Parses a database name without a document path.
    public init(_ name: String) throws(Status) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0] == "projects", parts[2] == "databases"
        else { throw .malformedResourceName }
        try self.init(project: String(parts[1]), database: String(parts[3]))
    }

    /// The database's resource name.
    public var name: String { "projects/\(project)/databases/\(database)" }
}
