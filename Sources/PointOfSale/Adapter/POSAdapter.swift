/// Reaches the points of sale of one provider. The daemon's executable composes those that a
/// daemon knows.
public protocol POSAdapter: Sendable {
    var provider: POSProvider { get }

    /// The POS numbers everything, so that an id which is no number is nobody's.
    var hasNumberedIDs: Bool { get }

    /// Reads a location's `posConfig`. Asks nobody.
    ///
    /// - Parameter isOnlyTenant: the store has no other tenant, so that credentials that belong to
    ///   the daemon and not to a location may be this one's.
    func account(
        _ settings: POSSettings, isOnlyTenant: Bool
    ) throws(POSSettingsFault) -> any POSAccount

    /// Settings of `posConfig` that are there and are none, a sentence each that follows the
    /// location's name. Never quotes one: it may be a password in the wrong place.
    func warnings(_ settings: POSSettings) -> [String]
}

extension POSAccount {
    public var ruleLocation: String? { locationID }
}

extension POSAdapter {
    public var hasNumberedIDs: Bool { false }
    public func warnings(_ settings: POSSettings) -> [String] { [] }
}

/// How one location's point of sale is reached. The texts that tell accounts apart are compared
/// and never shown: they may hold credentials.
public protocol POSAccount: Sendable {
    /// The POS's own id of the location; nil where the account names none.
    var locationID: String? { get }
    /// The name by which the POS's rules mean the location.
    var ruleLocation: String? { get }
    /// Equal for accounts that see the same locations.
    var login: String { get }
    /// Equal for accounts that reach the same store, whatever their passwords.
    var store: String { get }
    /// Equal for accounts that ask for the inventory in the same words, and get the same answer.
    var listing: String { get }
    /// Equal for accounts that one connection serves.
    var connection: String { get }

    /// A connection of its own; nothing is asked before the first call.
    func connect() -> any PointOfSale
}
