import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing
import ProtobufWire
import StatusCodes
import TextForms

/// The part of a location's document that a run uses: its tenant and the access to its POS.
///
/// Its description shows no credential.
struct LocationConfig: Sendable, CustomStringConvertible {
    let id: String
    let org: String
    /// The operator's setting; once a run has begun, the POS's if there is none. Then always a
    /// known zone's name.
    var timezone: String?
    /// Whose ids its POS's are.
    var origin: POSOrigin
    let account: any POSAccount
    let basis: PriceBasis
    let channel: PriceChannel
    /// Sellable area types besides retail, from posConfig.
    var sellableAreas: [String] = []
    /// Whether expired stock is sold (marked as such).
    var sellsExpired = false
    /// Its POS numbers everything: an id that is no number is nobody's.
    fileprivate(set) var hasNumberedIDs = false
    /// When its document was made, microseconds since 1970; nil where that is not known.
    fileprivate(set) var created: Int64?
    var provider: POSProvider { origin.provider }
    var ids: POSIDs { POSIDs(origin, isNumbered: hasNumberedIDs) }
    /// Whose account it is in the operator's words, which count more than the POS's.
    fileprivate(set) var namedAccount: String?
    /// Why nobody can tell whose items its are, in words that follow its name, so that it can
    /// neither be read nor written; nil if known.
    var unresolved: String?
    /// Why its settings reach no POS; nil if they do.
    private(set) var settingsFault: String?
    /// Why it must not be asked for now, though its settings reach a POS; nil if it may be.
    var refusal: LocationRefusal?
    /// Why its POS cannot be called, in words that follow its name; nil if it can.
    var unusable: String? { settingsFault ?? refusal?.text }
    /// Invalid settings, one sentence each.
    private(set) var warnings: [String] = []

    var priceTerms: PriceTerms { PriceTerms(basis: basis, channel: channel) }

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
    /// By the providers' names.
    let adapters: [String: any POSAdapter]

    init(store: DocumentStore, adapters: [any POSAdapter]) {
        self.store = store
        self.adapters = Dictionary(
            adapters.map { ($0.provider.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The tenant's active configurations, by location id; throws naming what is missing.
    func active(org: String) throws(Status) -> [LocationConfig] { try found(org: org).configs }

    /// The tenant's active configurations, by location id, and a sentence for each location that
    /// stands beside them and has a provider which nobody knows; and the origins of which the
    /// tenant has no location any more. Throws with what is missing.
    func found(
        org: String
    ) throws(Status) -> (configs: [LocationConfig], warnings: [String], left: [POSOrigin]) {
        let all = try allDocuments()
        let found = try LocationDocument.own(of: org, all.located, all.strays, store)
        // With several tenants the daemon's own credentials are ambiguous.
        let isOnlyTenant = Set(all.located.map(\.org)).count == 1 && all.strays.isEmpty
        guard !found.isEmpty else {
            throw .noLocation(of: org)
        }
        var configs: [LocationConfig] = []
        var reasons: [String] = []
        var unusable: [LocationConfig] = []
        var warnings: [String] = []
        var unreadable: [(LocationDocument, String)] = []
        for location in found.prefix(SyncLimits.locationsMax) {
            switch config(location, isOnlyTenant) {
            case .active(let config): configs.append(config.checked(location.fields))
            case .inactive(let reason): reasons.append("location \(location.id) \(reason)")
            case .unknown(let reason):
                reasons.append("location \(location.id) \(reason)")
                warnings.append("location \(location.id) \(reason) and is left out")
            case .unreadable(let field):
                let reason = "has \(field) that cannot be read"
                reasons.append("location \(location.id) \(reason)")
                warnings.append(
                    "location \(location.id) \(reason), so what the mirror has of it stays as it"
                        + " is")
                unreadable.append((location, reason))
            case .unusable(let provider, let reason):
                reasons.append("location \(location.id) \(reason)")
                unusable.append(.unusable(location, provider, reason))
            }
        }
        guard !configs.isEmpty else {
            throw Status(
                .failedPrecondition, "No active POS config: \(reasons.joined(separator: "; "))")
        }
        // If another location can be called, one without a login fails by itself, and its products
        // are kept.
        configs += unusable
        for (location, reason) in unreadable {
            let provider = try ProviderOfLocation(store: store, providers: providers)
                .provider(org: org, location: location.id)
            if let provider { configs.append(.unusable(location, provider, reason)) }
        }
        configs.sort { $0.id < $1.id }
        try AccountResolution(store: store, org: org).resolve(&configs)
        return (configs, warnings, unreadable.isEmpty ? try leftOrigins(org: org, found) : [])
    }

    private var providers: [POSProvider] {
        adapters.values.map(\.provider).sorted { $0.name < $1.name }
    }

    /// The origins of providers that no location of the tenant names any more.
    private func leftOrigins(
        org: String, _ locations: [LocationDocument]
    ) throws(Status) -> [POSOrigin] {
        let named = Set(locations.compactMap { $0.word(.provider) })
        let left = providers.filter { !named.contains($0.name) }
        guard !left.isEmpty else { return [] }
        let known = try TenantAccounts.read(store, org: org)
        return left.flatMap { provider in
            let origins = AccountOrigins(provider, known[provider.name])
            return [origins.primary]
                + known[provider.name].others.sorted().map { origins.origin($0) }
        }
    }

    /// Tenants with an active location of a known POS, by id.
    func activeOrgs() throws(Status) -> [String] {
        let active = try documents().filter { location in
            // A run says what cannot be read.
            if location.unreadableField != nil { return true }
            return location.word(.provider).map { adapters[$0] != nil } == true
                && location.word(.status) == LocationDocument.active
        }
        return Set(active.map(\.org)).sorted()
    }

    /// All locations with a tenant.
    func documents() throws(Status) -> [LocationDocument] { try allDocuments().located }

    /// All locations with a tenant, and those whose tenant cannot be read.
    private func allDocuments() throws(Status) -> (
        located: [LocationDocument], strays: [LocationDocument]
    ) {
        do {
            var (found, strays): ([LocationDocument], [LocationDocument]) = ([], [])
            let scan = DocumentScan(database: Catalog.database, collection: RootPath.locations)
            for document in try store.documents(scan) {
                let fields = try Fields(mapValueBytes: document.document.fields)
                let id = try document.key.decode().path.id
                switch fields[LocationField.orgId] {
                case .string(let org):
                    found.append(
                        LocationDocument(
                            id: id, org: org, fields: fields,
                            created: document.document.createTime))
                case nil, .null: continue
                default:
                    strays.append(
                        LocationDocument(
                            id: id, org: "", fields: fields, created: document.document.createTime))
                }
            }
            return (found, strays)
        } catch {
            throw Status("The locations cannot be read", error)
        }
    }

    /// The origin of a location's ids by what is known of its account; the primary's where nothing
    /// is, and for no location.
    func origin(org: String, location: String, of provider: POSProvider) -> POSOrigin {
        // One that cannot be read is met again by whoever uses the id.
        let known = try? TenantAccounts.read(store, org: org)[provider.name]
        guard let known, !known.isEmpty else { return POSOrigin(provider) }
        let origins = AccountOrigins(provider, known)
        guard let account = known.locations[location], account != known.primary else {
            return origins.primary
        }
        return origins.origin(account)
    }

    /// The provider that the tenant's locations name, be it one that nobody knows; nil where none
    /// of them does.
    ///
    /// - Parameter location: the document id of the only one that counts; empty for all.
    func providerName(org: String, location: String = "") -> String? {
        let all = (try? documents())?.filter { $0.org == org }.sorted { $0.id < $1.id } ?? []
        let named = all.filter { $0.id == location }
        let own = named.isEmpty ? all : named
        let names = own.compactMap { $0.word(.provider) }
        return names.first { adapters[$0] != nil } ?? names.first
    }

    /// The document id of a tenant's only location; empty where it has none or several.
    func onlyLocation(org: String) -> String {
        let own = (try? documents())?.filter { $0.org == org } ?? []
        return own.count == 1 ? own[0].id : ""
    }

    /// What a location's document says of its POS.
    private enum Found {
        case active(LocationConfig)
        case inactive(String)
        /// No adapter knows its provider.
        case unknown(String)
        /// What says it cannot be read, which is not as if it said no: the field.
        case unreadable(String)
        /// It cannot even be asked.
        case unusable(POSProvider, String)
    }

    private func config(_ location: LocationDocument, _ isOnlyTenant: Bool) -> Found {
        if let field = location.unreadableField { return .unreadable(field) }
        guard case .map(let config) = location.fields[LocationField.posConfig] else {
            return .inactive("has no posConfig")
        }
        let text = { (key: AccountField) in Self.text(config[key]) }
        guard let adapter = location.word(.provider).flatMap({ adapters[$0] }) else {
            let known = adapters.keys.sorted().joined(separator: " or ")
            return .unknown("has another provider than \(known)")
        }
        guard location.word(.status) == LocationDocument.active else {
            return .inactive("is not active")
        }
        let settings = POSSettings(config)
        let account: any POSAccount
        do throws(POSSettingsFault) {
            account = try adapter.account(settings, isOnlyTenant: isOnlyTenant)
        } catch {
            return .unusable(adapter.provider, error.text)
        }
        var found = LocationConfig(
            id: location.id, org: location.org,
            timezone: Self.text(location.fields[LocationField.timezone]),
            origin: POSOrigin(adapter.provider),
            account: account,
            basis: text(.priceBasis).flatMap { PriceBasis(rawValue: $0) } ?? .otd,
            channel: text(.channel).flatMap { PriceChannel(rawValue: $0) } ?? .adult,
            sellableAreas: Self.areas(config.setting(.sellableAreas)),
            sellsExpired: Self.isTrue(config.setting(.sellExpired)))
        found.created = location.created
        found.hasNumberedIDs = adapter.hasNumberedIDs
        found.namedAccount = Self.account(config[AccountField.account])
        found.note(adapter.warnings(settings))
        return .active(found)
    }

    /// A name that ids can carry.
    fileprivate static func account(_ value: Value?) -> String? {
        text(value)?.nonBlankOfControls.flatMap {
            $0.utf8.count <= POSLimits.accountBytesMax ? $0 : nil
        }
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
    static func text(_ value: Value?) -> String? { value.flatMap { POSSetting($0).word } }
}

extension LocationConfig {
    /// A location that exists but cannot be called.
    fileprivate static func unusable(
        _ location: LocationDocument, _ provider: POSProvider, _ reason: String
    ) -> LocationConfig {
        var config = LocationConfig(
            id: location.id, org: location.org,
            timezone: LocationConfigs.text(location.fields[LocationField.timezone]),
            origin: POSOrigin(provider),
            account: UnusableAccount(reason: reason), basis: .otd, channel: .adult)
        config.settingsFault = reason
        config.created = location.created
        config.namedAccount = LocationConfigs.account(
            location.fields["posConfig"]?.mapValue?[AccountField.account])
        return config
    }

    /// What the adapter says of the settings that are its own.
    fileprivate mutating func note(_ sentences: [String]) {
        warnings += sentences.map { "location \(id): \($0)" }
    }

    private mutating func checkAccount(_ value: Value?) {
        guard let value, value != .null, value != .string(""), namedAccount == nil else { return }
        warnings.append(
            "location \(id): account in posConfig is no name of at most"
                + " \(POSLimits.accountBytesMax) bytes and counts as absent")
    }

    /// Checks the settings for sellable stock: an invalid value enables nothing and is a warning.
    private mutating func checkSelling(_ config: Fields?) {
        let areas = config?.setting(.sellableAreas) ?? .null
        let isList: Bool =
            switch areas {
            case .null, .string: true
            case .array(let values): values.allSatisfy { LocationConfigs.text($0) != nil }
            default: false
            }
        let sells = config?.setting(.sellExpired) ?? .null
        let word = LocationConfigs.text(sells)?.lowercased()
        let isFlag =
            sells == .null || sells == .boolean(true) || sells == .boolean(false)
            || word == "true" || word == "false" || sells == .string("")
        for (key, isKnown, known) in [
            (AccountField.sellableAreas, isList, "a list of area types"),
            (.sellExpired, isFlag, "true or false"),
        ] where !isKnown {
            warnings.append("location \(id): \(key.rawValue) in posConfig is not \(known)")
        }
    }

    /// This configuration with warnings for invalid settings, which count as absent. Does not quote
    /// them: one may be a password in the wrong place.
    func checked(_ fields: Fields) -> LocationConfig {
        let config = fields[LocationField.posConfig]?.mapValue
        let settings: [(key: AccountField, isKnown: (String) -> Bool, known: String)] = [
            (.priceBasis, { PriceBasis(rawValue: $0) != nil }, "otd or retail"),
            (.channel, { PriceChannel(rawValue: $0) != nil }, "adult or medical"),
        ]
        var checked = self
        checked.checkSelling(config)
        checked.checkAccount(config?[AccountField.account])
        for setting in settings {
            guard let value = config?[setting.key], value != .null, value != .string("") else {
                continue
            }
            if LocationConfigs.text(value).map(setting.isKnown) == true { continue }
            checked.warnings.append(
                "location \(id): \(setting.key.rawValue) in posConfig is not \(setting.known)"
                    + " and counts as absent")
        }
        return checked
    }
}
