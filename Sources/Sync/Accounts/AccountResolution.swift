import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Gives every location of a tenant the origin of its POS's ids.
struct AccountResolution {
    let store: DocumentStore
    let org: String

    /// Places locations by what is stored; asks nobody and stores nothing.
    func resolve(_ configs: inout [LocationConfig]) throws(Status) {
        let known = try TenantAccounts.read(store, org: org)
        guard configs.count > 1 || known != TenantAccounts() else { return }
        _ = try assign(&configs, known) { _ in .notAsked }
    }

    /// What came of placing locations.
    struct Outcome {
        /// What is known now.
        var accounts: TenantAccounts
        var warnings: [String] = []
        /// A location that was read under the primary's ids proved to be of another account: what
        /// was read so far is of both.
        var isParted = false
    }

    /// Places locations by what is stored and what `answer` returns.
    func assign(
        _ configs: inout [LocationConfig], _ known: TenantAccounts,
        _ answer: (LocationConfig) -> AccountAssignment.Answer
    ) throws(Status) -> Outcome {
        var outcome = Outcome(accounts: known)
        for provider in Set(configs.map(\.provider)).sorted(by: { $0.name < $1.name }) {
            let own = configs.filter { $0.provider == provider }
            let before = known[provider.name]
            guard own.count > 1 || !before.isEmpty else { continue }
            let read = try Self.locationsRead(own, store, org)
            let assignment = AccountAssignment(
                own.map { config in
                    AccountAssignment.Location(
                        id: config.id,
                        login: config.settingsFault == nil ? config.account.login : "",
                        named: config.namedAccount, answer: answer(config),
                        hasProducts: read.contains(config.id))
                }, known: before)
            outcome.accounts[provider.name] = assignment.accounts
            outcome.warnings += assignment.warnings
            let origins = AccountOrigins(provider, assignment.accounts)
            for index in configs.indices where configs[index].provider == provider {
                let id = configs[index].id
                configs[index].put(assignment.resolutions[id], origins)
                configs[index].refusal = assignment.refusals[id].map { .otherLogin($0) }
                let isNews = before.locations[id] == nil && configs[index].origin.account != nil
                if isNews, read.contains(id) { outcome.isParted = true }
            }
        }
        configs.refuseUnnamedStores()
        return outcome
    }

    /// The locations of which the mirror has products.
    private static func locationsRead(
        _ configs: [LocationConfig], _ store: DocumentStore, _ org: String
    ) throws(Status) -> Set<String> {
        do {
            let key = DocumentKey(mirror: TenantPath.integration(org: org, .products))
            if let found = try store.get(key) {
                let fields = try Fields(mapValueBytes: found.fields)
                let read = fields[PositionField.locations]?.mapValue ?? [:]
                if !read.isEmpty { return Set(read.map(\.key)) }
            }
            // Before there was a record of what was read where, whatever there is was read here.
            guard let config = configs.first else { return [] }
            let items = ProductPath.publicItems(org: org)
            var scan = DocumentScan(database: MirrorDatabase.id, collection: items)
            scan.startAt = DocumentKey(mirror: items.document(config.provider.idPrefix))
            scan.limit = 1
            let first = try store.documents(scan).first.map { try $0.key.decode().path.id }
            let hasProducts = first?.hasPrefix(config.provider.idPrefix) ?? false
            return hasProducts ? Set(configs.map(\.id)) : []
        } catch {
            throw Status("What the mirror has of which location cannot be read", error)
        }
    }
}

/// The origins of one provider in a tenant.
struct AccountOrigins {
    let primary: POSOrigin
    private let provider: POSProvider

    init(_ provider: POSProvider, _ accounts: ProviderAccounts) {
        self.provider = provider
        primary = POSOrigin(provider, others: accounts.others.sorted())
    }

    func origin(_ account: String) -> POSOrigin { POSOrigin(provider, account: account) }
}

extension LocationConfig {
    fileprivate mutating func put(
        _ resolution: AccountAssignment.Resolution?, _ origins: AccountOrigins
    ) {
        unresolved = nil
        switch resolution {
        case .primary: origin = origins.primary
        case .other(let account): origin = origins.origin(account)
        case .unresolved(let reason): unresolved = reason
        case nil: preconditionFailure("every location has a place")
        }
    }
}
