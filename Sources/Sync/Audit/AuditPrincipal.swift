/// Who asked for a change. Nothing of a person but the id that sessions know them by.
public struct AuditPrincipal: Equatable, Sendable {
    /// `uid:1000` for a user of this machine, `sync` for a synchronisation.
    public var name: String
    /// reader, sync or admin, or the role of the session.
    public var role: String
    /// Of the session; empty without one.
    public var user: String

    public init(name: String, role: String, user: String = "") {
        self.name = name
        self.role = role
        self.user = user
    }

    /// A synchronisation, whoever triggered it.
    public static let sync = AuditPrincipal(name: "sync", role: "sync")

    /// As log lines have it: no blank in it, so that nobody's id looks like another field.
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
