import MirrorMessages

/// posmirror.v1.Sync
extension MirrorClient {
    /// What a sync brings up to date.
    public enum SyncKind: String, Sendable, CaseIterable {
        case products, discounts, metadata, customers, orders
        /// All of them, side by side.
        case org

        /// Of those that take a plain request; orders have one of their own.
        fileprivate var call: UnaryCall<SyncRequest, SyncReply>? {
            switch self {
            case .products: SyncCall.syncProducts
            case .discounts: SyncCall.syncDiscounts
            case .metadata: SyncCall.syncMetadata
            case .customers: SyncCall.syncCustomers
            case .orders: nil
            case .org: SyncCall.syncOrg
            }
        }
    }

    /// Runs a sync, or joins the one under way, and waits for its end. A POS that cannot be read
    /// is a reply without `success`, not an error.
    ///
    /// - Parameter acceptRemovals: an inventory that became empty or much smaller, or a feed that
    ///   lost a field, is taken this once; of all but metadata and customers, for admins.
    public func sync(
        _ kind: SyncKind, orgID: String, acceptRemovals: Bool = false
    ) throws(MirrorClientError) -> SyncReply {
        guard let method = kind.call else {
            return try syncOrders(orgID, acceptRemovals: acceptRemovals)
        }
        var request = SyncRequest()
        request.orgId = orgID
        request.acceptRemovals = acceptRemovals
        return try call(method, request, seconds: ClientLimits.syncSeconds)
    }

    /// The orders from `since` on, or from where the last run ended with an empty one. A backfill
    /// reads a part of the history; call it until the reply `isComplete`.
    public func syncOrders(
        _ orgID: String, since: String = "", isBackfill: Bool = false, acceptRemovals: Bool = false
    ) throws(MirrorClientError) -> SyncReply {
        var request = SyncOrdersRequest()
        request.orgId = orgID
        request.since = since
        request.backfill = isBackfill
        request.acceptRemovals = acceptRemovals
        let seconds = isBackfill ? ClientLimits.backfillSeconds : ClientLimits.syncSeconds
        return try call(SyncCall.syncOrders, request, seconds: seconds)
    }

    /// Everything of every tenant that has an active location.
    public func syncAll() throws(MirrorClientError) -> SyncAllReply {
        try call(
            SyncCall.syncAll, SyncAllRequest(),
            seconds: ClientLimits.syncAllSeconds)
    }

    /// Catalog, stock and prices.
    public func syncProducts(_ orgID: String) throws(MirrorClientError) -> SyncReply {
        try sync(.products, orgID: orgID)
    }

    /// The discount rules.
    public func syncDiscounts(_ orgID: String) throws(MirrorClientError) -> SyncReply {
        try sync(.discounts, orgID: orgID)
    }

    /// Brands, categories, vendors and the location.
    public func syncMetadata(_ orgID: String) throws(MirrorClientError) -> SyncReply {
        try sync(.metadata, orgID: orgID)
    }

    /// The integration status of one tenant, or of all with an empty `orgID`.
    public func syncStatus(orgID: String = "") throws(MirrorClientError) -> SyncStatus {
        var request = GetSyncStatusRequest()
        request.orgId = orgID
        return try call(SyncCall.getSyncStatus, request)
    }

    /// The progress of a tenant's runs until the connection ends, see ``close()``.
    public func watchSync(
        orgID: String, each: (SyncEvent) -> Void
    ) throws(MirrorClientError) {
        var request = WatchSyncRequest()
        request.orgId = orgID
        try stream(SyncCall.watchSync, request, endless: true) { each($0) }
    }
}
