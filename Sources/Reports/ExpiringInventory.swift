import MirrorTree
import Serving
import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import PointOfSale
import Pricing
import ProtobufWire
import Sync
import TTRPC

/// Finds batches in stock that expire soon or have expired, from the canonical products
/// (Protocol/alleaves.md, Reports).
package struct ExpiringInventory {
    package let store: DocumentStore
    package let zone: RuleZone
    /// Whose products there can be.
    package let providers: [POSProvider]

    package init(store: DocumentStore, zone: RuleZone, providers: [POSProvider]) {
        self.store = store
        self.zone = zone
        self.providers = providers
    }

    /// - Parameter now: milliseconds since 1970.
    package func find(
        _ request: GetExpiringInventoryRequest, now: Int64
    ) throws(RPCError) -> GetExpiringInventoryReply {
        var reply = GetExpiringInventoryReply()
        reply.items = Array(
            try batches(request, now: now).map(\.batch).prefix(ReportLimits.expiringBatchesMax))
        return reply
    }

    /// A batch and whether its product may be put on sale to clear it: sellable and no gift card.
    struct Found {
        var batch: ExpiringBatch
        let isClearable: Bool
    }

    /// All batches, soonest first, including past dates.
    func batches(
        _ request: GetExpiringInventoryRequest, now: Int64
    ) throws(RPCError) -> [Found] {
        let days = request.days == 0 ? ReportLimits.expiringDaysDefault : Int(request.days)
        guard days >= 1, days <= ReportLimits.expiringDaysMax else {
            throw RPCError(.invalidArgument, "days must be 1 to \(ReportLimits.expiringDaysMax)")
        }
        let today = zone.localDay(milliseconds: now)
        let minimum = request.minQuantity > 0 ? request.minQuantity : 1
        let categories = request.category.isEmpty ? nil : CategoryFilter(request.category)
        var found: [Found] = []
        for provider in providers {
            try store.scan(Self.canonicalProducts(request.orgId, provider)) {
                _, view throws(StoreError) in
                // One that is left out would be stock that expires unseen.
                guard let fields = try? Fields(mapValueBytes: view.copy().fields) else {
                    throw StoreError(
                        .corruption, "products", "one does not decode: verify names it")
                }
                if let categories, !categories.matches(Self.category(fields)) { return true }
                Self.append(fields, today: today, days: days, minimum: minimum, to: &found)
                return true
            }
        }
        found.sort {
            ($0.batch.daysUntilExpiry, $0.batch.itemName, $0.batch.idBatch)
                < ($1.batch.daysUntilExpiry, $1.batch.itemName, $1.batch.idBatch)
        }
        return found
    }

    private static func category(_ fields: Fields) -> CategoryPath {
        guard let path = fields["categoryPath"]?.arrayValue else {
            // Documents written before categories were paths.
            let raw = fields.text("rawCategory")
            return CategoryPath(raw.isEmpty ? fields.text("category") : raw)
        }
        return CategoryPath(segments: path.compactMap(\.stringValue))
    }

    /// The tenant's canonical products: one key range, because their ids start with the
    /// tenant's.
    private static func canonicalProducts(_ org: String, _ provider: POSProvider) -> DocumentScan {
        let first = DocumentKey(
            database: Catalog.database,
            path: ProductPath.canonical(org: org, id: provider.idPrefix))
        // Without the two terminator bytes, the key is the prefix of all longer ids.
        return DocumentScan(prefix: Array(first.bytes.dropLast(2)))
    }

    private static func append(
        _ fields: Fields, today: Int64, days: Int, minimum: Double, to found: inout [Found]
    ) {
        guard case .array(let batches) = fields["batches"], fields["isActive"] != .boolean(false)
        else { return }
        let isGiftCard =
            fields["isProduct"] == false
            || GiftCards.contain(fields.text("category"))
            || GiftCards.contain(fields.text("rawCategory"))
        for case .map(let batch) in batches {
            guard let quantity = batch.number("onHand"), quantity >= minimum,
                let expiry = CalendarDay.number(batch.text("expirationDate"))
            else { continue }
            let left = expiry - today
            guard left <= Int64(days) else { continue }
            var item = ExpiringBatch()
            item.idBatch = batch.text("batchId")
            item.idItem = fields.text("externalId")
            item.itemName = fields.text("name")
            item.category = fields.text("category")
            item.daysUntilExpiry = left
            item.quantity = quantity
            item.expirationDate = batch.text("expirationDate")
            item.area = batch.text("area")
            item.sellable =
                batch["sellable"] == true
                && (left >= 0 || batch["sellsExpired"] == true)
            (item.urgency, item.suggestedPercent) = urgency(left)
            // Unsellable stock cannot be cleared by a price.
            let isClearable = item.sellable && left >= 0 && !isGiftCard
            if !isClearable { item.suggestedPercent = 0 }
            found.append(Found(batch: item, isClearable: isClearable))
        }
    }

    private static func urgency(_ days: Int64) -> (String, Int32) {
        if days <= 7 { return ("high", 40) }
        return days <= 14 ? ("medium", 25) : ("low", 15)
    }
}

/// Gift cards, which are never on sale.
enum GiftCards {
    /// Whether a category, as the POS or the mirror writes it, is that of gift cards.
    static func contain(_ category: String) -> Bool {
        String(category.lowercased().filter(\.isLetter)).contains("giftcard")
    }
}
