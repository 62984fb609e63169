import LinuxSystem
import TextForms

/// Credentials for callers whose user alone may not do what they ask for. From the environment
/// only: a command line can be read by everybody on the machine.
enum CallerCredentials {
    static let cronSecret = "POSMIRROR_CRON_SECRET"
    static let session = "POSMIRROR_SESSION"

    /// What goes with every call (Protocol/README.md).
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

    /// Without white space around it; nil where nothing is left.
    private static func text(_ value: String?) -> String? { value?.nonBlank }
}
