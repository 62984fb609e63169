import Alleaves
import HTTPTransport
import PointOfSale
import Synchronization

/// One client per set of credentials, kept between runs to reuse its token.
final class POSClients: Sendable {
    private struct Entry {
        let credentials: AlleavesCredentials
        let client: AlleavesClient
        let batches: BatchCache
        let itemDetails: ItemDetailsCache
    }

    private let baseURL: String
    private let transport: any Transport
    private let environment: POSEnvironment
    /// By location id: one tenant's client is never another's, even with equal credentials.
    private let entries = Mutex<[String: Entry]>([:])

    init(baseURL: String, transport: any Transport, environment: POSEnvironment) {
        self.baseURL = baseURL
        self.transport = transport
        self.environment = environment
    }

    func client(_ config: LocationConfig) -> AlleavesClient { entry(config).client }

    /// The cache of the location's batches.
    func batches(_ config: LocationConfig) -> BatchCache { entry(config).batches }

    /// The cache of the location's item details.
    func itemDetails(_ config: LocationConfig) -> ItemDetailsCache { entry(config).itemDetails }

    private func entry(_ config: LocationConfig) -> Entry {
        entries.withLock { entries in
            let key = "\(config.org)/\(config.id)"
            if let entry = entries[key], entry.credentials.isSame(as: config.credentials) {
                return entry
            }
            let client = AlleavesClient(
                credentials: config.credentials, baseURL: baseURL, transport: transport,
                environment: environment)
            let now = environment.monotonicMilliseconds
            // With another password it is still the same store, so the caches stay.
            let old = entries[key].flatMap { old in
                old.credentials.isSameStore(as: config.credentials) ? old : nil
            }
            let entry = Entry(
                credentials: config.credentials, client: client,
                batches: old?.batches ?? BatchCache(now: now),
                itemDetails: old?.itemDetails ?? ItemDetailsCache(now: now))
            entries[key] = entry
            return entry
        }
    }
}

extension AlleavesCredentials {
    fileprivate func isSameStore(as other: AlleavesCredentials) -> Bool {
        username == other.username && apiKey == other.apiKey && partnerID == other.partnerID
            && storeID == other.storeID && locationID == other.locationID
    }

    fileprivate func isSame(as other: AlleavesCredentials) -> Bool {
        username == other.username && password == other.password && pin == other.pin
            && apiKey == other.apiKey && partnerID == other.partnerID && storeID == other.storeID
            && locationID == other.locationID && otherSecrets == other.otherSecrets
    }
}
