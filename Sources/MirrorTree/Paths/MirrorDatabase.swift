import FirestoreModel

/// The database that holds the mirror's tree; documents of other databases mean nothing to it.
public enum MirrorDatabase {
    /// Its id.
    public static var id: String { "(default)" }
}

extension DocumentKey {
    /// The key of a document of the mirror's tree. REQUIRES: `path` names a document.
    public init(mirror path: ResourcePath) { self.init(database: MirrorDatabase.id, path: path) }
}

extension ResourcePath {
    /// The document `id` of this collection. REQUIRES: a valid id, such as one that the mirror
    /// makes; it is not checked.
    public func document(_ id: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: segments + [id])
    }
}
