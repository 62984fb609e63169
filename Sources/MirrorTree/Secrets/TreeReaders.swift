/// Who may read documents of a collection, in it and below (Protocol/README.md, Access). Admins may
/// read everything; documents outside all collections are for them alone.
public enum TreeReaders: Sendable {
    /// Every caller.
    case everyone
    /// Every caller; one with a session only of tenants that its holder manages.
    case everyoneButSessionsTheirOwn
    /// Callers with a session, of tenants that its holder manages: people's data.
    case managers
    /// Callers with the role sync, without the secrets.
    case sync
    case admins
}

extension TreeCollection {
    /// Who may read its documents.
    public var readers: TreeReaders {
        switch self {
        case .publicViews, .discounts, .metadata: .everyone
        case .integrations: .everyoneButSessionsTheirOwn
        case .orders, .customers: .managers
        case .locations: .sync
        case .products, .users, .sessions, .spending, .posWrites, .posEvents, .notifications,
            .writeLog:
            .admins
        }
    }

    /// Whether a collection of this id, wherever it lies, may hold people's data that the managers
    /// of a tenant read.
    public static func isOfManagers(collectionId: String) -> Bool {
        TreeCollection(rawValue: collectionId)?.readers == .managers
    }
}
