import FirestoreModel
import MirrorTree
import StatusCodes

/// The data of a tenant for accepting its POS's events. Its description shows no secret.
public struct EventSource: Sendable, CustomStringConvertible, CustomReflectable {
    public let org: String
    /// Secrets with which its locations' events are signed; empty where none is configured.
    public let secrets: [String]
    public let locationCount: Int
    /// Ids of its locations, in the mirror and in the POS.
    let locationIDs: Set<String>

    /// Whether the location of an event is this tenant's; true for an event without one.
    public func isOwn(location: String?) -> Bool {
        location.map { locationIDs.contains($0) } ?? true
    }

    public var description: String { "EventSource(\(org))" }
    public var customMirror: Mirror { Mirror(self, children: ["org": org]) }
}

extension SyncEngine {
    /// The tenant called `org` as a source of events; nil where no location names it.
    public func eventSource(org: String) throws(Status) -> EventSource? {
        try eventSource { $0.org == org }
    }

    /// The tenant of a location, by the location's document id or by the id that the POS knows it
    /// under; nil where it belongs to no tenant or to several.
    public func eventSource(location: String) throws(Status) -> EventSource? {
        try eventSource { found in
            guard found.id != location else { return true }
            let config = found.fields[LocationField.posConfig]?.mapValue
            return Self.storeFields.contains { LocationConfigs.text(config?[$0]) == location }
        }
    }

    /// The POS's own ids of a location.
    private static let storeFields: [AccountField] = [.locationId, .storeId]

    private func eventSource(
        _ isMeant: (LocationDocument) -> Bool
    ) throws(Status) -> EventSource? {
        let all = try configs.documents()
        let orgs = Set(all.filter(isMeant).map(\.org))
        guard orgs.count == 1, let org = orgs.first else { return nil }
        let own = all.filter { $0.org == org }
        let secrets = own.compactMap {
            LocationConfigs.text(
                $0.fields[LocationField.posConfig]?.mapValue?[AccountField.webhookSecret])
        }
        let ids = own.flatMap { found -> [String] in
            let config = found.fields[LocationField.posConfig]?.mapValue
            return [found.id]
                + Self.storeFields.compactMap { LocationConfigs.text(config?[$0]) }
        }
        return EventSource(
            org: org, secrets: secrets, locationCount: own.count, locationIDs: Set(ids))
    }
}
