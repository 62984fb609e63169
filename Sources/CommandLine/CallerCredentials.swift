import LinuxSystem
import TextForms

/// Credentials for callers whose user lacks the required role. Only from the environment, because
/// all users of the machine can read command lines.
enum CallerCredentials {
    static let cronSecret = "POSMIRROR_CRON_SECRET"
    static let session = "POSMIRROR_SESSION"

    /// The metadata of every call (Protocol/README.md).
    static func metadata(
        _ environment: (String) -> String? = DefaultPaths.environmentVariable
    ) -> [(String, String)] {
        var pairs: [(String, String)] = []
        if let secret = text(environment(cronSecret)) {
            pairs.append(("authorization", "Bearer \(secret)"))
        }
        if let token = text(environment(session)) { pairs.append(("session", token)) }
        return pairs
    }

    /// Trimmed; nil if empty.
    private static func text(_ value: String?) -> String? { value?.nonBlank }
}
