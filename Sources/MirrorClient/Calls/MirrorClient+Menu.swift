import MirrorMessages

/// posmirror.v1.Menu
extension MirrorClient {
    /// The whole menu, chunk by chunk as it arrives; all chunks show one generation of prices.
    /// With `knownVersion` current, one chunk says `notModified`.
    public func menu(
        orgID: String, inStockOnly: Bool = false, knownVersion: UInt64 = 0,
        each: (MenuChunk) -> Void
    ) throws(MirrorClientError) {
        var request = GetMenuRequest()
        request.orgId = orgID
        request.inStockOnly = inStockOnly
        request.knownVersion = knownVersion
        try stream(MenuCall.getMenu, request) { each($0) }
    }

    /// One product, by its document id or the POS's own id. Throws `notFound`.
    public func product(
        orgID: String, productID: String
    ) throws(MirrorClientError) -> GetProductReply {
        var request = GetProductRequest()
        request.orgId = orgID
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
        orgID: String, productID: String
    ) throws(MirrorClientError) -> ExplainPriceReply {
        var request = ExplainPriceRequest()
        request.orgId = orgID
        request.productId = productID
        return try call(MenuCall.explainPrice, request)
    }

    /// Every discount rule of a tenant and what becomes of it.
    public func discounts(orgID: String) throws(MirrorClientError) -> ListDiscountsReply {
        var request = ListDiscountsRequest()
        request.orgId = orgID
        return try call(MenuCall.listDiscounts, request)
    }
}
