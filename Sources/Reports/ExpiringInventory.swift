import CivilTime
import MirrorTree
import Serving
import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import PointOfSale
import Pricing
import ProtobufWire
import StatusCodes
import Sync
import TTRPC

/// Finds batches in stock that expire soon or have expired, from the canonical products
/// (Protocol/alleaves.md, Reports).
package struct ExpiringInventory {
    package let store: DocumentStore
    package let zone: RuleZone
    /// Whose products there can be.
    package let providers: [POSProvider]
    /// The location where the batches lie; empty for all of the tenant.
    package let location: String

    package init(
        store: DocumentStore, zone: RuleZone, providers: [POSProvider], location: String
    ) {
        self.store = store
        self.zone = zone
        self.providers = providers
        self.location = location
    }

    /// - Parameter now: milliseconds since 1970.
    package func find(
        _ request: GetExpiringInventoryRequest, now: Int64
    ) throws(Status) -> GetExpiringInventoryReply {
        var reply = GetExpiringInventoryReply()
        reply.items = Array(
            try batches(request, now: now).map(\.batch).prefix(ReportLimits.expiringBatchesMax))
        return reply
    }

    /// A batch and whether its product may be put on sale to clear it: sellable and no gift card.
    struct Found {
        var batch: ExpiringBatch
        /// The id of the public product: two accounts number their items alike.
        let productID: String
        let isClearable: Bool
    }

    /// All batches, soonest first, including past dates.
    func batches(
        _ request: GetExpiringInventoryRequest, now: Int64
    ) throws(Status) -> [Found] {
        let days = request.days == 0 ? ReportLimits.expiringDaysDefault : Int(request.days)
        guard days >= 1, days <= ReportLimits.expiringDaysMax else {
            throw Status(.invalidArgument, "days must be 1 to \(ReportLimits.expiringDaysMax)")
        }
        let today = zone.localDay(milliseconds: now)
        let minimum = request.minQuantity > 0 ? request.minQuantity : 1
        let categories = request.category.isEmpty ? nil : CategoryFilter(request.category)
        var found: [Found] = []
        for provider in providers {
            try store.scan(Self.canonicalProducts(request.orgId, provider)) {
                key, view throws(Status) in
                // One that is left out would be stock that expires unseen.
                guard let fields = try? Fields(mapValueBytes: view.copy().fields) else {
                    throw Status(
                        .corruption, "products", "one does not decode: verify names it")
                }
                if let categories, !categories.matches(Self.category(fields)) { return true }
                let batches = expiring(fields, today: today, days: days, minimum: minimum)
                guard !batches.isEmpty else { return true }
                let id = try Self.productID(key, org: request.orgId)
                let isGiftCard = Self.isGiftCard(fields)
                found += batches.map { Found($0, of: id, isGiftCard: isGiftCard) }
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
        guard let path = fields[ProductField.categoryPath]?.arrayValue else {
            // Documents written before categories were paths.
            let raw = fields.text(ProductField.rawCategory)
            return CategoryPath(raw.isEmpty ? fields.text(ProductField.category) : raw)
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

    /// The id of the public product, by the key of the canonical one: `{org}_{id}`.
    private static func productID(
        _ key: UnsafeRawBufferPointer, org: String
    ) throws(Status) -> String {
        guard let path = try? DocumentKey(bytes: Array(key)).decode().path else {
            throw Status(.corruption, "documents", "malformed key")
        }
        return String(path.id.dropFirst(org.count + 1))
    }

    private static func isGiftCard(_ fields: Fields) -> Bool {
        fields[ProductField.isProduct] == false
            || GiftCards.contain(fields.text(ProductField.category))
            || GiftCards.contain(fields.text(ProductField.rawCategory))
    }

    /// The batches of a canonical product that lie where they are looked for.
    private func batches(of fields: Fields) -> [Value] {
        guard !location.isEmpty, let stores = fields[ProductField.locations]?.mapValue else {
            return fields[ProductField.batches]?.arrayValue ?? []
        }
        return stores[location]?.mapValue?[ProductField.batches]?.arrayValue ?? []
    }

    /// The batches of a canonical product that expire within `days`.
    private func expiring(
        _ fields: Fields, today: Int64, days: Int, minimum: Double
    ) -> [ExpiringBatch] {
        guard fields[ProductField.isActive] != .boolean(false) else { return [] }
        return batches(of: fields).compactMap { value in
            guard let batch = value.mapValue,
                let quantity = batch.number(BatchField.onHand), quantity >= minimum,
                let expiry = CivilDate(batch.text(BatchField.expirationDate))?.number
            else { return nil }
            let left = expiry - today
            guard left <= Int64(days) else { return nil }
            var item = ExpiringBatch()
            item.idBatch = batch.text(BatchField.batchId)
            item.idItem = fields.text(ProductField.externalId)
            item.itemName = fields.text(ProductField.name)
            item.category = fields.text(ProductField.category)
            item.daysUntilExpiry = left
            item.quantity = quantity
            item.expirationDate = batch.text(BatchField.expirationDate)
            item.area = batch.text(BatchField.area)
            item.sellable =
                batch[BatchField.sellable] == true
                && (left >= 0 || batch[BatchField.sellsExpired] == true)
            (item.urgency, item.suggestedPercent) = Self.urgency(left)
            return item
        }
    }

    private static func urgency(_ days: Int64) -> (String, Int32) {
        if days <= 7 { return ("high", 40) }
        return days <= 14 ? ("medium", 25) : ("low", 15)
    }
}

extension ExpiringInventory.Found {
    fileprivate init(_ batch: ExpiringBatch, of productID: String, isGiftCard: Bool) {
        self.batch = batch
        self.productID = productID
        // Unsellable stock cannot be cleared by a price.
        isClearable = batch.sellable && batch.daysUntilExpiry >= 0 && !isGiftCard
        if !isClearable { self.batch.suggestedPercent = 0 }
    }
}

/// Gift cards, which are never on sale.
enum GiftCards {
    /// Whether a category, as the POS or the mirror writes it, is that of gift cards.
    static func contain(_ category: String) -> Bool {
        String(category.lowercased().filter(\.isLetter)).contains("giftcard")
    }
}
