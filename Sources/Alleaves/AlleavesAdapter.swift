import HTTPTransport
import PointOfSale
import TextForms

/// Connects to Alleaves. Protocol/alleaves.md describes how that POS behaves.
public struct AlleavesAdapter: POSAdapter {
    public static let provider = POSProvider("alleaves")

    private let baseURL: String
    private let transport: any Transport
    private let environment: POSEnvironment
    /// Supplies what a location lacks, if the daemon serves a single tenant.
    private let singleTenant: AlleavesCredentials?

    public init(
        baseURL: String = AlleavesClient.defaultBaseURL, transport: any Transport,
        environment: POSEnvironment = .system, singleTenant: AlleavesCredentials? = nil
    ) {
        self.baseURL = baseURL
        self.transport = transport
        self.environment = environment
        self.singleTenant = singleTenant
    }

    public var provider: POSProvider { Self.provider }
    public var hasNumberedIDs: Bool { true }

    public func account(
        _ settings: POSSettings, isOnlyTenant: Bool
    ) throws(POSSettingsFault) -> any POSAccount {
        let fallback = isOnlyTenant ? singleTenant : nil
        let apiKey = settings.word("apiKey")
        let username = settings.word("username") ?? fallback?.username ?? apiKey.map { _ in "" }
        let password = settings.word("password") ?? fallback?.password ?? apiKey.map { _ in "" }
        guard let username, let password else {
            throw POSSettingsFault("lacks username or password")
        }
        var credentials = AlleavesCredentials(
            username: username, password: password, pin: settings.word("pin") ?? fallback?.pin,
            apiKey: apiKey, partnerID: settings.word("partnerId"),
            storeID: settings.word("storeId"), locationID: settings.word("locationId"))
        credentials.otherSecrets = [settings.word("webhookSecret")].compactMap { $0 }
        let unreadable = ["locationId", "storeId"].first { Self.isUnreadable(settings[$0]) }
        return AlleavesAccount(credentials: credentials, unreadableNumber: unreadable) {
            [self] credentials in
            AlleavesClient(
                credentials: credentials, baseURL: baseURL, transport: transport,
                environment: environment)
        }
    }
}

extension AlleavesAdapter {
    /// Whether a setting is there and neither a text nor a whole number.
    private static func isUnreadable(_ setting: POSSetting?) -> Bool {
        switch setting {
        case nil, .null, .text, .integer: false
        default: true
        }
    }
}

/// A login, and the location that it requests.
struct AlleavesAccount: POSAccount, CustomStringConvertible, CustomReflectable {
    let credentials: AlleavesCredentials
    /// The setting of the location's number that is there and is no number and no text.
    let unreadableNumber: String?
    let client: @Sendable (AlleavesCredentials) -> AlleavesClient

    var locationID: String? { credentials.effectiveLocationID }

    var login: String { Self.key([credentials.username, credentials.effectiveAPIKey]) }

    var store: String {
        Self.key([
            credentials.username, credentials.apiKey, credentials.partnerID, credentials.storeID,
            credentials.locationID,
        ])
    }

    var storeFault: POSStoreFault? {
        let isNumber = credentials.numericLocationID != nil
        guard !isNumber || unreadableNumber != nil else { return nil }
        let hasOwn = credentials.locationID?.nonBlankOfControls != nil
        let hasAny = credentials.effectiveLocationID != nil
        let text = unreadableNumber ?? (hasAny ? (hasOwn ? "locationId" : "storeId") : nil)
        return POSStoreFault(
            text.map { "has a \($0) in its posConfig that is no whole number" }
                ?? "has no locationId in its posConfig",
            isOfWholeAccount: true)
    }

    var listing: String {
        Self.key([login, credentials.numericLocationID.map { String($0) }])
    }

    var connection: String {
        Self.key([store, credentials.password, credentials.pin] + credentials.otherSecrets)
    }

    func connect() -> any PointOfSale { client(credentials) }

    /// Equal for equal parts only: parts contain no zero byte, because no form could have sent one.
    private static func key(_ parts: [String?]) -> String {
        parts.map { part in part.map { "=\($0.utf8.count):\($0)" } ?? "-" }.joined()
    }

    var description: String { "AlleavesAccount(redacted)" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension AlleavesClient: PointOfSale {
    public var capabilities: Set<POSCapability> {
        var capabilities = Set(POSCapability.allCases)
        // Areas belong to a location, which must be named.
        if credentials.effectiveLocationID == nil { capabilities.remove(.areas) }
        return capabilities
    }

    public var writes: (any PointOfSaleWrites)? { self }
    public var pageRecords: Int { AlleavesLimits.pageSize }

    public func inventoryListing(
        provedRows: Int, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing {
        try inventoryListing(locationID: nil, provedRows: provedRows, deadline: deadline)
    }

    public func areas(deadline: POSDeadline) throws(POSError) -> [POSArea] {
        try areas(locationID: nil, deadline: deadline)
    }

    public func itemDetails(deadline: POSDeadline) throws(POSError) -> ItemDetailsList {
        try itemDetails(locationID: nil, deadline: deadline)
    }
}

extension AlleavesClient: PointOfSaleWrites {
    public func submitOrder(
        customerID: String, items: [POSNewOrderItem], notes: String?, source: String,
        deadline: POSDeadline
    ) throws(POSError) -> POSOrderDetail {
        try submitOrder(
            customerID: customerID, items: items, notes: notes, source: source, locationID: nil,
            deadline: deadline)
    }
}
