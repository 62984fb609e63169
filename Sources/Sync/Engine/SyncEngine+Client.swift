import PointOfSale
import Pricing
import StatusCodes

/// One of a tenant's active locations and the client of its POS.
public struct POSConnection: Sendable {
    public let org: String
    public let ids: POSIDs
    public let client: any PointOfSale
    /// The POS's id of the location; nil where the account names none.
    public let posLocation: String?
    let zone: RuleZone
}

extension SyncEngine {
    /// The providers that can be reached.
    public var providers: [POSProvider] { configuration.adapters.map(\.provider) }

    /// How callers name what a location's point of sale has, whether or not it can be asked; nil
    /// where no location names a provider that is known.
    ///
    /// - Parameter location: its document id; empty for the tenant's only one, else for its primary
    ///   account.
    public func ids(org: String, location: String = "") -> POSIDs? {
        guard let name = configs.providerName(org: org, location: location),
            let adapter = configs.adapters[name]
        else { return nil }
        return POSIDs(
            configs.origin(
                org: org, location: location.isEmpty ? configs.onlyLocation(org: org) : location,
                of: adapter.provider),
            isNumbered: adapter.hasNumberedIDs)
    }

    /// The connection to one of a tenant's active locations, the same that its runs use. Never uses
    /// another tenant's credentials (hazard D31 of Protocol/alleaves.md).
    ///
    /// - Parameter location: its document id; empty where the tenant has only one.
    /// - Throws: where the POS cannot be called: no such location, or none that is active.
    public func connection(
        org: String, location: String = ""
    ) throws(Status) -> POSConnection {
        let active = try configs.active(org: org)
        if location.isEmpty {
            guard active.count == 1, let only = active.first else {
                let ids = active.map(\.id).joined(separator: ", ")
                throw Status(
                    .failedPrecondition, "\(org) has several locations, name one: \(ids)")
            }
            return try connection(only)
        }
        guard let found = active.first(where: { $0.id == location }) else {
            throw Status(.failedPrecondition, "\(org) has no active location \(location)")
        }
        return try connection(found)
    }

    private func connection(
        _ config: LocationConfig
    ) throws(Status) -> POSConnection {
        if let reason = config.unresolved ?? config.refusal?.text {
            throw Status(.failedPrecondition, "location \(config.id) \(reason)")
        }
        return POSConnection(
            org: config.org, ids: config.ids,
            client: clients.client(config),
            posLocation: config.account.locationID,
            zone: config.timezone.flatMap { RuleZone(identifier: $0) } ?? catalog.zone(config.org))
    }
}
