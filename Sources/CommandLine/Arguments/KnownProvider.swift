/// A kind of point of sale as the command line knows it: what an operator may write of one.
struct KnownProvider: Sendable {
    let name: String
    /// Keys of posConfig that are its own and hold texts.
    let keys: [String]
    /// Those that hold objects.
    var objects: [String] = []
    /// Groups of keys of which each is whole or absent.
    let pairs: [[String]]
    /// Any of these reaches the POS.
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

    /// What a new location has that names none.
    static let first = all[0]

    static var names: [String] { all.map(\.name) }

    static func named(_ name: String?) -> KnownProvider? { all.first { $0.name == name } }
}
