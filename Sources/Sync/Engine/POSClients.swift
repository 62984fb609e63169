import PointOfSale
import Synchronization

/// One connection per account, kept between runs to reuse its token.
final class POSClients: Sendable {
    private struct Entry {
        let account: any POSAccount
        let client: any PointOfSale
        let batches: BatchCache
        let itemDetails: ItemDetailsCache
        let accountAnswer = CachedAccountAnswer()
    }

    private let environment: POSEnvironment
    /// By location id: one tenant's client is never another's, even with equal credentials.
    private let entries = Mutex<[String: Entry]>([:])

    init(environment: POSEnvironment) { self.environment = environment }

    func client(_ config: LocationConfig) -> any PointOfSale { entry(config).client }

    /// The cache of the location's batches.
    func batches(_ config: LocationConfig) -> BatchCache { entry(config).batches }

    /// The cache of the location's item details.
    func itemDetails(_ config: LocationConfig) -> ItemDetailsCache { entry(config).itemDetails }

    /// What the login's POS has said of its account.
    func accountAnswer(_ config: LocationConfig) -> CachedAccountAnswer {
        entry(config).accountAnswer
    }

    private func entry(_ config: LocationConfig) -> Entry {
        entries.withLock { entries in
            precondition(
                !config.id.contains("/") && !config.provider.name.contains("/"),
                "the key of a location is no other tenant's")
            let key = "\(config.org)/\(config.id)/\(config.provider.name)"
            if let entry = entries[key], entry.account.connection == config.account.connection {
                return entry
            }
            let now = environment.monotonicMilliseconds
            // With another password it is still the same store, so the caches stay.
            let old = entries[key].flatMap { old in
                old.account.store == config.account.store ? old : nil
            }
            let entry = Entry(
                account: config.account, client: config.account.connect(),
                batches: old?.batches ?? BatchCache(now: now),
                itemDetails: old?.itemDetails ?? ItemDetailsCache(now: now))
            entries[key] = entry
            return entry
        }
    }
}
