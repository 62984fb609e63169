import FirestoreModel
import StatusCodes

/// What a client library would show of one target, and the token by which it goes on.
struct ListenView: Sendable {
    private(set) var shown: [String: Document] = [:]
    private(set) var token: [UInt8] = []
    private(set) var isCurrent = false
    /// What the stream said that no client could follow.
    private(set) var faults: [String] = []

    /// A stream begins; what is shown stays until it says otherwise.
    mutating func reconnect() { isCurrent = false }

    /// Takes an event; true where it is a snapshot of a target that is current.
    mutating func receive(_ event: ListenEvent) -> Bool {
        switch event {
        case .change(let bytes, let ids, let removed):
            guard let document = try? Document(wireBytes: bytes) else {
                faults.append("a document that cannot be decoded")
                return false
            }
            if !ids.isEmpty { shown[document.lastID] = document }
            if !removed.isEmpty { shown[document.lastID] = nil }
        case .delete(let name, _, _), .remove(let name, _, _):
            shown[String(name.split(separator: "/").last ?? "")] = nil
        case .filter(_, let count):
            if shown.count != Int(count) {
                faults.append("the filter counts \(count), shown are \(shown.count)")
            }
        case .target(let change): return receive(change)
        }
        return false
    }

    private mutating func receive(_ change: TargetChange) -> Bool {
        if !change.resumeToken.isEmpty { token = change.resumeToken }
        switch change.kind {
        case .current: isCurrent = true
        case .reset:
            shown = [:]
            isCurrent = false
        case .remove: faults.append("the target was removed: \(change.cause?.message ?? "")")
        case .noChange: return isCurrent && change.targetIds.isEmpty
        case .add: break
        }
        return false
    }
}
