/// What a command has at hand while it runs.
public struct CommandContext: Sendable {
    public let arguments: ParsedArguments
    public let output: CommandOutput
    /// Whether to print one JSON value.
    public let wantsJSON: Bool
    /// The daemon's socket.
    public let socket: String
    /// The --timeout, nil where it was not given.
    let timeoutSeconds: Int64?
    /// The variables of the environment.
    public let environment: @Sendable (String) -> String?

    /// Connects to the daemon.
    func connect() throws(MirrorClientError) -> MirrorClient {
        let metadata = CallerCredentials.metadata(environment)
        var client = try MirrorClient(socket: socket, metadata: metadata)
        client.timeoutSeconds = timeoutSeconds
        return client
    }
}

/// How a caller that its socket credentials do not identify says who it is (design.md 5).
enum CallerCredentials {
    /// The scheduler's secret from POSMIRROR_CRON_SECRET and a user's session from
    /// POSMIRROR_SESSION: in the environment, since flags can be read by every process.
    static func metadata(_ environment: (String) -> String?) -> [(String, String)] {
        var pairs: [(String, String)] = []
        if let secret = environment("POSMIRROR_CRON_SECRET"), !secret.isEmpty {
            pairs.append(("authorization", "Bearer \(secret)"))
        }
        if let session = environment("POSMIRROR_SESSION"), !session.isEmpty {
            pairs.append(("session", session))
        }
        return pairs
    }
}
