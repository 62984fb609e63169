import Alleaves
import Feed
import HTTPTransport
import MirrorService
import PointOfSale

/// Everything to compose a daemon from: its configuration and its adapters.
struct DaemonSetup: Sendable {
    var daemon: DaemonConfiguration
    /// Base URL of Alleaves.
    var alleavesURL = AlleavesClient.defaultBaseURL
    /// Credentials from the environment for what a location lacks; nil unless the daemon serves a
    /// single tenant.
    var singleTenant: AlleavesCredentials?

    /// The files and addresses that feeds may be read from.
    var feeds = FeedSettings()

    init(_ daemon: DaemonConfiguration) { self.daemon = daemon }

    /// The adapters of all providers that locations may name. A further provider is a further line.
    var adapters: [any POSAdapter] {
        var environment = POSEnvironment.system
        environment.memory = daemon.memory
        let transport = CurlTransport(memory: daemon.memory)
        return [
            AlleavesAdapter(
                baseURL: alleavesURL, transport: transport, environment: environment,
                singleTenant: singleTenant),
            FeedAdapter(settings: feeds, transport: transport, environment: environment),
        ]
    }
}
