import TTRPC

/// The authorisation that a method requires.
enum Requirement: Equatable, Sendable {
    /// Only access to the socket; where results depend on the caller, the method checks itself.
    case none
    /// A peer with at least this role. Other credentials do not help.
    case role(Role)
    /// To synchronise the tenant that the request names: a peer with role sync, the cron secret, or
    /// a session that manages that tenant.
    case trigger
    /// To synchronise every tenant: a peer with role sync, the cron secret, or a session that may
    /// manage any tenant.
    case triggerAll
    /// To relay what the POS reported: a peer with role sync, or the cron secret.
    case relay
    /// To act for the tenant that the request names: a peer with role admin, or a session that
    /// manages that tenant.
    case manage

    /// The peer role that suffices without credentials.
    var role: Role {
        switch self {
        case .none: .reader
        case .role(let role): role
        case .trigger, .triggerAll, .relay: .sync
        case .manage: .admin
        }
    }

    var acceptsCronSecret: Bool {
        switch self {
        case .trigger, .triggerAll, .relay: true
        case .none, .role, .manage: false
        }
    }

    var acceptsSessions: Bool {
        switch self {
        case .trigger, .triggerAll, .manage: true
        case .none, .role, .relay: false
        }
    }
}

/// The requirement of every method (Protocol/README.md, Access). Methods that are not listed are
/// for admins only, so that a forgotten entry is safe.
enum MethodPolicy {
    static func requirement(_ method: RPCMethod) -> Requirement {
        entry(method) ?? .role(.admin)
    }

    /// The entry of a method; nil where it has none.
    static func entry(_ method: RPCMethod) -> Requirement? {
        table[method.service]?[method.name]
    }

    private static let table: [String: [String: Requirement]] = [
        MenuService.name: [
            "GetMenu": .none, "GetProduct": .none, "QueryMenu": .none, "WatchMenu": .none,
            "ExplainPrice": .none, "ListDiscounts": .none,
        ],
        SyncService.name: [
            "SyncProducts": .trigger, "SyncDiscounts": .trigger, "SyncMetadata": .trigger,
            "SyncCustomers": .trigger, "SyncOrders": .trigger, "SyncOrg": .trigger,
            "SyncAll": .triggerAll, "GetSyncStatus": .none, "WatchSync": .none,
        ],
        PosService.name: [
            "GetMetadata": .none, "GetExpiringInventory": .none, "GetBuilderProducts": .none,
            "GetPriceHistory": .none, "GetClearance": .none, "AcceptClearance": .manage,
            "PreviewMenu": .manage, "IngestEvent": .relay,
            "CreateCustomer": .manage, "SubmitOrder": .manage, "ApplyOrderDiscount": .manage,
            "CreateDiscount": .manage, "UpdateDiscount": .manage,
            "UpdateLoyaltyPoints": .manage, "AddStoreCredit": .manage, "GetPosWrite": .manage,
            "UpdateStock": .manage, "UpdatePrice": .manage, "UpdateLoyaltyProgram": .manage,
        ],
        AdminService.name: [
            "GetInfo": .none, "GetMetrics": .none, "Backup": .role(.admin),
            "Verify": .role(.admin), "Compact": .role(.admin), "CreateSession": .role(.admin),
            "RevokeSession": .role(.admin), "ListSessions": .role(.admin),
        ],
        // Checked document by document by the service itself: see FirestoreService.role.
        FirestoreService.name: [
            "GetDocument": .none, "ListDocuments": .none, "CreateDocument": .none,
            "UpdateDocument": .none, "DeleteDocument": .none, "BatchGetDocuments": .none,
            "BeginTransaction": .none, "Commit": .none, "Rollback": .none, "RunQuery": .none,
            "RunAggregationQuery": .none, "ExecutePipeline": .none,
            "PartitionQuery": .none, "ListCollectionIds": .none,
            "BatchWrite": .none, "Listen": .none, "Write": .none,
        ],
        HealthService.name: ["Check": .none, "Watch": .none],
    ]
}
