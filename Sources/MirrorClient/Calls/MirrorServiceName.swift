/// The services of the daemon, by the names in Protocol/*.proto.
public enum MirrorServiceName {
    public static let menu = "posmirror.v1.Menu"
    public static let sync = "posmirror.v1.Sync"
    public static let pos = "posmirror.v1.Pos"
    public static let admin = "posmirror.v1.Admin"
    public static let firestore = "google.firestore.v1.Firestore"
    public static let health = "grpc.health.v1.Health"
}
