import Alleaves

/// Why a tenant's POS cannot be asked: no such location, or none that is active.
public struct POSUnreachable: Error, CustomStringConvertible, Sendable {
    public let description: String
}

extension SyncEngine {
    /// The client of one of a tenant's active locations, the one that its runs use. Another
    /// tenant's credentials are never taken (hazard D31).
    ///
    /// - Parameter location: its document id; empty where the tenant has only one.
    public func client(
        org: String, location: String = ""
    ) throws(POSUnreachable) -> AlleavesClient {
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
            return clients.client(only)
        }
        guard let found = active.first(where: { $0.id == location }) else {
            throw POSUnreachable(description: "\(org) has no active location \(location)")
        }
        return clients.client(found)
    }
}
