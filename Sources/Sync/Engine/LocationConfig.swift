import Alleaves
import Catalog
import DocumentStore
import FirestoreModel
import PointOfSale
import Pricing
import ProtobufWire

/// The part of a location's document that a run uses: its tenant and the access to its POS.
///
/// Its description shows no credential.
struct LocationConfig: Sendable, CustomStringConvertible {
    let id: String
    let org: String
    /// The operator's setting; once a run has begun, the POS's if there is none. Then always a
    /// known zone's name.
    var timezone: String?
    let credentials: AlleavesCredentials
    let basis: PriceBasis
    let channel: PriceChannel
    /// Sellable area types besides retail, from posConfig.
    var sellableAreas: [String] = []
    /// Whether expired stock is sold (marked as such).
    var sellsExpired = false
    /// Why its POS cannot be called; nil if it can.
    private(set) var unusable: String?
    /// Invalid settings, one sentence each.
    private(set) var warnings: [String] = []

    /// The rules for sellable stock on a local day, days since 1970.
    func stockRules(today: Int64) -> StockRules {
        StockRules(
            sellableAreas: sellableAreas, sellsExpired: sellsExpired,
            today: CalendarDate(daysSince1970: today))
    }

    var description: String { "location \(id)" }
}

/// Finds the POS configurations of a tenant: locations/{id} is the only source of credentials, and
/// one tenant's are never used for another (hazard D31 of Protocol/alleaves.md).
struct LocationConfigs {
    let store: DocumentStore
    /// Default credentials; only where the daemon serves a single tenant.
    let singleTenant: AlleavesCredentials?

    /// The tenant's active configurations, by location id; throws naming what is missing.
    func active(org: String) throws(SyncFailure) -> [LocationConfig] {
        let all = try documents()
        let found = all.filter { $0.org == org }
        // With several tenants the environment's credentials are ambiguous.
        let fallback = Set(all.map(\.org)).count == 1 ? singleTenant : nil
        guard !found.isEmpty else {
            throw SyncFailure(
                "No location found for \(org): posmirror location put ID --org \(org)"
                    + " --credentials FILE",
                code: .noLocation)
        }
        var configs: [LocationConfig] = []
        var reasons: [String] = []
        var unusable: [LocationConfig] = []
        for location in found.prefix(SyncLimits.locationsMax) {
            switch Self.config(location, fallback) {
            case .success(let config): configs.append(config.checked(location.fields))
            case .failure(let failure):
                reasons.append("location \(location.id) \(failure.text)")
                if failure.text == Self.lacksLogin {
                    unusable.append(.unusable(location, failure.text))
                }
            }
        }
        guard !configs.isEmpty else {
            throw SyncFailure("No active POS config: \(reasons.joined(separator: "; "))")
        }
        // If another location can be called, one without a login fails by itself, and its products
        // are kept.
        configs += unusable
        configs.sort { $0.id < $1.id }
        return configs
    }

    /// Tenants with an active location of a known POS, by id.
    func activeOrgs() throws(SyncFailure) -> [String] {
        let active = try documents().filter { location in
            let config = location.fields["posConfig"]?.mapValue
            return Self.text(config?["provider"]) == "alleaves"
                && Self.text(config?["status"]) == "active"
        }
        return Set(active.map(\.org)).sorted()
    }

    /// A stored location.
    struct LocationDocument {
        let id: String
        let org: String
        let fields: Fields
    }

    /// All locations with a tenant.
    func documents() throws(SyncFailure) -> [LocationDocument] {
        let locations = ResourcePath(uncheckedSegments: ["locations"])
        do {
            var found: [LocationDocument] = []
            let scan = DocumentScan(database: Catalog.database, collection: locations)
            for document in try store.documents(scan) {
                let fields = try Fields(mapValueBytes: document.document.fields)
                guard case .string(let org) = fields["orgId"] else { continue }
                let id = try document.key.decode().path.id
                found.append(LocationDocument(id: id, org: org, fields: fields))
            }
            return found
        } catch {
            throw SyncFailure("The locations cannot be read: \(error)")
        }
    }

    private static let lacksLogin = "lacks username or password"

    private static func config(
        _ location: LocationDocument, _ fallback: AlleavesCredentials?
    ) -> Result<LocationConfig, SyncFailure> {
        guard case .map(let config) = location.fields["posConfig"] else {
            return .failure(SyncFailure("has no posConfig"))
        }
        let text = { (key: String) in Self.text(config[key]) }
        guard text("provider") == "alleaves" else {
            return .failure(SyncFailure("has another provider than alleaves"))
        }
        guard text("status") == "active" else {
            return .failure(SyncFailure("is not active"))
        }
        let apiKey = text("apiKey")
        guard let username = text("username") ?? fallback?.username ?? apiKey.map({ _ in "" }),
            let password = text("password") ?? fallback?.password ?? apiKey.map({ _ in "" })
        else { return .failure(SyncFailure(lacksLogin)) }
        var credentials = AlleavesCredentials(
            username: username, password: password, pin: text("pin") ?? fallback?.pin,
            apiKey: apiKey, partnerID: text("partnerId"), storeID: text("storeId"),
            locationID: text("locationId"))
        credentials.otherSecrets = [text("webhookSecret")].compactMap { $0 }
        return .success(
            LocationConfig(
                id: location.id, org: location.org,
                timezone: Self.text(location.fields["timezone"]),
                credentials: credentials,
                basis: text("priceBasis").flatMap { PriceBasis(rawValue: $0) } ?? .otd,
                channel: text("channel").flatMap { PriceChannel(rawValue: $0) } ?? .adult,
                sellableAreas: areas(config["sellableAreas"] ?? config["sellable_areas"]),
                sellsExpired: isTrue(config["sellExpired"] ?? config["sell_expired"])))
    }

    /// A list of area types, or a comma-separated text.
    private static func areas(_ value: Value?) -> [String] {
        switch value {
        case .array(let values):
            values.prefix(SyncLimits.sellableAreasMax).compactMap { text($0) }
        case .string(let list):
            list.split(separator: ",").prefix(SyncLimits.sellableAreasMax).map(String.init)
        default: []
        }
    }

    /// Only an explicit true enables the sale of expired stock.
    private static func isTrue(_ value: Value?) -> Bool {
        value == true || text(value)?.lowercased() == "true"
    }

    /// A non-blank string, trimmed; a whole number as its digits.
    static func text(_ value: Value?) -> String? {
        if case .integer(let number) = value { return String(number) }
        guard case .string(let text) = value else { return nil }
        let trimmed = text.drop(while: \.isWhitespace)
        guard let end = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
        return String(trimmed[...end])
    }
}

extension LocationConfig {
    /// A location that exists but cannot be called.
    fileprivate static func unusable(
        _ location: LocationConfigs.LocationDocument, _ reason: String
    ) -> LocationConfig {
        var config = LocationConfig(
            id: location.id, org: location.org,
            timezone: LocationConfigs.text(location.fields["timezone"]),
            credentials: AlleavesCredentials(username: "", password: ""), basis: .otd,
            channel: .adult)
        config.unusable = reason
        return config
    }

    /// Checks the settings for sellable stock: an invalid value enables nothing and is a warning.
    private mutating func checkSelling(_ config: Fields?) {
        let areas = config?["sellableAreas"] ?? config?["sellable_areas"] ?? .null
        let isList: Bool =
            switch areas {
            case .null, .string: true
            case .array(let values): values.allSatisfy { LocationConfigs.text($0) != nil }
            default: false
            }
        let sells = config?["sellExpired"] ?? config?["sell_expired"] ?? .null
        let word = LocationConfigs.text(sells)?.lowercased()
        let isFlag =
            sells == .null || sells == .boolean(true) || sells == .boolean(false)
            || word == "true" || word == "false" || sells == .string("")
        for (key, isKnown, known) in [
            ("sellableAreas", isList, "a list of area types"),
            ("sellExpired", isFlag, "true or false"),
        ] where !isKnown {
            warnings.append("location \(id): \(key) in posConfig is not \(known)")
        }
    }

    /// This configuration with warnings for invalid settings, which count as absent. Does not quote
    /// them: one may be a password in the wrong place.
    func checked(_ fields: Fields) -> LocationConfig {
        let config = fields["posConfig"]?.mapValue
        let settings: [(key: String, isKnown: (String) -> Bool, known: String)] = [
            ("priceBasis", { PriceBasis(rawValue: $0) != nil }, "otd or retail"),
            ("channel", { PriceChannel(rawValue: $0) != nil }, "adult or medical"),
        ]
        var checked = self
        checked.checkSelling(config)
        for setting in settings {
            guard let value = config?[setting.key], value != .null, value != .string("") else {
                continue
            }
            if LocationConfigs.text(value).map(setting.isKnown) == true { continue }
            checked.warnings.append(
                "location \(id): \(setting.key) in posConfig is not \(setting.known) and counts"
                    + " as absent")
        }
        return checked
    }
}
