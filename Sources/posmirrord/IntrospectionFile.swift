import Access
import Foundation
import MirrorService

/// The daemon's credentials for introspecting sessions.
enum IntrospectionFile {
    private struct Contents: Decodable {
        var clientID: String
        var clientSecret: String

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case clientSecret = "client_secret"
        }
    }

    /// Reads `path`; throws `usage`, never with the file's contents.
    static func configuration(
        url: String, path: String
    ) throws(DaemonError) -> IntrospectionConfiguration {
        let local = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"]
        guard url.hasPrefix("https://") || local.contains(where: url.hasPrefix) else {
            throw DaemonError(
                .usage, "session_introspection.url must be https, or http on this machine")
        }
        guard let bytes = FileManager.default.contents(atPath: path),
            let contents = try? JSONDecoder().decode(Contents.self, from: bytes),
            !contents.clientID.isEmpty
        else {
            throw DaemonError(
                .usage, "\(path) is not a JSON object with client_id and client_secret")
        }
        return IntrospectionConfiguration(
            url: url, clientID: contents.clientID, clientSecret: contents.clientSecret)
    }
}
