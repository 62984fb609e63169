import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorTree

/// One entry of a tenant's audit trail, the document tenants/{org}/writeLog/{id}.
public struct AuditEntry: Equatable, Sendable {
    public let org: String
    /// Increases with time.
    public let id: String
    /// Microseconds since 1970.
    public let at: Int64
    /// Name of the RPC or of the run.
    public let method: String
    public let principal: AuditPrincipal
    /// sending, done, refused or unknown.
    public var result: String
    /// The subject of the write: ids only.
    public var details: [(key: String, value: Value)] = []

    /// - Parameters:
    ///   - id: of an existing entry; nil for a new one.
    ///   - at: microseconds since 1970.
    public init(
        org: String, id: String? = nil, method: String, by principal: AuditPrincipal, at: Int64,
        result: String
    ) {
        self.org = org
        self.id = id ?? Self.makeID(at)
        self.at = at
        self.method = method
        self.principal = principal
        self.result = result
    }

    public static func == (left: AuditEntry, right: AuditEntry) -> Bool {
        left.org == right.org && left.id == right.id && left.fields == right.fields
    }

    /// The write that stores the entry, replacing an earlier version.
    public var write: DocumentWrite {
        DocumentWrite(key: key, mutation: .set(fields: fields.mapValueBytes))
    }

    var key: DocumentKey { DocumentKey(mirror: TenantPath.writeLog(org: org).document(id)) }

    var fields: Fields {
        var pairs: [(String, Value)] = [
            ("at", .timestamp(Timestamp(microseconds: at))), ("method", .string(method)),
            ("orgId", .string(org)), ("principal", .string(principal.name)),
            ("result", .string(result)), ("role", .string(principal.role)),
        ]
        if !principal.user.isEmpty { pairs.append(("user", .string(principal.user))) }
        return Fields(pairs + details.map { ($0.key, $0.value) })
    }

    /// The time in 16 digits, then random digits, so that entries of one microsecond differ.
    private static func makeID(_ at: Int64) -> String {
        let digits = String(max(0, at))
        let zeros = String(repeating: "0", count: max(0, 16 - digits.utf8.count))
        return "\(zeros)\(digits)-\(String(SystemRandom.uint64() >> 32, radix: 16))"
    }
}
