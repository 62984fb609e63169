import PointOfSale
import Synchronization

/// One connection for each account, kept from run to run so that its token is used as long
/// as it lasts.
final class POSClients: Sendable {
    private struct Entry {
        let account: any POSAccount
        let client: any PointOfSale
        let batches: BatchCache
        let itemDetails: ItemDetailsCache
    }

    private let environment: POSEnvironment
    /// By location id: one tenant's client is never another's, even with equal credentials.
    private let entries = Mutex<[String: Entry]>([:])

    init(environment: POSEnvironment) { self.environment = environment }

    func client(_ config: LocationConfig) -> any PointOfSale { entry(config).client }

    /// What is kept of the location's batches.
    func batches(_ config: LocationConfig) -> BatchCache { entry(config).batches }

    /// What is kept of the location's items.
    func itemDetails(_ config: LocationConfig) -> ItemDetailsCache { entry(config).itemDetails }

    private func entry(_ config: LocationConfig) -> Entry {
        entries.withLock { entries in
            let key = "\(config.org)/\(config.id)/\(config.provider.name)"
            if let entry = entries[key], entry.account.connection == config.account.connection {
                return entry
            }
            let now = environment.monotonicMilliseconds
            // Another password reaches the same store.
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
