import Ordering
import StatusCodes

/// The order of a query's items; ties are broken by the product id.
public enum MenuOrder: UInt8, Sendable {
    /// By relevance with a text, otherwise by name.
    case byDefault = 0
    case name = 1
    case priceAscending = 2
    case priceDescending = 3
    case saving = 4
    case stock = 5
}

/// A query of a menu. Conditions of different kinds are combined by AND, the values of one kind by
/// OR.
public struct MenuQuery: Sendable {
    /// Family names, or paths including everything below them.
    public var categories: [String] = []
    public var brands: [String] = []
    /// Bounds of the current price in cents, both inclusive.
    public var minPrice: Int64?
    public var maxPrice: Int64?
    public var onSale: Bool?
    public var inStock: Bool?
    /// Compared by the text key, as brands are.
    public var strains: [String] = []
    /// Words that must each be a prefix of a word of the name, brand, category or strain.
    public var text = ""
    public var order = MenuOrder.byDefault
    /// 1 to ``CatalogLimits/queryLimitMax``; 0 for the default.
    public var limit = 0
    /// `nextCursor` of the previous page; empty for the first page.
    public var cursor = ""
    public var wantsFacets = false

    public init() {}

    /// Throws `invalidArgument` for a value outside its range.
    func validate() throws(Status) {
        guard limit >= 0, limit <= CatalogLimits.queryLimitMax else {
            throw .invalid("limit must be 1 to \(CatalogLimits.queryLimitMax)")
        }
        if let minPrice, let maxPrice, minPrice > maxPrice {
            throw .invalid("min_price_cents is above max_price_cents")
        }
        guard text.utf8.count <= CatalogLimits.queryTextBytesMax else {
            throw .invalid("text exceeds \(CatalogLimits.queryTextBytesMax) bytes")
        }
        guard categories.count + brands.count + strains.count <= CatalogLimits.queryValuesMax else {
            throw .invalid("more than \(CatalogLimits.queryValuesMax) values in the filter")
        }
    }

    /// A hash of the tenant, of its store if there is one, and of the query without limit and
    /// cursor; a cursor is valid only for an equal one.
    func fingerprint(org: String, location: String = "") -> UInt64 {
        var bytes: [UInt8] = [order.rawValue]
        for part in [location.isEmpty ? [org] : [org, location]] + [
            categories, brands, strains, [text],
        ] {
            for value in part {
                bytes += Array(value.utf8)
                bytes.append(0)
            }
            bytes.append(1)
        }
        for bound in [minPrice, maxPrice] { bytes.appendLittleEndian(bound ?? -1) }
        for flag in [onSale, inStock] { bytes.append(flag.map { $0 ? 1 : 2 } ?? 0) }
        return bytes.withUnsafeBytes { StringHash.hash($0) }
    }
}

/// A page of a menu.
public struct MenuPage: Sendable {
    /// Entries of a repeated MenuItem field with number 1, encoded.
    public let entries: [UInt8]
    /// Items on the page.
    public let count: Int
    /// Matches on all pages.
    public let total: Int
    /// Empty at the end.
    public let nextCursor: String
    public let facets: [MenuFacet]
}

/// The number of matches by value of a field, most frequent first.
public struct MenuFacet: Sendable, Equatable {
    public let field: String
    public let counts: [(value: String, count: Int)]

    public static func == (left: MenuFacet, right: MenuFacet) -> Bool {
        left.field == right.field && left.counts.elementsEqual(right.counts, by: ==)
    }
}
