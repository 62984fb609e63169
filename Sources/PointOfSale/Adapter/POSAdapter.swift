/// Connects to the points of sale of one provider. The daemon's executable selects the adapters
/// that a daemon has.
public protocol POSAdapter: Sendable {
    var provider: POSProvider { get }

    /// Whether all ids are numbers, so that any other text is no id.
    var hasNumberedIDs: Bool { get }

    /// Interprets a location's `posConfig`. Does no IO.
    ///
    /// - Parameter isOnlyTenant: the store has no other tenant, so that credentials of the daemon's
    ///   environment may apply to this location.
    func account(
        _ settings: POSSettings, isOnlyTenant: Bool
    ) throws(POSSettingsFault) -> any POSAccount

    /// Settings of `posConfig` that are ignored, a sentence each that continues the location's
    /// name. Never contains a value: it may be a misplaced password.
    func warnings(_ settings: POSSettings) -> [String]
}

extension POSAccount {
    public var ruleLocation: String? { locationID }
}

extension POSAdapter {
    public var hasNumberedIDs: Bool { false }
    public func warnings(_ settings: POSSettings) -> [String] { [] }
}

/// The access to one location's point of sale. The texts that identify accounts may contain
/// credentials: they are compared, never shown.
public protocol POSAccount: Sendable {
    /// The location's id at the POS; nil if the account names none.
    var locationID: String? { get }
    /// The name by which the POS's rules mean the location.
    var ruleLocation: String? { get }
    /// Equal for accounts that see the same locations.
    var login: String { get }
    /// Equal for accounts of the same store, whatever their passwords.
    var store: String { get }
    /// Why the store cannot be told from others that are reached alike; nil where it is named.
    var storeFault: POSStoreFault? { get }
    /// Equal for accounts whose requests for the inventory, and therefore responses, are the same.
    var listing: String { get }
    /// Equal for accounts that can share a connection.
    var connection: String { get }

    /// A new connection. Sends nothing before its first call.
    func connect() -> any PointOfSale
}

extension POSAccount {
    public var storeFault: POSStoreFault? { nil }
}

/// Why an account does not say which of several stores is meant, so that the answers to it have
/// those of the others too.
public struct POSStoreFault: Sendable, Equatable {
    /// In words that continue the location's name; never contains a value.
    public let text: String
    /// Whether the answers have all stores of the account, and not only those of the same login.
    public let isOfWholeAccount: Bool

    public init(_ text: String, isOfWholeAccount: Bool) {
        self.text = text
        self.isOfWholeAccount = isOfWholeAccount
    }
}
