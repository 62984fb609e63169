import FirestoreModel
import Randomness

/// A generated product, modelled on a dispensary's items; its menu item has about 350 bytes.
struct BenchProduct: Sendable {
    static let categories = [
        "Accessories", "Apparel", "Beverages", "Concentrates", "Edibles", "Flower", "Gear",
        "Pre-Rolls", "Seeds", "Tinctures", "Topicals", "Vapes",
    ]
    /// 100 brands of equal share, so that one brand is 1 % of the catalog.
    static let brandCount = 100

    /// Ids of equal length, so that they order alike as numbers and as texts.
    static let itemIdFirst = 10_000_000

    let itemId: Int
    let category: Int
    let brand: Int
    let priceCents: Int
    let stock: Int
    private let words: (adjective: Int, noun: Int, size: Int, strain: Int)

    init(_ index: Int, seed: UInt64) {
        var draws = SeededRandom(seed: seed, stream: 1, index: index)
        itemId = Self.itemIdFirst + index
        category = draws.below(Self.categories.count)
        brand = draws.below(Self.brandCount)
        priceCents = 200 + draws.below(14_801)
        stock = draws.below(100) < 21 ? 0 : 1 + draws.below(40)
        words = (
            draws.below(Self.adjectives.count), draws.below(Self.nouns.count),
            draws.below(Self.sizes.count), draws.below(Self.strains.count)
        )
    }

    static func id(itemId: Int) -> String { "alleaves_\(itemId)" }
    static func brandName(_ brand: Int) -> String {
        "\(nouns[brand % nouns.count]) Farms \(brand / 10)\(brand % 10)"
    }

    var id: String { Self.id(itemId: itemId) }
    var name: String {
        "\(Self.adjectives[words.adjective]) \(Self.nouns[words.noun]) \(Self.sizes[words.size])"
    }

    /// The public product's fields as MapValue bytes.
    var fields: [UInt8] {
        var fields = FieldsWriter(capacity: 768)
        let category = Self.categories[category]
        fields.string("brandName", Self.brandName(brand))
        fields.string("category", category)
        fields.double("cbdPercent", Double(words.size) / 8)
        fields.string("expirationDate", "2027-0\(1 + words.noun % 9)-15")
        fields.string("externalId", String(itemId))
        fields.string("id", id)
        fields.string("imageUrl", "https://images.example.com/products/\(itemId)/main.jpg")
        fields.boolean("inStock", stock > 0)
        fields.boolean("isActive", true)
        fields.string("name", name)
        fields.double("onHand", Double(stock))
        fields.string("orgId", BenchCatalog.org)
        fields.double("price", Double(priceCents) / 100)
        fields.string("priceSource", "otd_adult_use")
        fields.string("rawCategory", "Category > \(category)")
        fields.double("retailPrice", Double(priceCents * 100 / 113) / 100)
        fields.string("sku", "SKU-\(itemId)")
        fields.double("stock", Double(stock))
        fields.string("strain", Self.strains[words.strain])
        fields.string("strainType", ["hybrid", "indica", "sativa"][words.strain % 3])
        fields.double("thcPercent", 15 + Double(words.adjective) / 2)
        fields.string("uom", "Each")
        return fields.bytes
    }

    private static let adjectives = [
        "Amber", "Blue", "Cosmic", "Double", "Electric", "Frosted", "Golden", "Hazy", "Icy",
        "Jade", "Kind", "Lemon", "Midnight", "Northern", "Orange", "Purple",
    ]
    private static let nouns = [
        "Anchor", "Breeze", "Canyon", "Dream", "Ember", "Fern", "Garden", "Harvest", "Island",
        "Juniper", "Kettle", "Lantern", "Meadow", "Nectar", "Orchard", "Prairie", "Quartz",
    ]
    private static let sizes = ["0.5g", "1g", "3.5g", "7g", "14g", "28g", "100mg", "10pk"]
    private static let strains = [
        "Blue Dream", "Gelato", "Granddaddy Purple", "Jack Herer", "Northern Lights", "OG Kush",
        "Pineapple Express", "Sour Diesel", "Wedding Cake", "White Widow",
    ]
}
