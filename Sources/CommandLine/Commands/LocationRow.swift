import FirestoreModel
import JSON
import MirrorMessages
import MirrorTree

/// Formats a location document.
struct LocationRow {
    let id: String
    let orgID: String
    let timeZone: String
    let updated: WireTimestamp?
    private let config: Fields

    init(_ document: Document) {
        id = document.name.split(separator: "/").last.map { String($0) } ?? ""
        orgID = document.fields[LocationField.orgId]?.stringValue ?? ""
        timeZone = document.fields[LocationField.timezone]?.stringValue ?? ""
        updated = document.updateTime.map { WireTimestamp(microseconds: $0.microseconds) }
        config = TreeSecrets.redacted(
            account: document.fields[LocationField.posConfig]?.mapValue ?? Fields())
    }

    /// A text of the posConfig, in which credentials are redacted.
    func text(_ key: String) -> String { config[key]?.stringValue ?? "" }

    /// The names of the credentials that are set, without values.
    var account: String {
        let names = [AccountField.username, .password, .pin, .apiKey].map(\.rawValue).filter {
            !text($0).isEmpty
        }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    /// The location as JSON, with `changes` if given.
    func json(_ changes: LocationChanges? = nil) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("id", id)
            writer.member("org_id", orgID)
            writer.member("timezone", timeZone)
            writer.key("pos_config")
            writer.object { writer in
                for (key, value) in config {
                    switch value {
                    case .string(let text): writer.member(key, text)
                    case .boolean(let truth): writer.member(key, truth)
                    case .array(let values):
                        writer.array(key, values.compactMap(\.stringValue)) { $0.value($1) }
                    default: break
                    }
                }
            }
            if let changes {
                writer.key("changes")
                writer.object { writer in
                    writer.array("set", changes.set) { $0.value($1) }
                    writer.array("changed", changes.changed) { $0.value($1) }
                    writer.array("removed", changes.removed) { $0.value($1) }
                }
            }
            if let updated { writer.member("update_time", updated) }
        }
        return writer.text
    }
}
