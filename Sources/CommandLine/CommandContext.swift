import MirrorClient

/// The environment of a running command.
public struct CommandContext: Sendable {
    public let arguments: ParsedArguments
    public let output: CommandOutput
    /// Whether to print a single JSON value.
    public let wantsJSON: Bool
    /// The daemon's socket.
    public let socket: String
    /// The value of --timeout; nil if not given.
    let timeoutSeconds: Int64?

    /// The value of --database; the mirror's own by default.
    var databaseID: String { arguments.value("database") ?? MirrorClient.mirrorDatabase }

    /// The store that --location names; empty for the whole tenant.
    var location: String { arguments.value(MirrorCommands.atLocation.name) ?? "" }

    /// Connects to the daemon.
    func connect() throws(MirrorClientError) -> MirrorClient {
        var metadata = CallerCredentials.metadata()
        if arguments.has(OptionDeclaration.allowPosFields.name) {
            metadata.append(("allow-pos-fields", "true"))
        }
        var client = try MirrorClient(socket: socket, metadata: metadata)
        client.timeoutSeconds = timeoutSeconds
        client.database = databaseID
        return client
    }
}
