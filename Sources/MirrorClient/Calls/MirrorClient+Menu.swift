import MirrorMessages

/// posmirror.v1.Menu
extension MirrorClient {
    /// The whole menu, chunk by chunk as it arrives; all chunks show one generation of prices.
    /// With `knownVersion` current, one chunk says `notModified`.
    ///
    /// - Parameter locationID: one store of the tenant, here and below; empty for the tenant's own
    ///   menu. Throws `notFound` where the tenant has no such location.
    public func menu(
        orgID: String, locationID: String = "", inStockOnly: Bool = false,
        knownVersion: UInt64 = 0, each: (MenuChunk) -> Void
    ) throws(MirrorClientError) {
        var request = GetMenuRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.inStockOnly = inStockOnly
        request.knownVersion = knownVersion
        try stream(MenuCall.getMenu, request) { each($0) }
    }

    /// One product, by its document id or the POS's own id. Throws `notFound`.
    public func product(
        orgID: String, productID: String, locationID: String = ""
    ) throws(MirrorClientError) -> GetProductReply {
        var request = GetProductRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.productId = productID
        return try call(MenuCall.getProduct, request)
    }

    /// One page of a filtered and sorted menu.
    public func queryMenu(
        _ request: QueryMenuRequest
    ) throws(MirrorClientError) -> QueryMenuReply {
        try call(MenuCall.queryMenu, request)
    }

    /// Why a product costs what it costs.
    public func explainPrice(
        orgID: String, productID: String, locationID: String = ""
    ) throws(MirrorClientError) -> ExplainPriceReply {
        var request = ExplainPriceRequest()
        request.orgId = orgID
        request.locationId = locationID
        request.productId = productID
        return try call(MenuCall.explainPrice, request)
    }

    /// Every discount rule of a tenant and what becomes of it.
    public func discounts(
        orgID: String, locationID: String = ""
    ) throws(MirrorClientError) -> ListDiscountsReply {
        var request = ListDiscountsRequest()
        request.orgId = orgID
        request.locationId = locationID
        return try call(MenuCall.listDiscounts, request)
    }
}
