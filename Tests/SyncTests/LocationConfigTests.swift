import Alleaves
import AlleavesSimulator
import DocumentStore
import FirestoreModel
import HTTPTransport
import PointOfSale
import Pricing
import Testing

@testable import Sync

/// Which account a run logs in with, and what it says where there is none.
@Suite struct LocationConfigTests {
    private static let unusable: [(config: Value, reason: String)] = [
        (.null, "has no posConfig"),
        (["provider": "flowhub", "status": "active"], "another provider"),
        (["status": "active"], "another provider"),
        (["provider": "alleaves", "status": "inactive"], "is not active"),
        (["provider": "alleaves"], "is not active"),
        (["provider": "alleaves", "status": "active"], "lacks username or password"),
        (
            ["provider": "alleaves", "status": "active", "username": "u", "password": "  "],
            "lacks username or password"
        ),
    ]

    @Test(arguments: unusable)
    func anUnusableConfigurationIsNamed(config: Value, reason: String) throws {
        try withMirror { mirror in
            try mirror.put(["locations", "main"], ["orgId": "acme", "posConfig": config])
            let report = mirror.engine.run(.products, org: "acme")
            #expect(!report.success)
            #expect(report.error.hasPrefix("No active POS config: location main"))
            #expect(report.error.contains(reason), "\(report.error)")
            #expect(try mirror.status()["status"] == "error")
            #expect(mirror.pos.requestCount == 0)
        }
    }

    @Test func aTenantWithoutALocationIsToldHowToAddOneAndGetsNoDocument() throws {
        try withMirror { (mirror) throws in
            let report = mirror.engine.run(.products, org: "nobody")
            #expect(!report.success)
            #expect(report.error.hasPrefix("No location found for nobody: posmirror location put"))
            #expect(try mirror.document("tenants", "nobody", "integrations", "pos") == nil)
        }
    }

    @Test func anInactiveLocationBesideAnActiveOneIsLeftOut() throws {
        try withMirror { mirror in
            try mirror.putLocation("second", config: ["status": "inactive"])
            #expect(mirror.sync(.products).created == 60)
        }
    }

    /// Products of a store that lost its login stay on the menu.
    @Test func aLocationThatLostItsLoginHidesNothing() throws {
        try withMirror(products: 60, { $0.locations = 2 }) { mirror in
            try mirror.putLocation("second", config: ["locationId": "1001"])
            mirror.sync(.products)
            let before = try mirror.menu()
            try mirror.putLocation(
                "second", config: ["locationId": "1001", "username": nil, "password": nil])
            let report = mirror.engine.run(.products, org: "acme")
            #expect(!report.success && report.error.contains("location second lacks username"))
            #expect(report.deactivated == 0)
            #expect(try mirror.menu().mapValues(\.stock) == before.mapValues(\.stock))
            #expect(try mirror.status()["status"] == "error")
        }
    }

    private static let environment = AlleavesCredentials(
        username: "demo@example.com", password: "demo", pin: "1234")

    @Test func theEnvironmentFillsInForTheOnlyTenant() throws {
        try withMirror(singleTenant: Self.environment) { mirror in
            try mirror.putLocation(config: ["username": nil, "password": nil, "pin": nil])
            #expect(mirror.sync(.products).created == 60)
        }
    }

    @Test func withASecondTenantTheEnvironmentIsNobodys() throws {
        try withMirror(singleTenant: Self.environment) { mirror in
            try mirror.putLocation(config: ["username": nil, "password": nil, "pin": nil])
            try mirror.putLocation("other", org: "other", config: ["password": nil])
            for org in ["acme", "other"] {
                let report = mirror.engine.run(.products, org: org)
                #expect(report.error.contains("lacks username or password"), "\(org)")
            }
            #expect(mirror.pos.requestCount == 0)
        }
    }

    @Test func changedCredentialsAreUsedByTheNextRun() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            try mirror.putLocation(config: ["password": "changed"])
            let report = mirror.engine.run(.products, org: "acme")
            #expect(report.error.contains("check username, password and pin"))
            try mirror.putLocation()
            mirror.sync(.products)
        }
    }

    @Test func theDescriptionShowsNoCredential() throws {
        let adapter = AlleavesAdapter(transport: CurlTransport(), singleTenant: Self.environment)
        let account = try adapter.account(POSSettings(), isOnlyTenant: true)
        let config = LocationConfig(
            id: "main", org: "acme", timezone: nil, origin: POSOrigin(adapter.provider),
            account: account,
            basis: .otd, channel: .adult)
        #expect("\(config)" == "location main")
        #expect("\(config.account)" == "AlleavesAccount(redacted)")
        #expect("\(Self.environment)" == "AlleavesCredentials(redacted)")
        var shown = ""
        dump(config, to: &shown)
        for secret in [Self.environment.username, Self.environment.password] {
            #expect(!shown.contains(secret))
        }
    }

    @Test(arguments: [
        ("otd", "adult", "otd_adult_use"), ("retail", "adult", "retail_adult_use"),
        ("otd", "medical", "otd_medical_use"), ("retail", "medical", "retail_medical_use"),
    ])
    func basisAndChannelChooseThePrice(basis: String, channel: String, source: String) throws {
        try withMirror { mirror in
            mirror.pos.override(
                "/inventory/search",
                body: """
                    [{"id_item":1,"item":"A","price_otd_adult_use":11,"price_otd":12,
                    "price_otd_medical_use":13,"price_retail_adult_use":14,"price_retail":15,
                    "price_retail_medical_use":16,"available":1,"on_hand":1,"status":"open"}]
                    """)
            try mirror.putLocation(
                config: ["priceBasis": .string(basis), "channel": .string(channel)])
            mirror.sync(.products)
            let item = try #require(try mirror.menu()["alleaves_1"])
            #expect(item.priceSource == source)
            let cents = [
                "otd_adult_use": 1100, "retail_adult_use": 1400,
                "otd_medical_use": 1300, "retail_medical_use": 1600,
            ]
            #expect(item.priceCents == cents[source].map { Int64($0) })
            #expect(
                try mirror.document("products", "acme_alleaves_1")?["priceBasis"]
                    == .string(basis))
        }
    }

    @Test func aChangedBasisRewritesWhatThePOSHasNotChanged() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            try mirror.putLocation(config: ["priceBasis": "retail"])
            #expect(mirror.sync(.products).updated > 0)
            #expect(mirror.sync(.products).updated == 0)
        }
    }
}
