import StatusCodes
import TextForms

/// The secret that authenticates an external scheduler. Its description does not show it.
public struct CronSecret: Sendable, CustomStringConvertible, CustomReflectable {
    private let secret: String?

    /// Trims white space, because files often end in a line break; a blank secret counts as none.
    public init(_ secret: String?) {
        let text = secret?.trimmed ?? ""
        self.secret = text.isEmpty ? nil : text
    }

    /// Throws UNAUTHENTICATED unless `authorization` is `Bearer` and the secret; always where no
    /// secret is configured. Constant time.
    package func check(_ authorization: String) throws(Status) {
        let scheme = "bearer "
        let isBearer = authorization.prefix(scheme.count).lowercased() == scheme
        let presented = String(authorization.dropFirst(scheme.count)).trimmed
        let isEqual = SecretComparison.areEqual(presented, secret ?? "")
        guard secret != nil, isBearer, isEqual else {
            throw Status(
                .unauthenticated,
                secret == nil
                    ? "the daemon has no cron secret: set CRON_SECRET or cron_secret"
                    : "the authorization is not the cron secret's")
        }
    }

    public var description: String { "CronSecret(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
