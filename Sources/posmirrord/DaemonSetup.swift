import Alleaves
import Feed
import HTTPTransport
import MirrorService
import PointOfSale

/// What the daemon is made of: its configuration, and the points of sale that it reaches.
struct DaemonSetup: Sendable {
    var daemon: DaemonConfiguration
    /// Base URL of Alleaves.
    var alleavesURL = AlleavesClient.defaultBaseURL
    /// Credentials of the environment, filled in where a location lacks them; nil unless the
    /// daemon was started for a single tenant.
    var singleTenant: AlleavesCredentials?

    /// What files and addresses feeds may be read from.
    var feeds = FeedSettings()

    init(_ daemon: DaemonConfiguration) { self.daemon = daemon }

    /// Every provider that a location may name. Another one is another line.
    var adapters: [any POSAdapter] {
        [
            AlleavesAdapter(
                baseURL: alleavesURL, transport: CurlTransport(), singleTenant: singleTenant),
            FeedAdapter(settings: feeds, transport: CurlTransport()),
        ]
    }
}
