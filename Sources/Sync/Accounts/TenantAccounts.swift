import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes
import TextForms

/// What is known of the accounts of one provider in a tenant.
struct ProviderAccounts: Equatable, Sendable {
    /// The account whose ids do not carry its name. Once known it stays, or ids would change their
    /// meaning.
    var primary: String?
    /// By the location's document id, also of locations that are gone.
    var locations: [String: String] = [:]
    /// Of ``locations``, by which login each account became known: a ``LoginMark``.
    var logins: [String: String] = [:]
    /// The accounts whose ids carry their names: all that were ever met, besides the primary.
    var others: Set<String> = []

    var isEmpty: Bool { self == ProviderAccounts() }
}

/// The document tenants/{org}/integrations/accounts: which account each location of a tenant
/// reaches, by provider. Only tenants with several locations have it (Protocol/tree.md, Accounts).
struct TenantAccounts: Equatable, Sendable {
    /// By the providers' names.
    private var providers: [String: ProviderAccounts] = [:]

    init() {}

    subscript(provider: String) -> ProviderAccounts {
        get { providers[provider] ?? ProviderAccounts() }
        set { providers[provider] = newValue.isEmpty ? nil : newValue }
    }

    /// Throws where something is there that cannot be read: as if it were absent, one account's
    /// items would be stored as another's.
    init(_ fields: Fields) throws(Status) {
        for (name, value) in fields {
            guard case .map(let map) = value else { throw Self.unreadable }
            var accounts = ProviderAccounts()
            if let primary = map[KnownAccountsField.primary], primary != .null {
                accounts.primary = try Self.account(primary)
            }
            for (location, account) in try Self.entries(map[KnownAccountsField.locations]) {
                accounts.locations[location] = try Self.account(account)
            }
            for (location, login) in try Self.entries(map[KnownAccountsField.logins]) {
                accounts.logins[location] = login.stringValue
            }
            switch map[KnownAccountsField.others] {
            case nil, .null: break
            case .array(let others):
                for other in others { accounts.others.insert(try Self.account(other)) }
            default: throw Self.unreadable
            }
            if let primary = accounts.primary, accounts.others.contains(primary) {
                throw Self.unreadable
            }
            self[name] = accounts
        }
    }

    /// A name that ids can carry.
    private static func account(_ value: Value) throws(Status) -> String {
        guard let name = value.stringValue, name.nonBlankOfControls == name,
            name.utf8.count <= POSLimits.accountBytesMax
        else { throw unreadable }
        return name
    }

    private static func entries(_ value: Value?) throws(Status) -> Fields {
        switch value {
        case nil, .null: return Fields()
        case .map(let fields): return fields
        default: throw unreadable
        }
    }

    private static let unreadable = Status(
        .dataLoss, "integrations/accounts has what no run writes; without it all is asked anew")

    var fields: Fields {
        Fields(
            providers.map { name, accounts in
                var map = Fields()
                map[KnownAccountsField.locations] = .map(
                    Fields(accounts.locations.map { ($0.key, .string($0.value)) }))
                if !accounts.logins.isEmpty {
                    map[KnownAccountsField.logins] = .map(
                        Fields(accounts.logins.map { ($0.key, .string($0.value)) }))
                }
                map[KnownAccountsField.others] = .array(
                    accounts.others.sorted().map { .string($0) })
                map[KnownAccountsField.primary] = accounts.primary.map { .string($0) }
                return (name, .map(map))
            })
    }

    /// The tenant's document; empty where it has none.
    static func read(
        _ store: DocumentStore, org: String
    ) throws(Status) -> TenantAccounts {
        do {
            let found = try store.get(
                DocumentKey(mirror: TenantPath.integration(org: org, .accounts)))
            return try found.map { try TenantAccounts(Fields(mapValueBytes: $0.fields)) }
                ?? TenantAccounts()
        } catch {
            // Without it, one account's items could be stored as another's.
            throw Status("The tenant's accounts cannot be read", error)
        }
    }

    /// - Parameter readsAgain: forget how far orders and customers were read, so that all are read
    ///   under the ids that they have now.
    func write(
        _ store: DocumentStore, org: String, readsAgain: Bool
    ) throws(Status) {
        var writes = [
            DocumentWrite(
                key: DocumentKey(mirror: TenantPath.integration(org: org, .accounts)),
                mutation: .set(fields: fields.mapValueBytes))
        ]
        if readsAgain {
            writes += [IntegrationDocument.orders, .customers].map { document in
                DocumentWrite(
                    key: DocumentKey(mirror: TenantPath.integration(org: org, document)),
                    mutation: .delete)
            }
        }
        do throws(Status) {
            try store.commit(writes)
        } catch {
            throw Status("The tenant's accounts were not stored", error)
        }
    }
}
