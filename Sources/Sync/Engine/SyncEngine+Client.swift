import Alleaves
import PointOfSale
import Pricing

/// A tenant's POS cannot be called: no such location, or none that is active.
public struct POSUnreachable: Error, CustomStringConvertible, Sendable {
    public let description: String
}

/// One of a tenant's active locations and the client of its POS.
public struct POSConnection: Sendable {
    public let org: String
    public let client: AlleavesClient
    /// The POS's id of the location; nil where the account names none.
    public let posLocation: String?
    let zone: RuleZone
}

extension SyncEngine {
    /// The connection to one of a tenant's active locations, the same that its runs use. Never uses
    /// another tenant's credentials (hazard D31 of Protocol/alleaves.md).
    ///
    /// - Parameter location: its document id; empty where the tenant has only one.
    public func connection(
        org: String, location: String = ""
    ) throws(POSUnreachable) -> POSConnection {
        let active: [LocationConfig]
        do throws(SyncFailure) {
            active = try configs.active(org: org)
        } catch {
            throw POSUnreachable(description: error.text)
        }
        if location.isEmpty {
            guard active.count == 1, let only = active.first else {
                let ids = active.map(\.id).joined(separator: ", ")
                throw POSUnreachable(description: "\(org) has several locations, name one: \(ids)")
            }
            return connection(only)
        }
        guard let found = active.first(where: { $0.id == location }) else {
            throw POSUnreachable(description: "\(org) has no active location \(location)")
        }
        return connection(found)
    }

    private func connection(_ config: LocationConfig) -> POSConnection {
        POSConnection(
            org: config.org, client: clients.client(config),
            posLocation: config.credentials.effectiveLocationID,
            zone: config.timezone.flatMap { RuleZone(identifier: $0) } ?? catalog.zone(config.org))
    }
}
