import FirestoreModel
import StatusCodes

/// The collections at the top of the tree that belong to no tenant's document. Products have
/// ``ProductPath``.
public enum RootPath {
    /// The collection of the locations with their POS accounts.
    public static let locations = collection(.locations)
    /// The collection of the mirror's own sessions, by the hash of their tokens.
    public static let sessions = collection(.sessions)
    /// The collection below whose documents the tenants' collections lie.
    public static let tenants = ResourcePath(uncheckedSegments: [TreeCollection.tenants])

    /// A location; throws for an id from outside that no document can have.
    public static func location(_ id: String) throws(Status) -> ResourcePath {
        try locations.child(id)
    }

    /// A session; throws for an id from outside that no document can have.
    public static func session(_ id: String) throws(Status) -> ResourcePath {
        try sessions.child(id)
    }

    /// A user's profile; throws for an id from outside that no document can have.
    public static func user(_ id: String) throws(Status) -> ResourcePath {
        try collection(.users).child(id)
    }

    /// A tenant's document; throws for an id from outside that no document can have.
    public static func tenant(checking org: String) throws(Status) -> ResourcePath {
        try tenants.child(org)
    }

    /// The id of a location's document; nil for any other path.
    public static func locationID(_ path: ResourcePath) -> String? {
        let ids = path.segments
        guard ids.count == 2, ids[0] == TreeCollection.locations.rawValue else { return nil }
        return ids[1]
    }

    private static func collection(_ collection: TreeCollection) -> ResourcePath {
        ResourcePath(uncheckedSegments: [collection.rawValue])
    }
}
