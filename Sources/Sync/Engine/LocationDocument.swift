import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes

/// A stored location.
struct LocationDocument {
    let id: String
    /// The tenant; empty where ``fields`` name it in no text.
    let org: String
    let fields: Fields
    /// When it was made, microseconds since 1970.
    let created: Int64

    /// The word of `posConfig.status` without which a location is left out.
    static let active = "active"

    /// A known word of `posConfig`, whatever its case; nil where there is none.
    func word(_ field: AccountField) -> String? {
        LocationConfigs.text(fields[LocationField.posConfig]?.mapValue?[field])?.lowercased()
    }

    /// The field that says whose the location is and whether it is mirrored, where it is there and
    /// cannot be read. One that is known to be inactive needs no provider.
    var unreadableField: String? {
        if org.isEmpty { return "an orgId" }
        switch fields[LocationField.posConfig] {
        case nil, .null: return nil
        case .map(let config):
            if Self.isUnreadable(config[AccountField.status]) { return "a posConfig.status" }
            return word(.status) == Self.active && Self.isUnreadable(config[AccountField.provider])
                ? "a posConfig.provider" : nil
        default: return "a posConfig"
        }
    }

    private static func isUnreadable(_ value: Value?) -> Bool {
        switch value {
        case nil, .null, .string: false
        default: true
        }
    }

    /// The locations of a tenant, by id: those that name it, and those that name none that can be
    /// read and were the tenant's when its inventories were read.
    static func own(
        of org: String, _ located: [LocationDocument], _ strays: [LocationDocument],
        _ store: DocumentStore
    ) throws(Status) -> [LocationDocument] {
        let own = located.filter { $0.org == org }
        guard !strays.isEmpty else { return own }
        let read = try ProductProofs.locations(store, org: org)
        let strays = strays.filter { stray in
            read.contains(stray.id)
                || LocationConfigs.text(stray.fields[LocationField.orgId]) == org
        }
        return (own + strays).sorted { $0.id < $1.id }
    }
}
