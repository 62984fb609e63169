// Written by Protocol/generate.py from Protocol/sync.proto; change that file instead.

/// The methods of `posmirror.v1.Sync`.
public enum SyncMethod: String, ServiceMethod {
    /// Catalog, stock and prices. A second caller for the same tenant joins the run under way.
    case syncProducts = "SyncProducts"
    /// The discount rules; prices follow at once.
    case syncDiscounts = "SyncDiscounts"
    /// Brands, categories, vendors and the location.
    case syncMetadata = "SyncMetadata"
    /// Customers, 30 pages of 100 a run unless the daemon is set up otherwise; the next run goes on.
    case syncCustomers = "SyncCustomers"
    /// Orders since the last run, then what customers have spent and what products have sold.
    case syncOrders = "SyncOrders"
    /// All of the above, side by side, within five minutes. A part that fails keeps no other from
    /// landing; the reply's parts say which did.
    case syncOrg = "SyncOrg"
    /// SyncOrg of every tenant that has an active location, one after another.
    case syncAll = "SyncAll"
    /// The tenants that the caller may see: those of a session are the ones that it manages, and
    /// another is PERMISSION_DENIED.
    case getSyncStatus = "GetSyncStatus"
    /// Progress of the runs of a tenant, or with an empty org_id of all that the caller may see.
    case watchSync = "WatchSync"

    public static let service = "posmirror.v1.Sync"

    public var access: MethodAccess {
        switch self {
        case .syncProducts, .syncDiscounts, .syncMetadata, .syncCustomers, .syncOrders, .syncOrg:
            .trigger
        case .syncAll: .triggerAll
        case .getSyncStatus, .watchSync: .everybody
        }
    }

    public var work: MethodWork {
        switch self {
        case .syncProducts, .syncDiscounts, .syncMetadata, .syncCustomers, .syncOrders, .syncOrg,
            .syncAll, .getSyncStatus: .point
        case .watchSync: .loop
        }
    }

    public var streaming: MethodStreaming {
        switch self {
        case .syncProducts, .syncDiscounts, .syncMetadata, .syncCustomers, .syncOrders, .syncOrg,
            .syncAll, .getSyncStatus: .unary
        case .watchSync: .server
        }
    }
}

/// The methods of `posmirror.v1.Sync` with their messages.
public enum SyncCall {
    public static let syncProducts = UnaryCall<SyncRequest, SyncReply>(SyncMethod.syncProducts)
    public static let syncDiscounts = UnaryCall<SyncRequest, SyncReply>(SyncMethod.syncDiscounts)
    public static let syncMetadata = UnaryCall<SyncRequest, SyncReply>(SyncMethod.syncMetadata)
    public static let syncCustomers = UnaryCall<SyncRequest, SyncReply>(SyncMethod.syncCustomers)
    public static let syncOrders = UnaryCall<SyncOrdersRequest, SyncReply>(SyncMethod.syncOrders)
    public static let syncOrg = UnaryCall<SyncRequest, SyncReply>(SyncMethod.syncOrg)
    public static let syncAll = UnaryCall<SyncAllRequest, SyncAllReply>(SyncMethod.syncAll)
    public static let getSyncStatus = UnaryCall<GetSyncStatusRequest, SyncStatus>(
        SyncMethod.getSyncStatus)
    public static let watchSync = StreamCall<WatchSyncRequest, SyncEvent>(SyncMethod.watchSync)
}
