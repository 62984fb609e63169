/// A kind of point of sale, with its keys in posConfig.
struct KnownProvider: Sendable {
    let name: String
    /// The provider's own keys with texts.
    let keys: [String]
    /// The provider's own keys with objects.
    var objects: [String] = []
    /// Groups of keys that are only valid together.
    let pairs: [[String]]
    /// Keys of which one is required to access the POS.
    let logins: [String]

    static let all = [
        KnownProvider(
            name: "alleaves",
            keys: [
                "username", "password", "pin", "apiKey", "partnerId", "storeId", "locationId",
            ],
            pairs: [["username", "password"]], logins: ["username", "apiKey"]),
        KnownProvider(
            name: feed, keys: ["store", "token"],
            objects: ["products", "discounts", "orders", "headers"],
            pairs: [], logins: ["products"]),
    ]

    /// Protocol/feed.md.
    static let feed = "feed"

    /// The provider of a new location that names none.
    static let first = all[0]

    static var names: [String] { all.map(\.name) }

    static func named(_ name: String?) -> KnownProvider? { all.first { $0.name == name } }
}
