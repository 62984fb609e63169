import Alleaves
import MirrorService
import TextForms

/// Credentials from the environment, for a daemon with a single tenant.
enum SingleTenant {
    /// ALLEAVES_USERNAME, ALLEAVES_PASSWORD and ALLEAVES_PIN; throws `usage` without the first two.
    static func credentials(
        _ environment: [String: String]
    ) throws(DaemonError) -> AlleavesCredentials {
        // A trailing newline is an artefact of the secret's file.
        let value = { (name: String) -> String? in environment[name]?.nonBlank }
        guard let username = value("ALLEAVES_USERNAME"), let password = value("ALLEAVES_PASSWORD")
        else {
            throw DaemonError(
                .usage, "--single-tenant needs ALLEAVES_USERNAME and ALLEAVES_PASSWORD")
        }
        return AlleavesCredentials(
            username: username, password: password, pin: value("ALLEAVES_PIN"))
    }
}
