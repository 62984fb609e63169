import Serving
import Catalog
import DocumentStore
import MirrorMessages
import StatusCodes
import TTRPC

/// The response of GetPriceHistory.
package struct PriceHistoryResponse {
    package let catalog: Catalog

    package init(catalog: Catalog) {
        self.catalog = catalog
    }

    package func find(_ request: GetPriceHistoryRequest) throws(Status) -> GetPriceHistoryReply {
        try checkOrg(request.orgId)
        let limit = request.limit == 0 ? ReportLimits.priceChangesDefault : Int(request.limit)
        guard (1...ReportLimits.priceChangesMax).contains(limit) else {
            throw Status(.invalidArgument, "limit must be 1 to \(ReportLimits.priceChangesMax)")
        }
        let found = try catalog.priceHistory(org: request.orgId, productID: request.productId)
        guard let timeline = found else {
            _ = try catalog.generation(request.orgId)
            throw .unknownProduct(request.productId)
        }
        var reply = GetPriceHistoryReply()
        reply.changes = timeline.changes.suffix(limit).map { PriceChange($0) }
        reply.exactSince = WireTimestamp(microseconds: timeline.exactSince)
        reply.baseCents = timeline.base
        reply.priceCents = timeline.price
        reply.truncated = timeline.changes.count > limit
        return reply
    }
}

extension PriceChange {
    fileprivate init(_ change: PriceTimeline.Change) {
        self.init()
        at = WireTimestamp(microseconds: change.time)
        fromCents = change.priceBefore
        toCents = change.priceAfter
        baseFromCents = change.baseBefore
        baseToCents = change.baseAfter
        reason = change.reason.rawValue
        ruleId = change.rule?.id ?? ""
        discountId = change.rule?.discountId ?? ""
        discountName = change.rule?.name ?? ""
    }
}
