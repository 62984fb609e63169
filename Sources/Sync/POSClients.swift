import Alleaves
import HTTPTransport
import Synchronization

/// One client for each set of credentials, kept from run to run so that its token is used as long
/// as it lasts.
final class POSClients: Sendable {
    private struct Entry {
        let credentials: AlleavesCredentials
        let client: AlleavesClient
        let batches: BatchCache
    }

    private let baseURL: String
    private let transport: any Transport
    private let environment: AlleavesEnvironment
    /// By location id: one tenant's client is never another's, even with equal credentials.
    private let entries = Mutex<[String: Entry]>([:])

    init(baseURL: String, transport: any Transport, environment: AlleavesEnvironment) {
        self.baseURL = baseURL
        self.transport = transport
        self.environment = environment
    }

    func client(_ config: LocationConfig) -> AlleavesClient { entry(config).client }

    /// What is kept of the location's batches.
    func batches(_ config: LocationConfig) -> BatchCache { entry(config).batches }

    private func entry(_ config: LocationConfig) -> Entry {
        entries.withLock { entries in
            let key = "\(config.org)/\(config.id)"
            if let entry = entries[key], entry.credentials.isSame(as: config.credentials) {
                return entry
            }
            let client = AlleavesClient(
                credentials: config.credentials, baseURL: baseURL, transport: transport,
                environment: environment)
            let entry = Entry(
                credentials: config.credentials, client: client,
                batches: BatchCache(now: environment.monotonicMilliseconds))
            entries[key] = entry
            return entry
        }
    }
}

extension AlleavesCredentials {
    fileprivate func isSame(as other: AlleavesCredentials) -> Bool {
        username == other.username && password == other.password && pin == other.pin
            && apiKey == other.apiKey && partnerID == other.partnerID && storeID == other.storeID
            && locationID == other.locationID && otherSecrets == other.otherSecrets
    }
}
