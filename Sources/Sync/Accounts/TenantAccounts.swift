import DocumentStore
import FirestoreModel
import MirrorTree
import StatusCodes

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

    init(_ fields: Fields) {
        for (name, value) in fields {
            guard let map = value.mapValue else { continue }
            var accounts = ProviderAccounts()
            accounts.primary = map[KnownAccountsField.primary]?.stringValue
            for (location, account) in map[KnownAccountsField.locations]?.mapValue ?? [:] {
                accounts.locations[location] = account.stringValue
            }
            for (location, login) in map[KnownAccountsField.logins]?.mapValue ?? [:] {
                accounts.logins[location] = login.stringValue
            }
            accounts.others = Set(
                map[KnownAccountsField.others]?.arrayValue?.compactMap(\.stringValue) ?? [])
            self[name] = accounts
        }
    }

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
            return try found.map { TenantAccounts(try Fields(mapValueBytes: $0.fields)) }
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
