import MirrorMessages

/// posmirror.v1.Pos
extension MirrorClient {
    /// The mirrored brands, categories, vendors and location.
    public func metadata(orgID: String) throws(MirrorClientError) -> GetMetadataReply {
        var request = GetMetadataRequest()
        request.orgId = orgID
        return try call(PosCall.getMetadata, request)
    }

    /// The newest changes of a product's price (`limit` 0 for the daemon's default), oldest first.
    public func priceHistory(
        orgID: String, productID: String, limit: Int32 = 0
    ) throws(MirrorClientError) -> GetPriceHistoryReply {
        var request = GetPriceHistoryRequest()
        request.orgId = orgID
        request.productId = productID
        request.limit = limit
        return try call(PosCall.getPriceHistory, request)
    }

    /// The menu as the POS has it at this moment, chunk by chunk.
    ///
    /// - Parameter locationID: one store of the tenant, here and below; empty for all. Throws
    ///   `notFound` where the tenant has no such location.
    public func previewMenu(
        orgID: String, locationID: String = "", inStockOnly: Bool = false,
        each: (MenuChunk) -> Void
    ) throws(MirrorClientError) {
        var request = PreviewMenuRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.inStockOnly = inStockOnly
        try stream(PosCall.previewMenu, request) { each($0) }
    }

    /// Products whose stock expires within `days` (0 for the daemon's default).
    public func clearance(
        orgID: String, locationID: String = "", days: Int32 = 0
    ) throws(MirrorClientError) -> GetClearanceReply {
        var request = GetClearanceRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.days = days
        return try call(PosCall.getClearance, request)
    }

    /// Makes a candidate's rule one of the tenant's own. `locationID` and `days` are those with
    /// which ``clearance(orgID:locationID:days:)`` found it.
    public func acceptClearance(
        orgID: String, id: String, locationID: String = "", percent: Int32? = nil,
        days: Int32 = 0
    ) throws(MirrorClientError) -> AcceptClearanceReply {
        var request = AcceptClearanceRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.id = id
        request.percent = percent
        request.days = days
        return try call(PosCall.acceptClearance, request)
    }

    /// Relays what the POS's webhook reported: its body and its signature, unchanged.
    public func ingestEvent(
        orgID: String, payload: [UInt8], signature: String = ""
    ) throws(MirrorClientError) -> IngestEventReply {
        var request = IngestEventRequest()
        request.orgId = orgID
        request.payload = payload
        request.signature = signature
        return try call(PosCall.ingestEvent, request)
    }

    /// Batches in stock that expire within `days` (0 for the daemon's default), soonest first.
    public func expiringInventory(
        orgID: String, locationID: String = "", days: Int32 = 0
    ) throws(MirrorClientError) -> GetExpiringInventoryReply {
        var request = GetExpiringInventoryRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.days = days
        return try call(PosCall.getExpiringInventory, request)
    }
}
