import FirestoreModel
import Testing

@testable import MirrorTree

/// What is secret of an account, and what of a document is shown by the way.
@Suite struct TreeSecretsTests {
    private static let account: Fields = [
        "provider": "paper", "status": "active", "username": "u", "password": "p", "pin": .null,
        "apiKey": "k", "storeId": "7", "sellable_areas": "Vault", "sellExpired": true,
        "headers": ["X-Key": "h"], "combination": "12-34", "webhookSecret": "w",
    ]

    /// A setting that nobody knows may be another provider's password.
    @Test func allButKnownSettingsAreRedacted() {
        let mark = Value.string(TreeSecrets.mark)
        let shown = TreeSecrets.redacted(["orgId": "acme", "posConfig": .map(Self.account)])
        #expect(
            shown == [
                "orgId": "acme",
                "posConfig": [
                    "provider": "paper", "status": "active", "username": mark, "password": mark,
                    "pin": .null, "apiKey": mark, "storeId": "7", "sellable_areas": "Vault",
                    "sellExpired": true, "headers": mark, "combination": mark,
                    "webhookSecret": mark,
                ],
            ])
        #expect(TreeSecrets.redacted(["posConfig": "text"]) == ["posConfig": mark])
        #expect(TreeSecrets.redacted(["posConfig": ["u", "p"]]) == ["posConfig": mark])
        #expect(
            TreeSecrets.redacted(["password": "p", "name": "Main", "x": .null])
                == ["password": mark, "name": "Main", "x": .null])
    }

    /// Exports are mostly reached by keys in the query of their address.
    @Test func theQueryOfAFeedsAddressIsASecret() {
        let feed = { (url: Value) -> Fields in
            ["posConfig": ["provider": "feed", "products": ["url": url, "format": "csv"]]]
        }
        let shown = TreeSecrets.redacted(feed("https://a.example/m.csv?sig=QUERY#x"))
        #expect(shown == feed("https://a.example/m.csv?[redacted]"))
        #expect(TreeSecrets.redacted(feed("file:///m.csv")) == feed("file:///m.csv"))
        #expect(TreeSecrets.redacted(feed(.integer(5))) == feed(.integer(5)))
        #expect(TreeSecrets.mark(in: shown) == "posConfig.products.url")
        #expect(
            TreeSecrets.mark(in: ["posConfig.products.url": "https://a.example/?[redacted]"])
                == "posConfig.products.url")
        #expect(TreeSecrets.mark(in: feed("https://a.example/m.csv?sig=QUERY")) == nil)
    }

    /// Below a feed, and in what is no feed, only what is known is shown.
    @Test func whatNobodyKnowsOfAFeedIsASecret() {
        let mark = Value.string(TreeSecrets.mark)
        let config: Fields = [
            "products": [
                "url": "https://ann:key@a.example/m.csv?sig=Q", "format": "csv",
                "mapping": ["fields": ["id": "ID"]], "apiKey": "k", "headers": ["X-Key": "h"],
                "auth": ["token": "t"], "delimiter": .null,
            ],
            "discounts": "https://a.example/m.csv?sig=Q", "orders": ["x", ["token": "t"]],
            "store": ["name": "Quay", "key": "k"], "sellableAreas": ["Vault", "Shop"],
            "locationId": [["key": "k"]],
        ]
        let shown = TreeSecrets.redacted(account: config)
        #expect(
            shown == [
                "products": [
                    "url": "https://[redacted]@a.example/m.csv?[redacted]", "format": "csv",
                    "mapping": ["fields": ["id": "ID"]], "apiKey": mark, "headers": mark,
                    "auth": mark, "delimiter": .null,
                ],
                "discounts": mark, "orders": mark, "store": mark,
                "sellableAreas": ["Vault", "Shop"], "locationId": mark,
            ])
        #expect(
            TreeSecrets.mark(in: ["posConfig": ["products": ["apiKey": mark]]])
                == "posConfig.products.apiKey")
        #expect(TreeSecrets.mark(in: ["posConfig": ["orders": mark]]) == "posConfig.orders")
        #expect(
            TreeSecrets.mark(in: ["posConfig": ["orders": ["url": "https://[redacted]@a/"]]])
                == "posConfig.orders.url")
    }

    @Test(arguments: [
        ("locations", true), ("locations/main", true), ("locations/main/a/b", true),
        ("tenants/acme/locations/main", false), ("tenants/acme", false), ("", false),
    ])
    func accountsAreInLocations(_ text: String, _ isSecret: Bool) throws {
        #expect(TreeSecrets.concern(try ResourcePath(text)) == isSecret)
    }

    @Test(
        arguments: [
            (["posConfig": ["pin": "[redacted]"]], "posConfig.pin"),
            (["posConfig": ["combination": "[redacted]"]], "posConfig.combination"),
            (["posConfig.combination": "[redacted]"], "posConfig.combination"),
            (["posConfig.pin": "[redacted]"], "posConfig.pin"),
            (["old": ["pin": "[redacted]"]], "old.pin"), (["old": ["note": "[redacted]"]], nil),
            (["posConfig": ["status": "[redacted]"]], nil), (["pin": "[redacted]"], nil),
            (["note": "[redacted]"], nil), (["posConfig": ["pin": "1234"]], nil),
        ] as [(Fields, String?)])
    func aMarkInASecretsPlaceIsFound(_ fields: Fields, _ name: String?) {
        #expect(TreeSecrets.mark(in: fields) == name)
    }

    /// Names stay, values of people and accounts go; what nobody knows may be either.
    @Test(
        arguments: [
            ("locations/main", ["orgId": "acme", "posConfig": ["pin": "1"]], []),
            ("sessions/ab", ["userId": "u", "orgIds": ["acme"]], []),
            ("users/u", ["role": "brand_admin", "email": "a@b.example"], []),
            (
                "tenants/acme/customers/x_1",
                [
                    "id": "x_1", "orgId": "acme", "email": "a@b.example", "phoneLast4": "1234",
                    "posContact": ["phone": "555"], "note": "likes tea", "paperCustomerId": "cid_1",
                ], ["id", "orgId"]
            ),
            (
                "tenants/acme/customer_spending/a@b.example",
                ["email": "a@b.example", "source": "paper", "totalSpent": 12.5], ["source"]
            ),
            (
                "tenants/acme/orders/x_1",
                [
                    "id": "x_1", "customer": ["email": "a@b.example"], "userId": "9",
                    "totals": ["total": 12.5], "note": "call Ann",
                ], ["id", "totals"]
            ),
            ("tenants/acme/posEvents/e", ["event": "x", "payload": "{}"], ["event"]),
            ("tenants/acme/discounts/r", ["name": "Ten off", "note": "x"], ["name", "note"]),
            ("tenants/acme/notes/n", ["text": "x", "posConfig": ["pin": "1"]], ["text"]),
        ] as [(String, Fields, Set<String>)])
    func onlyWhatMayBeSeenIsShown(
        _ text: String, _ fields: Fields, _ open: Set<String>
    ) throws {
        let path = try ResourcePath(text)
        let shown = ShownDocument.fields(fields, of: path)
        #expect(shown.keys == fields.keys)
        for (name, value) in fields {
            #expect((shown[name] == value) == open.contains(name), "\(name)")
            let isHidden = ShownDocument.hides(field: name, of: try #require(path.parent))
            #expect(isHidden == !open.contains(name), "\(name)")
        }
    }

    @Test func addressesInPathsAreHidden() throws {
        let path = try ResourcePath("tenants/acme/customer_spending/a@b.example")
        #expect(ShownDocument.name(path) == "tenants/acme/customer_spending/[redacted]")
        #expect(ShownDocument.name(TenantPath.orders(org: "acme")) == "tenants/acme/orders")
    }
}
