import AlleavesSimulator
import DocumentStore
import FirestoreModel
import LinuxSystem
import Testing

@testable import Sync

/// A tenant with two accounts of one POS, each of which numbers its items, rules, orders and
/// customers from the same number.
@Suite struct AccountTests {
    private static let second: [String: Value?] = ["username": "user2"]

    /// `main` is the first account's, `north` the second's.
    private func withAccounts(
        products: Int = 60, _ change: (inout SimulatorOptions) -> Void = { _ in },
        _ body: (TestMirror) throws -> Void
    ) throws {
        try withMirror(
            products: products,
            {
                $0.accounts = 2
                change(&$0)
            }
        ) { mirror in
            try mirror.putLocation("north", config: Self.second)
            try body(mirror)
        }
    }

    private func ids(_ mirror: TestMirror) throws -> (first: Set<String>, second: Set<String>) {
        let all = Set(try mirror.menu().keys)
        let second = all.filter { $0.hasPrefix("alleaves_2_") }
        return (all.subtracting(second), second)
    }

    @Test func twoAccountsShareNoItem() throws {
        try withAccounts { mirror in
            let report = mirror.sync(.products)
            #expect((report.created, report.posProductsCount) == (120, 120))
            let menu = try mirror.menu()
            let pos = mirror.pos
            #expect(menu["alleaves_1000"]?.name == pos.item(idItem: 1000)?.name)
            #expect(menu["alleaves_2_1000"]?.name == pos.account(2).item(idItem: 1000)?.name)
            #expect(menu["alleaves_1000"]?.externalId == "1000")
            #expect(menu["alleaves_2_1000"]?.externalId == "1000")
            #expect(try ids(mirror).first.count == 60)
            let before = try mirror.everything()
            let again = mirror.sync(.products)
            #expect((again.created, again.updated, again.unchanged) == (0, 0, 120))
            #expect(try mirror.everything() == before)
            // What one does not have any more, the other still has.
            pos.account(2).removeItems([1000])
            #expect(mirror.sync(.products).deactivated == 1)
            #expect(try mirror.menu()["alleaves_1000"] != nil)
            #expect(try mirror.menu()["alleaves_2_1000"] == nil)
            pos.removeItems([1001])
            #expect(mirror.sync(.products).deactivated == 1)
            #expect(try mirror.menu()["alleaves_2_1001"] != nil)
            #expect(try mirror.menu()["alleaves_1001"] == nil)
        }
    }

    /// The account is stored, so that ids do not depend on who answers first.
    @Test func theAccountsAreStoredWithoutSecrets() throws {
        try withAccounts { mirror in
            mirror.sync(.products)
            var fields = try #require(
                try mirror.document("tenants", "acme", "integrations", "accounts"))
            // Marks of the logins, from which none can be read.
            var known = try #require(fields["alleaves"]?.mapValue)
            let marks = try #require(known["logins"]?.mapValue)
            #expect(marks.keys == ["main", "north"])
            for mark in marks.compactMap(\.value.stringValue) {
                #expect(mark.utf8.count == 16 && UInt64(mark, radix: 16) != nil)
            }
            known["logins"] = nil
            fields["alleaves"] = .map(known)
            #expect(
                fields == [
                    "alleaves": .map([
                        "locations": .map(["main": "1", "north": "2"]), "others": .array(["2"]),
                        "primary": "1",
                    ])
                ])
        }
    }

    @Test func oneFailingLoginFailsItsOwnPartOnly() throws {
        try withAccounts { mirror in
            mirror.sync(.org)
            let before = try ids(mirror).second
            let second = mirror.pos.account(2)
            second.refuseLogins()
            mirror.pos.expireTokens()
            second.expireTokens()
            mirror.pos.setPrice(idItem: 1000, cents: 4321)
            mirror.pos.removeItems([1001])
            let report = mirror.engine.run(.org, org: "acme")
            #expect(!report.success)
            #expect(report.error.contains("north"))
            #expect(!report.error.contains("main"))
            let menu = try mirror.menu()
            #expect(menu["alleaves_1000"]?.priceCents == 4321)
            #expect(menu["alleaves_1001"] == nil)
            #expect(try ids(mirror).second == before)
            second.refuseLogins(false)
            mirror.sync(.org)
        }
    }

    /// A login that never worked leaves its own location out, and nobody guesses whose it is.
    @Test func aNewLocationWithoutALoginIsLeftOut() throws {
        try withAccounts { (mirror) throws in
            mirror.pos.account(2).refuseLogins()
            let report = mirror.engine.run(.org, org: "acme")
            #expect(!report.success && report.error.contains("north"))
            #expect(try mirror.menu().count == 60)
            mirror.pos.account(2).refuseLogins(false)
            mirror.sync(.org)
            #expect(try ids(mirror).second.count == 60)
        }
    }

    @Test func aFixedTokenNeedsTheOperatorsWord() throws {
        try withAccounts { mirror in
            try mirror.putLocation("north", config: ["username": "user2", "apiKey": "fixed"])
            let report = mirror.engine.run(.products, org: "acme")
            #expect(!report.success && report.error.contains("set account in posConfig"))
            #expect(try mirror.menu().count == 60)
            // Named, it is asked, and refuses the token for itself.
            try mirror.putLocation(
                "north", config: ["username": "user2", "apiKey": "fixed", "account": "up"])
            let named = mirror.engine.run(.products, org: "acme")
            #expect(!named.success && !named.error.contains("set account"))
        }
    }

    // MARK: - Rules

    @Test func rulesOfOneNumberAreTwoRulesEachForItsOwn() throws {
        try withAccounts { mirror in
            let rule = #"""
                {"id_discount":101,"name":"NAME","discount_type":"percent","discount_value":10,
                "start_date":"2020-01-01","end_date":null,"active":true,
                "conditions":{"products":[1000]}}
                """#
            mirror.pos.setDiscounts(
                rawJSON: "[" + rule.replacing("NAME", with: "First") + "]")
            mirror.pos.account(2).setDiscounts(
                rawJSON: "[" + rule.replacing("NAME", with: "Second") + "]")
            mirror.pos.setPrice(idItem: 1000, cents: 1000)
            mirror.pos.account(2).setPrice(idItem: 1000, cents: 2000)
            mirror.sync(.org)
            let rules = try mirror.collection("discounts")
            #expect(Set(rules.keys) == ["alleaves_101", "alleaves_2_101"])
            #expect(rules["alleaves_101"]?["locationIds"] == .array(["main"]))
            #expect(rules["alleaves_101"]?["account"] == nil)
            #expect(rules["alleaves_2_101"]?["locationIds"] == .array(["north"]))
            #expect(rules["alleaves_2_101"]?["account"] == "2")
            let menu = try mirror.menu()
            #expect(menu["alleaves_1000"]?.discountName == "First")
            #expect(menu["alleaves_1000"]?.salePriceCents == 900)
            #expect(menu["alleaves_2_1000"]?.discountName == "Second")
            #expect(menu["alleaves_2_1000"]?.salePriceCents == 1800)
            // An account that has no rule any more takes none of the other's.
            mirror.pos.setDiscounts(rawJSON: "[]")
            mirror.sync(.discounts)
            #expect(Set(try mirror.collection("discounts").keys) == ["alleaves_2_101"])
        }
    }

    /// A tenant that just got a second account: the rules that were stored without a place hold at
    /// the first only, before a product of the second is stored.
    @Test func anEarlierRuleIsBoundBeforeTheSecondAccountsProductsCome() throws {
        try withMirror(products: 40, { $0.accounts = 2 }) { mirror in
            mirror.pos.setDiscounts(
                rawJSON: #"""
                    [{"id_discount":7,"name":"All","discount_type":"percent","discount_value":10,
                    "active":true,"start_date":null,"end_date":null,"conditions":{"all":true}}]
                    """#)
            mirror.sync(.org)
            #expect(try mirror.collection("discounts")["alleaves_7"]?["locationIds"] == nil)
            try mirror.putLocation("north", config: Self.second)
            mirror.sync(.products)
            #expect(
                try mirror.collection("discounts")["alleaves_7"]?["locationIds"]
                    == .array(["main"]))
        }
    }

    // MARK: - People

    private func order(_ id: Int, cents: Int, customer: Int, email: String) -> String {
        let day = TestMirror.today
        return #"""
            {"id_order":\#(id),"date_created":"\#(day)T00:00:01.000Z","status":"completed",
            "id_customer":\#(customer),"email":"\#(email)","total":\#(cents / 100),
            "items":[{"id_item":1000,"quantity":\#(cents / 100),"price":1}]}
            """#
    }

    @Test func ordersAndCustomersOfOneNumberAreTwo() throws {
        try withAccounts { options in
            (options.orders, options.customers) = (0, 0)
        } _: { mirror in
            for (account, cents) in [(1, 500), (2, 900)] {
                let pos = mirror.pos.account(account)
                pos.addOrder(
                    json: order(1, cents: cents, customer: 1, email: "same@example.com"))
                pos.addCustomer(
                    json: #"{"id_customer":1,"name_first":"P\#(account)","name_last":"X"}"#)
            }
            let report = mirror.sync(.org)
            #expect((report.ordersCount, report.customersCount) == (2, 2))
            let orders = try mirror.collection("orders")
            #expect(Set(orders.keys) == ["alleaves_1", "alleaves_2_1"])
            #expect(orders["alleaves_1"]?["totals"]?.mapValue?["total"] == 5.0)
            #expect(orders["alleaves_2_1"]?["totals"]?.mapValue?["total"] == 9.0)
            #expect(orders["alleaves_2_1"]?["account"] == "2")
            #expect(orders["alleaves_1"]?["account"] == nil)
            let people = try mirror.collection("customers")
            #expect(Set(people.keys) == ["alleaves_1", "alleaves_2_1"])
            #expect(people["alleaves_1"]?["firstName"] == "P1")
            #expect(people["alleaves_2_1"]?["firstName"] == "P2")
            let spending = try mirror.collection("customer_spending")
            #expect(Set(spending.keys) == ["same@example.com", "alleaves_2_same@example.com"])
            #expect(spending["same@example.com"]?["totalSpent"] == 5.0)
            #expect(spending["alleaves_2_same@example.com"]?["totalSpent"] == 9.0)
            let sold = try ["alleaves_1000", "alleaves_2_1000"].map {
                try mirror.document("products", "acme_\($0)")?["salesCount"]
            }
            #expect(sold == [5.0, 9.0])
            let before = try mirror.data()
            mirror.sync(.orders)
            mirror.sync(.customers)
            #expect(try mirror.data() == before)
        }
    }

    @Test func theNamesOfBothAccountsAreListedOnce() throws {
        try withAccounts { mirror in
            mirror.sync(.org)
            let alone = try mirror.document("tenants", "acme", "metadata", "brands")?["items"]
            let names = try #require(alone?.arrayValue).compactMap {
                $0.mapValue?["name"]?.stringValue
            }
            #expect(Set(names).count == names.count && !names.isEmpty)
            let ids = try #require(alone?.arrayValue).compactMap { $0.mapValue?["id"]?.stringValue }
            #expect(Set(ids).count == ids.count)
        }
    }

    /// The ids without a name are those of whoever has products under them.
    @Test func aStoreThatCameInAnothersPlaceKeepsItsIdsWhenThatComesBack() throws {
        try withMirror(products: 40, { $0.accounts = 2 }) { mirror in
            mirror.sync(.org)
            try mirror.putLocation("north", config: Self.second)
            try mirror.put(["locations", "main"], ["orgId": "another"])
            mirror.sync(.org)
            let second = mirror.pos.account(2).item(idItem: 1000)?.name
            #expect(try mirror.menu()["alleaves_1000"]?.name == second)
            try mirror.putLocation()
            mirror.sync(.products)
            let menu = try mirror.menu()
            #expect(menu.count == 80 && menu["alleaves_1000"]?.name == second)
            #expect(try mirror.menu(location: "north")["alleaves_1000"]?.name == second)
            #expect(try mirror.menu(location: "main").count == 40)
        }
    }

    // MARK: - Upgrade

    /// Two accounts that an earlier version put under one set of ids: the first location's keep
    /// them, the other's appear under their own, with all of their orders.
    @Test func mergedAccountsPartAtTheNextSync() throws {
        try withMirror(
            products: 40,
            {
                $0.accounts = 2
                ($0.orders, $0.customers) = (30, 10)
            }
        ) { mirror in
            // As a version did that knew no accounts: one location after the other, one set of ids.
            mirror.sync(.org)
            let positions = ["tenants", "acme", "integrations", "pos_products"]
            let first = try mirror.document("tenants", "acme", "integrations", "pos_products")
            try mirror.putLocation(config: ["status": "inactive"])
            try mirror.putLocation("north", config: Self.second)
            mirror.sync(.org)
            // That version kept the positions of both.
            let last = try mirror.document("tenants", "acme", "integrations", "pos_products")
            var both = try #require(last?["locations"]?.mapValue)
            both["main"] = first?["locations"]?.mapValue?["main"]
            try mirror.put(positions, ["locations": .map(both)])
            #expect(try mirror.document("tenants", "acme", "integrations", "accounts") == nil)
            #expect(try ids(mirror).second.isEmpty)
            try mirror.putLocation()
            mirror.sync(.org)
            let menu = try mirror.menu()
            #expect(menu.count == 80)
            #expect(menu["alleaves_1000"]?.name == mirror.pos.item(idItem: 1000)?.name)
            #expect(
                menu["alleaves_2_1000"]?.name == mirror.pos.account(2).item(idItem: 1000)?.name)
            let orders = try mirror.collection("orders")
            let second = orders.filter { $0.key.hasPrefix("alleaves_2_") }
            #expect(second.count == 30 && orders.count == 60)
            let totals = mirror.pos.generatedOrders.reduce(into: [:]) {
                $0[$1.idOrder] = $1.totalCents
            }
            for (id, order) in orders where !id.hasPrefix("alleaves_2_") {
                let total = totals[Int(order["externalId"]?.stringValue ?? "") ?? 0] ?? 0
                #expect(
                    order["totals"]?.mapValue?["total"] == .double(Double(total) / 100), "\(id)")
            }
            let people = try mirror.collection("customers")
            #expect(people.filter { $0.key.hasPrefix("alleaves_2_") }.count == 10)
            let before = try mirror.data()
            mirror.sync(.org)
            #expect(try mirror.data() == before)
        }
    }

    /// A second location takes nothing from the first before it was synced, or if it never is.
    @Test func aNewLocationLeavesTheFirstOnesMenu() throws {
        try withMirror(products: 20) { mirror in
            mirror.sync(.products)
            for config: [String: Value?] in [["provider": "dutchie"], Self.second] {
                try mirror.putLocation("north", config: config)
                #expect(try mirror.menu(location: "main").count == 20)
                #expect(try mirror.menu(location: "north").isEmpty)
            }
        }
    }

    /// The name of an account may have signs that ids encode; nothing of it is gone for that.
    @Test(arguments: ["west_side", "a/b", "50%", "1_%2F"])
    func anAccountsNameMayHaveAnySign(_ name: String) throws {
        try withAccounts { mirror in
            try mirror.putLocation(config: ["account": "first"])
            try mirror.putLocation(
                "north", config: ["username": "user2", "account": .string(name)])
            #expect(mirror.sync(.products).created == 120)
            for _ in 0..<2 {
                let again = mirror.sync(.products)
                #expect((again.unchanged, again.deactivated, again.updated) == (120, 0, 0))
            }
        }
    }

    /// A location goes over to another account: the former one's rules are none of its products'.
    @Test func rulesDoNotFollowALocationToAnotherAccount() throws {
        try withAccounts { mirror in
            try mirror.putLocation("north", config: ["username": "user1"])
            let rule = """
                [{"id_discount":5,"name":"Half","discount_type":"percent","discount_value":50,
                  "active":true,"conditions":{"categories":["Flower"]}}]
                """
            mirror.pos.setDiscounts(rawJSON: rule)
            mirror.sync(.org)
            try mirror.putLocation("north", config: Self.second)
            mirror.sync(.products)
            let menu = try mirror.menu()
            #expect(menu.values.contains { $0.isOnSale })
            #expect(!menu.values.contains { $0.isOnSale && $0.id.hasPrefix("alleaves_2_") })
        }
    }

    /// An account whose last location is closed leaves the menu, and comes back with it.
    @Test func productsOfAnAccountWithoutALocationAreHidden() throws {
        try withAccounts { mirror in
            mirror.sync(.products)
            try mirror.putLocation(
                "north", config: ["username": "user2", "status": "inactive"])
            let report = mirror.sync(.products)
            #expect(report.deactivated == 60)
            #expect(report.warnings.contains { $0.contains("60 products of alleaves, account 2") })
            #expect(try ids(mirror).second.isEmpty && ids(mirror).first.count == 60)
            try mirror.putLocation("north", config: Self.second)
            mirror.sync(.products)
            #expect(try ids(mirror).second.count == 60)
            // Also the primary, whose ids stay its own.
            try mirror.putLocation(config: ["status": "inactive"])
            #expect(mirror.sync(.products).deactivated == 60)
            #expect(try ids(mirror).first.isEmpty && ids(mirror).second.count == 60)
        }
    }

    /// A tenant with one location asks for no account and stores none.
    @Test func aTenantWithOneLocationStoresNoAccount() throws {
        try withMirror(products: 20, { $0.accounts = 2 }) { mirror in
            try mirror.putLocation(config: Self.second)
            mirror.sync(.org)
            #expect(try mirror.document("tenants", "acme", "integrations", "accounts") == nil)
            #expect(try ids(mirror).first.count == 20)
            let positions = try mirror.document("tenants", "acme", "integrations", "pos_products")
            #expect(positions?["locations"]?.mapValue?["main"]?.mapValue?["account"] == nil)
        }
    }

    /// Two locations of one company are one account, whoever logs in.
    @Test func twoLocationsOfOneCompanyShareTheirItems() throws {
        try withMirror(
            products: 30,
            {
                $0.accounts = 2
                $0.locations = 2
            }
        ) { mirror in
            try mirror.putLocation("north", config: ["username": "user1", "locationId": "1001"])
            let report = mirror.sync(.products)
            #expect(report.created == 30)
            #expect(try ids(mirror).second.isEmpty)
        }
    }
}
