import MirrorTree
import Serving
import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import Pricing
import ProtobufWire
import StatusCodes
import TTRPC

/// A few products for a page builder (Protocol/alleaves.md, Reports): in stock, not expired, no
/// gift cards, with their sale; demo products where the tenant has no POS.
package struct BuilderProducts {
    package let store: DocumentStore
    package let catalog: Catalog

    package init(store: DocumentStore, catalog: Catalog) {
        self.store = store
        self.catalog = catalog
    }

    package func find(_ request: GetBuilderProductsRequest) throws(Status)
        -> GetBuilderProductsReply
    {
        let limit = request.limit == 0 ? ReportLimits.builderProductsDefault : Int(request.limit)
        guard limit >= 1, limit <= ReportLimits.builderProductsMax else {
            throw Status(
                .invalidArgument, "limit must be 1 to \(ReportLimits.builderProductsMax)")
        }
        let org = try request.orgId.isEmpty ? self.org(ofUser: request.userId) : request.orgId
        var reply = GetBuilderProductsReply()
        let store = try RequestedStore(catalog, org: org, location: request.locationId)
        guard catalog.orgsWithLocations.contains(org), let generation = store.generation else {
            reply.demo = true
            reply.products = DemoProducts.all.prefix(limit).map { $0 }
            return reply
        }
        reply.products = try products(generation, limit)
        return reply
    }

    private func org(ofUser user: String) throws(Status) -> String {
        guard !user.isEmpty else {
            throw Status(.invalidArgument, "org_id or user_id is missing")
        }
        let path = try RootPath.user(user)
        let key = DocumentKey(database: Catalog.database, path: path)
        guard let found = try store.get(key) else {
            throw Status(.notFound, "User not found")
        }
        guard let fields = try? Fields(mapValueBytes: found.fields) else {
            throw Status(.dataLoss, "the user's document does not decode")
        }
        for field in [UserField.orgId, .brandId, .currentOrgId] where !fields.text(field).isEmpty {
            return fields.text(field)
        }
        throw Status(.failedPrecondition, "No organization found for user")
    }

    private func products(
        _ generation: Generation, _ limit: Int
    ) throws(Status) -> [BuilderProduct] {
        var query = MenuQuery()
        query.inStock = true
        // Room to skip gift cards, which are few but may come first.
        query.limit = min(CatalogLimits.queryLimitMax, limit + 200)
        let page = try generation.search(query)
        let chunk = try MenuChunk(request: page.entries)
        return chunk.items.filter {
            !GiftCards.contain($0.category) && !GiftCards.contain($0.rawCategory) && !$0.expired
        }.prefix(limit).map { BuilderProduct($0) }
    }
}

extension BuilderProduct {
    package init(_ item: MenuItem) {
        self.init()
        id = item.id
        name = item.name
        brand = item.brandName
        category = item.category
        priceCents = item.priceCents
        thcPercent = item.thcPercent
        cbdPercent = item.cbdPercent
        imageUrl = item.imageUrl
        isOnSale = item.isOnSale
        salePriceCents = item.salePriceCents
        saleBadgeText = item.saleBadgeText
    }
}

/// Demo products, marked as such.
enum DemoProducts {
    static let all: [BuilderProduct] = rows.enumerated().map { index, row in
        var product = BuilderProduct()
        product.id = "demo_\(index + 1)"
        product.name = "Demo \(row.name)"
        product.brand = "Demo Brand"
        product.category = row.category
        product.priceCents = row.cents
        product.thcPercent = row.thc
        return product
    }

    private static let rows: [(name: String, category: String, cents: Int64, thc: Double?)] = [
        ("Flower 3.5 g", "Flower", 3500, 22), ("Flower 7 g", "Flower", 6000, 20),
        ("Pre-Roll 1 g", "Pre-Rolls", 1000, 21), ("Pre-Roll 5-Pack", "Pre-Rolls", 2800, 23),
        ("Vape Cartridge 0.5 g", "Vapes", 3000, 80), ("Disposable Vape 1 g", "Vapes", 4500, 82),
        ("Gummies 10-Pack", "Edibles", 1800, nil), ("Chocolate Bar", "Edibles", 2000, nil),
        ("Live Rosin 1 g", "Concentrates", 5000, 75), ("Seltzer", "Beverages", 600, nil),
        ("Tincture 30 ml", "Tinctures", 4000, nil), ("Balm", "Topicals", 3200, nil),
    ]
}
