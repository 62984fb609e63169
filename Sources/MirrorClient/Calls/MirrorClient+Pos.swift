import MirrorMessages

/// posmirror.v1.Pos
extension MirrorClient {
    /// The mirrored brands, categories, vendors and location.
    public func metadata(orgID: String) throws(MirrorClientError) -> GetMetadataReply {
        var request = GetMetadataRequest()
        request.orgId = orgID
        return try call(MirrorServiceName.pos, "GetMetadata", request)
    }

    /// Batches in stock that expire within `days` (0 for the daemon's default), soonest first.
    public func expiringInventory(
        orgID: String, days: Int32 = 0
    ) throws(MirrorClientError) -> GetExpiringInventoryReply {
        var request = GetExpiringInventoryRequest()
        request.orgId = orgID
        request.days = days
        return try call(MirrorServiceName.pos, "GetExpiringInventory", request)
    }
}
