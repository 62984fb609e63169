/// The originator of a change. Of a person only the id of their session's user.
public struct AuditPrincipal: Equatable, Sendable {
    /// `uid:1000` for a user of this machine, `sync` for a synchronisation.
    public var name: String
    /// reader, sync or admin, or the role of the session.
    public var role: String
    /// The session's user; empty without a session.
    public var user: String

    public init(name: String, role: String, user: String = "") {
        self.name = name
        self.role = role
        self.user = user
    }

    /// A synchronisation, whoever triggered it.
    public static let sync = AuditPrincipal(name: "sync", role: "sync")

    /// The form for log lines: without blanks, so that an id cannot imitate another field.
    public var logEntry: LogEntry {
        let entry: LogEntry = "principal=\(Self.word(name)) role=\(Self.word(role))"
        return user.isEmpty ? entry : entry + " user=\(Self.word(user))"
    }

    private static func word(_ text: String) -> String {
        let kept = text.unicodeScalars.prefix(SyncLimits.auditWordCharactersMax).map { scalar in
            scalar.value > 0x20 && scalar.value != 0x7F && scalar.isASCII ? scalar : "_"
        }
        return String(String.UnicodeScalarView(kept))
    }
}
