import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import TestSupport
import Testing

/// Whoever may write a tenant's orders may read them and its customers, and nobody else's.
@Suite struct PeopleAccessTests {
    private static func path(_ text: String) -> ResourcePath {
        ResourcePath(uncheckedSegments: text.split(separator: "/").map(String.init))
    }

    private static let people = ["acme", "brand_acme", "other"].flatMap { org in
        ["orders", "customers"].map { "tenants/\(org)/\($0)/a" }
    }

    private struct Tokens {
        var own = ""
        var other = ""
        var both = ""
        var everybody = ""
        var budtender = ""
    }

    /// A daemon with two tenants' people, to which this user is a mere reader.
    private func withPeople(_ body: (TestDaemon, Tokens) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/config.json"
            try write("{}", to: file)
            try withDaemon(options: ["--config", file]) { daemon in
                let client = daemon.client
                try daemon.putLocation("two", org: "other")
                try daemon.putLocation("three", org: "brand_acme")
                for text in Self.people {
                    try client.updateDocument(
                        Self.path(text), fields: ["n": 1, "orgId": .string("x")])
                }
                try client.updateDocument(
                    Self.path("tenants/acme/customer_spending/a"), fields: ["n": 1])
                try client.updateDocument(
                    Self.path("tenants/acme/posWrites/a"), fields: ["n": 1])
                let make = { (role: String, orgs: [String]) in
                    try client.createSession(role: role, orgIDs: orgs, userID: "u").token
                }
                let tokens = Tokens(
                    own: try make("dispensary_admin", ["acme"]),
                    other: try make("brand_admin", ["other"]),
                    both: try make("brand_admin", ["acme", "other"]),
                    everybody: try make("super_user", []),
                    budtender: "made-up")
                try write(
                    #"{"principals":[{"uid":\#(SystemProcess.uid),"role":"reader"}]}"#, to: file)
                try daemon.restart()
                try body(daemon, tokens)
            }
        }
    }

    private func client(_ daemon: TestDaemon, _ token: String) throws -> MirrorClient {
        try daemon.connect(metadata: [("session", token)])
    }

    private func reads(_ client: MirrorClient, _ org: String) -> Bool {
        ["orders", "customers"].allSatisfy { collection in
            let parent = Self.path("tenants/\(org)")
            let whole = Self.path("tenants/\(org)/\(collection)")
            let query = StructuredQuery(collection: collection)
            let answers = [
                (try? client.document(Self.path("tenants/\(org)/\(collection)/a"))) != nil,
                (try? client.documents(in: whole).documents.count) == 1,
                (try? client.count(query, below: parent)) == 1,
            ]
            #expect(Set(answers).count == 1, "\(org) \(collection): \(answers)")
            return answers[0]
        }
    }

    @Test func aSessionReadsItsOwnTenantsOrdersAndCustomers() throws {
        try withPeople { daemon, tokens throws in
            for (token, orgs) in [
                (tokens.own, ["acme"]), (tokens.other, ["other"]),
                (tokens.both, ["acme", "other"]),
                (tokens.everybody, ["acme", "brand_acme", "other"]), (tokens.budtender, []),
            ] {
                let client = try client(daemon, token)
                for org in ["acme", "brand_acme", "other"] {
                    #expect(reads(client, org) == orgs.contains(org), "\(org)")
                }
                for secret in [
                    "tenants/acme/customer_spending/a", "tenants/acme/posWrites/a", "users/u",
                    "products/acme_alleaves_1",
                ] {
                    let error = failure { _ = try client.document(Self.path(secret)) }
                    #expect(error?.code == .permissionDenied, "\(secret)")
                }
                let write = failure {
                    try client.updateDocument(
                        Self.path("tenants/acme/orders/a"), fields: ["n": 2])
                }
                #expect(write?.code == .permissionDenied)
            }
            #expect(!reads(daemon.client, "acme"))
            let unknown = failure {
                _ = try client(daemon, tokens.budtender)
                    .document(Self.path("tenants/acme/orders/a"))
            }
            #expect(unknown?.code == .unauthenticated)
        }
    }

    /// How synchronisations went is read as documents by whoever sees it in GetSyncStatus.
    /// The code of an error; nil where there is none.
    private func code(_ body: () throws(MirrorClientError) -> Void) -> StatusCode? {
        do throws(MirrorClientError) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test func howATenantsSyncsWentIsNotShownToSessionsOfOthers() throws {
        try withPeople { daemon, tokens throws in
            let orgs = ["acme", "brand_acme", "other"]
            for (token, own) in [
                (tokens.own, ["acme"]), (tokens.other, ["other"]),
                (tokens.both, ["acme", "other"]), (tokens.everybody, orgs), (tokens.budtender, []),
            ] {
                let client = try client(daemon, token)
                for org in orgs {
                    let error = code { () throws(MirrorClientError) in
                        _ = try client.document(Self.path("tenants/\(org)/integrations/pos"))
                    }
                    let listed = code { () throws(MirrorClientError) in
                        _ = try client.documents(in: Self.path("tenants/\(org)/integrations"))
                    }
                    let queried = code { () throws(MirrorClientError) in
                        _ = try client.count(
                            StructuredQuery(collection: "integrations"),
                            below: Self.path("tenants/\(org)"))
                    }
                    let refusal: StatusCode =
                        token == tokens.budtender
                        ? .unauthenticated : .permissionDenied
                    let expected = own.contains(org) ? nil : refusal
                    #expect(listed == expected, "\(org)")
                    #expect(queried == expected, "\(org)")
                    #expect([expected, expected ?? .notFound].contains(error), "\(org)")
                    // What is public needs no membership.
                    #expect(
                        code { () throws(MirrorClientError) in
                            _ = try client.documents(in: Self.path("tenants/\(org)/metadata"))
                        } == nil)
                }
            }
            // A reader of the socket without a session sees all, as before.
            #expect(
                code { () throws(MirrorClientError) in
                    _ = try daemon.client.documents(in: Self.path("tenants/other/integrations"))
                } == nil)
        }
    }

    @Test func aGroupIsLimitedToTheTenant() throws {
        try withPeople { daemon, tokens throws in
            let group = StructuredQuery(collection: "orders", allDescendants: true)
            let names = { (token: String, parent: String) throws -> [String] in
                var names: [String] = []
                try client(daemon, token).query(group, below: Self.path(parent)) {
                    names.append($0.name.split(separator: "/").suffix(4).joined(separator: "/"))
                }
                return names
            }
            #expect(try names(tokens.own, "") == ["tenants/acme/orders/a"])
            #expect(try names(tokens.own, "tenants/acme") == ["tenants/acme/orders/a"])
            #expect(try names(tokens.other, "") == ["tenants/other/orders/a"])
            #expect(try names(tokens.everybody, "").count == 3)
            #expect(try client(daemon, tokens.own).count(group, below: .root) == 1)
            for (token, parent) in [
                (tokens.own, "tenants/other"), (tokens.both, ""), (tokens.own, "tenants/acme/x/y"),
            ] {
                #expect(failure { _ = try names(token, parent) }?.code == .permissionDenied)
            }
            let all = StructuredQuery(collection: "", allDescendants: true)
            let spending = StructuredQuery(collection: "customer_spending", allDescendants: true)
            for query in [all, spending] {
                let error = failure {
                    try client(daemon, tokens.own).query(query, below: .root) { _ in }
                }
                #expect(error?.code == .permissionDenied)
            }
        }
    }

    @Test func aSessionListensToItsOwnTenant() throws {
        try withPeople { daemon, tokens throws in
            let listener = try TestListener(
                daemon, database: "(default)", metadata: [("session", tokens.own)])
            defer { listener.close() }
            let group = StructuredQuery(collection: "orders", allDescendants: true)
            try listener.add(listener.query(group), id: 1)
            try listener.add(listener.documents("tenants/acme/customers/a"), id: 2)
            try listener.add(listener.documents("tenants/other/customers/a"), id: 3)
            try listener.add(listener.query(group, below: "tenants/other"), id: 4)
            while !listener.current.isSuperset(of: [1, 2])
                || !listener.ended.isSuperset(of: [3, 4])
            {
                guard try listener.next() != nil else { break }
            }
            #expect(listener.shown[1]?.count == 1 && listener.shown[2]?.count == 1)
            #expect(listener.causes[3]?.code == .permissionDenied)
            #expect(listener.causes[4]?.code == .permissionDenied)
        }
    }
}
