import FirestoreModel

/// The fields of `locations/{locationId}` (Protocol/tree.md, Locations).
public enum LocationField: String, TreeField {
    case orgId, posConfig, timezone

    /// What programs besides the mirror are known to keep in a location's document, and everybody
    /// may see: its name and where it is.
    private static let harmless: Set<String> = [
        "__name__", "name", "displayName", "slug", "address", "street", "city", "state", "zip",
        "postalCode",
        "country", "phone", "hours", "latitude", "longitude", "isActive", "createdAt", "updatedAt",
    ]

    /// Whether only admins may see the value of the field called `name`, or ask for it in a
    /// condition. What nobody knows may be a secret.
    public static func isSecret(_ name: String) -> Bool {
        if harmless.contains(name) { return false }
        return LocationField(rawValue: name).map { $0 == .posConfig } ?? true
    }
}

/// The fields of a location's `posConfig`: those of every provider, and those of each. What is in
/// the maps is the provider's own.
public enum AccountField: String, TreeField {
    // Every provider's.
    case provider, status
    case priceBasis, channel
    case sellableAreas, sellExpired
    case webhookSecret
    /// The operator's name for the account.
    case account
    // Of a POS with logins.
    case username, password, pin
    case apiKey, partnerId
    case storeId, locationId
    // Of a feed.
    case products, discounts, orders
    case store
    case token, headers

    /// Whether only admins may see the value.
    public var isSecret: Bool {
        switch self {
        case .username, .password, .pin, .apiKey, .partnerId, .webhookSecret, .token, .headers:
            true
        case .provider, .status, .account, .priceBasis, .channel, .sellableAreas, .sellExpired,
            .storeId,
            .locationId, .products, .discounts, .orders, .store:
            false
        }
    }

    /// The names under which the setting is read, the first that is there.
    public var names: [String] {
        switch self {
        case .sellableAreas: [rawValue, "sellable_areas"]
        case .sellExpired: [rawValue, "sell_expired"]
        default: [rawValue]
        }
    }

    /// The names of all settings whose values only admins may see.
    public static let secrets = allCases.filter(\.isSecret)

    /// Settings that are feeds: maps with a `url`.
    static let feeds: [AccountField] = [.products, .discounts, .orders]

    static func isFeed(_ name: String) -> Bool {
        byName[name].map(feeds.contains) ?? false
    }

    /// The settings of a feed that everybody may see, its url without what is secret in it.
    static let feedSettings: Set<String> = ["url", "format", "delimiter", "mapping"]

    private static let byName = Dictionary(
        uniqueKeysWithValues: allCases.flatMap { field in field.names.map { ($0, field) } })

    /// Whether only admins may see the value of the setting called `name`. A setting that the
    /// table does not know is a secret: it may be another provider's password.
    public static func isSecret(_ name: String) -> Bool {
        byName[name]?.isSecret ?? true
    }
}

extension Fields {
    /// The value of a setting of a posConfig, by any of its names; nil where it is absent.
    public func setting(_ field: AccountField) -> Value? {
        field.names.lazy.compactMap { self[$0] }.first
    }
}
