import AlleavesSimulator
import FirestoreModel
import HTTPTransport
import Synchronization
import Testing

@testable import Sync

/// A tenant with two stores, one of which says of itself what cannot be read, or logs in as
/// somebody else: what the mirror has of it stays, and nothing counts twice.
@Suite struct StoreEdgesTests {
    /// The rows of each store, by the POS's number of it; both together for no number.
    private final class Shelves: Sendable {
        private let rows: Mutex<[String: [String]]>

        init(_ rows: [String: [String]]) { self.rows = Mutex(rows) }

        func set(_ number: String, _ new: [String]) { rows.withLock { $0[number] = new } }

        /// In the place of rows: the POS refuses the inventory.
        static let failure = "failure"

        func answer(_ request: HTTPRequest) -> HTTPResponse? {
            guard request.path == "/api/inventory/search" else { return nil }
            let asked = String(decoding: request.body, as: UTF8.self)
            let found = rows.withLock { rows in
                let numbers = ["1000", "1001"].filter { asked.contains($0) }
                return (numbers.isEmpty ? ["1000", "1001"] : numbers).flatMap { rows[$0] ?? [] }
            }
            if found.contains(Self.failure) {
                return HTTPResponse(head: HTTPResponseHead(status: 400), body: [])
            }
            let isFirst = !asked.contains("skip") || asked.contains(#""skip":0"#)
            let body = isFirst ? "[\(found.joined(separator: ","))]" : "[]"
            return HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
        }
    }

    private static func row(
        _ item: Int, at store: Int, dollars: String = "10", units: Int = 10
    ) -> String {
        #"{"id_item":\#(item),"id_batch":\#(store * 100 + item),"id_location":\#(store),"#
            + #""id_area":\#(store),"area_type":"Retail","status":"open","item":"Thing","#
            + #""category":"Flower","available":\#(units),"on_hand":\#(units),"#
            + #""price_otd_adult_use":\#(dollars)}"#
    }

    private static let rule = """
        [{"id_discount":5,"name":"Half","discount_type":"percent","discount_value":50,
          "active":true,"conditions":{"categories":["Flower"]}}]
        """

    private func withStores(_ body: (TestMirror, Shelves) throws -> Void) throws {
        let shelves = Shelves([
            "1000": [Self.row(1, at: 1000), Self.row(2, at: 1000)],
            "1001": [Self.row(1, at: 1001, units: 3), Self.row(3, at: 1001, units: 3)],
        ])
        try withMirror(products: 0) { mirror in
            try mirror.putLocation("north", config: ["locationId": "1001"])
            mirror.transport.answerInstead { shelves.answer($0) }
            mirror.pos.setDiscounts(rawJSON: Self.rule)
            try body(mirror, shelves)
        }
    }

    private func shown(_ mirror: TestMirror, _ item: Int) throws -> Fields {
        try #require(
            try mirror.document(
                "tenants", "acme", "publicViews", "products", "items", "alleaves_\(item)"))
    }

    /// A document of the location `north` with one field that cannot be read, and that field.
    private static let unreadable: [(String, Fields)] = {
        let config: Fields = [
            "provider": "alleaves", "status": "active", "username": "demo@example.com",
            "password": "demo", "pin": "1234", "locationId": "1001",
        ]
        func with(_ key: String, _ value: Value) -> Value {
            var other = config
            other[key] = value
            return .map(other)
        }
        return [
            ("posConfig", ["orgId": "acme", "posConfig": "text"]),
            ("posConfig", ["orgId": "acme", "posConfig": .array([.map(config)])]),
            ("posConfig.status", ["orgId": "acme", "posConfig": with("status", true)]),
            ("posConfig.provider", ["orgId": "acme", "posConfig": with("provider", .map([:]))]),
            ("orgId", ["orgId": 7, "posConfig": .map(config)]),
        ]
    }()

    @Test(arguments: unreadable.indices)
    func aLocationThatCannotBeReadIsNotInactive(index: Int) throws {
        let (field, fields) = Self.unreadable[index]
        try withStores { mirror, _ in
            mirror.sync(.products)
            mirror.sync(.discounts)
            let menus = try ["", "main", "north"].map { try mirror.menu(location: $0) }
            #expect(menus[0]["alleaves_1"]?.stock == 13 && menus[2].count == 2)
            try mirror.put(["locations", "north"], fields)
            #expect(try mirror.menu() == menus[0])
            for kind in [SyncKind.products, .discounts, .products] {
                let report = mirror.engine.run(kind, org: "acme")
                #expect(!report.success && report.error.contains("north"), "\(report.error)")
                #expect(report.deactivated == 0)
                #expect(
                    report.warnings.contains {
                        $0.hasPrefix("location north")
                            && $0.contains("\(field) that cannot be read")
                    }, "\(report.warnings)")
            }
            #expect(try mirror.menu() == menus[0])
            for (place, location) in ["", "main", "north"].enumerated() {
                let prices = try mirror.menu(location: location).mapValues(\.salePriceCents)
                #expect(prices == menus[place].mapValues(\.salePriceCents), "\(location)")
            }
            #expect(try mirror.engine.activeOrgs() == ["acme"])
        }
    }

    @Test(arguments: ["Active", " active ", "ACTIVE"], ["Alleaves", " ALLEAVES"])
    func aKnownWordIsReadWhateverItsCase(status: String, provider: String) throws {
        try withStores { mirror, _ in
            try mirror.putLocation(
                "north",
                config: [
                    "locationId": "1001", "status": .string(status), "provider": .string(provider),
                ])
            mirror.sync(.products)
            #expect(try mirror.menu(location: "north").count == 2)
            #expect(try shown(mirror, 1)["stock"] == 13)
        }
    }

    /// The POS answers with all of the account where no number is asked for.
    @Test(arguments: [nil, "abc", "1001.0", "", 1001.5, true, .array([1001])] as [Value?])
    func aLocationWithoutANumberCountsNothingTwice(number: Value?) throws {
        try withStores { mirror, _ in
            try mirror.putLocation("north", config: ["locationId": number])
            let isAbsent = number == nil || number == ""
            let fault = isAbsent ? "no locationId" : "a locationId in its posConfig that is no"
            for _ in 0..<2 {
                let report = mirror.engine.run(.products, org: "acme")
                #expect(!report.success)
                #expect(
                    report.warnings.contains {
                        $0.hasPrefix("location north has \(fault)")
                    }, "\(report.warnings)")
                #expect(try shown(mirror, 1)["stock"] == 10)
                #expect(try shown(mirror, 1)["locations"]?.mapValue?.keys == ["main"])
                #expect(try mirror.menu(location: "main").count == 2)
                #expect(try mirror.menu(location: "north").isEmpty)
            }
            // It had its own before: that stays.
            try mirror.putLocation("north", config: ["locationId": "1001"])
            mirror.sync(.products)
            let before = try mirror.menu()
            try mirror.putLocation("north", config: ["locationId": number])
            #expect(!mirror.engine.run(.products, org: "acme").success)
            #expect(try mirror.menu() == before)
        }
    }

    @Test func anAmountThatCannotBeReadAtOneLocationStaysThereAlone() throws {
        try withStores { mirror, shelves in
            mirror.sync(.products)
            shelves.set(
                "1000", [Self.row(1, at: 1000, dollars: "9", units: 4), Self.row(2, at: 1000)])
            shelves.set(
                "1001",
                [
                    Self.row(1, at: 1001, dollars: #""ten""#, units: 1),
                    Self.row(3, at: 1001, units: 2),
                ])
            let report = mirror.sync(.products)
            #expect(
                report.warnings.contains {
                    $0.contains("location north: 1 products stay there as they were")
                }, "\(report.warnings)")
            let first = try shown(mirror, 1)
            let entries = try #require(first["locations"]?.mapValue)
            #expect(entries["main"]?.mapValue?["price"] == 9.0)
            #expect(entries["main"]?.mapValue?["stock"] == 4)
            #expect(entries["north"]?.mapValue?["price"] == 10.0)
            #expect(entries["north"]?.mapValue?["stock"] == 3)
            #expect(first["stock"] == 7 && first["price"] == 9.0)
            #expect(try shown(mirror, 3)["stock"] == 2)
            // Nothing changes, and nothing is written.
            #expect(mirror.sync(.products).unchanged == 3)
            shelves.set("1001", [Self.row(1, at: 1001, dollars: "8", units: 1)])
            mirror.sync(.products)
            #expect(try shown(mirror, 1)["price"] == 8.0)
        }
    }

    // MARK: - Another login

    /// What two companies have shares nothing: a login that says no company is not the former's.
    @Test func anotherLoginThatSaysNoAccountIsNotTheFormerOne() throws {
        try withMirror(products: 20, { $0.accounts = 2 }) { mirror in
            try mirror.putLocation("north", config: ["username": "user2"])
            mirror.sync(.org)
            let before = try mirror.menu()
            #expect(before.count == 40)
            mirror.pos.account(2).setPrice(idItem: 1000, cents: 4321)
            for location in ["north", "main"] {
                let user = location == "north" ? "user2" : "demo@example.com"
                try mirror.putLocation(
                    location, config: ["username": .string(user), "apiKey": "of a third company"])
                #expect(throws: (any Error).self) {
                    try mirror.engine.connection(org: "acme", location: location)
                }
                for _ in 0..<2 {
                    let report = mirror.engine.run(.products, org: "acme")
                    #expect(!report.success && report.error.contains("set account in posConfig"))
                    #expect(report.error.contains(location))
                    #expect(Set(try mirror.menu().keys) == Set(before.keys))
                }
                let prices = try mirror.menu().mapValues(\.priceCents)
                #expect(prices["alleaves_1000"] == before["alleaves_1000"]?.priceCents)
                if location == "north" {
                    #expect(prices["alleaves_2_1000"] == before["alleaves_2_1000"]?.priceCents)
                }
                try mirror.putLocation(location, config: ["username": .string(user)])
                mirror.sync(.products)
            }
            #expect(try mirror.menu()["alleaves_2_1000"]?.priceCents == 4321)
        }
    }

    // MARK: - A second location

    @Test func theFirstStoreKeepsItsSalesWhateverBecomesOfIt() throws {
        try withMirror(products: 20, { $0.accounts = 2 }) { mirror in
            mirror.pos.setDiscounts(
                rawJSON: #"""
                    [{"id_discount":7,"name":"All","discount_type":"percent","discount_value":10,
                    "active":true,"start_date":null,"end_date":null,"conditions":{"all":true}}]
                    """#)
            mirror.sync(.org)
            let before = try mirror.menu()
            #expect(before.values.contains { $0.isOnSale })
            try mirror.putLocation("north", config: ["username": "user2"])
            let sales = before.mapValues(\.salePriceCents)
            func stays(_ what: String) throws {
                let own = try mirror.menu(location: "main")
                #expect(own.mapValues(\.salePriceCents) == sales, "\(what)")
                let all = try mirror.menu().filter { before[$0.key] != nil }
                #expect(all.mapValues(\.salePriceCents) == sales, "\(what)")
            }
            try stays("put")
            mirror.sync(.discounts)
            try stays("sync discounts")
            mirror.pos.refuseLogins()
            mirror.pos.expireTokens()
            for kind in [SyncKind.discounts, .products, .org] {
                let report = mirror.engine.run(kind, org: "acme")
                #expect(!report.success)
                try stays("\(kind) without a login")
            }
            #expect(try mirror.menu(location: "north").count == 20)
            mirror.pos.refuseLogins(false)
            mirror.sync(.org)
            try stays("all")
            try mirror.put(["locations", "north"], ["orgId": "another"])
            try stays("alone again")
            mirror.sync(.org)
            try stays("synced alone")
            let position = try mirror.document("tenants", "acme", "integrations", "pos_products")
            #expect(position?["earlier"] == nil)
        }
    }

    /// The first run of both, in which the POS fails for the first store alone.
    @Test(arguments: [[Shelves.failure], [], ["short"]])
    func aSecondStoreTakesNothingOfTheFirstWhereThatFails(rows: [String]) throws {
        try withStores { mirror, shelves in
            try mirror.put(["locations", "north"], ["orgId": "another"])
            mirror.sync(.products)
            mirror.sync(.discounts)
            let before = try mirror.menu()
            #expect(before.count == 2 && before["alleaves_1"]?.salePriceCents == 500)
            try mirror.putLocation("north", config: ["locationId": "1001"])
            shelves.set("1000", rows == ["short"] ? [#"{"item":"no id"}"#] : rows)
            shelves.set(
                "1001", (1...3).map { Self.row($0, at: 1001, dollars: "12", units: 3) })
            for _ in 0..<2 {
                _ = mirror.engine.run(.products, org: "acme")
                let own = try mirror.menu(location: "main")
                #expect(own["alleaves_1"]?.priceCents == 1000 && own["alleaves_1"]?.stock == 10)
                #expect(own.mapValues(\.salePriceCents) == before.mapValues(\.salePriceCents))
                #expect(try mirror.menu()["alleaves_1"]?.priceCents == 1000)
                #expect(try mirror.menu(location: "north")["alleaves_3"]?.priceCents == 1200)
            }
            shelves.set("1000", [Self.row(1, at: 1000), Self.row(2, at: 1000)])
            mirror.sync(.products)
            #expect(try mirror.menu(location: "north").count == 3)
            #expect(try shown(mirror, 1)["stock"] == 13)
        }
    }

    /// A store that was away, and whose former products are hidden, takes the other's menu not
    /// with it when it comes back.
    @Test func aStoreThatComesBackLeavesTheOtherItsMenu() throws {
        try withStores { mirror, shelves in
            mirror.sync(.products)
            try mirror.putLocation("north", config: ["locationId": "1001", "status": "inactive"])
            mirror.sync(.products)
            let alone = try mirror.menu(location: "main")
            #expect(alone.count == 2)
            shelves.set("1000", [Shelves.failure])
            try mirror.putLocation("north", config: ["locationId": "1001"])
            #expect(
                try mirror.menu(location: "main").mapValues(\.stock) == alone.mapValues(\.stock))
            #expect(!mirror.engine.run(.products, org: "acme").success)
            let after = try mirror.menu(location: "main")
            #expect(after.mapValues(\.priceCents) == alone.mapValues(\.priceCents))
            #expect(after.mapValues(\.stock) == alone.mapValues(\.stock))
        }
    }

    /// What a store had that was the only one is not another's that takes its place.
    @Test func anotherStoreInTheOnlyOnesPlaceSellsNothingOfIt() throws {
        try withMirror(products: 20, { $0.accounts = 2 }) { mirror in
            mirror.sync(.org)
            #expect(try mirror.menu().count == 20)
            try mirror.putLocation("north", config: ["username": "user2"])
            try mirror.put(["locations", "main"], ["orgId": "another"])
            #expect(try mirror.menu().isEmpty && mirror.menu(location: "north").isEmpty)
            mirror.sync(.org)
            #expect(try mirror.menu().count == 20)
            let other = mirror.pos.account(2).item(idItem: 1000)?.name
            #expect(try mirror.menu()["alleaves_1000"]?.name == other)
        }
    }
}
