import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorMessages
import Testing

/// Discounts of the POS and of agents as the menu shows them.
@Suite struct DiscountTests {
    private static let halfOff = rule(
        "percent", "50", #""categories":["Flower","Vapes","Edibles"]"#, name: "Half off")

    private func withSale(_ body: (TestDaemon, [String: MenuItem]) throws -> Void) throws {
        try withDaemon(products: 120) { daemon in
            try daemon.sync(.products)
            let base = try daemon.menu()
            daemon.pos.addDiscount(json: Self.halfOff)
            let reply = try daemon.sync(.discounts)
            #expect(reply.discountsFound == 1)
            #expect(reply.productsOnSale > 0)
            try body(daemon, base)
        }
    }

    @Test func aPercentRulePricesItsCategoriesToTheCent() throws {
        try withSale { daemon, base in
            let menu = try daemon.menu()
            var onSale = 0
            for (id, item) in menu {
                let cents = try #require(base[id]?.priceCents)
                #expect(item.priceCents == cents)
                let isConcerned = ["Flower", "Vapes", "Edibles"].contains(item.category)
                #expect(item.isOnSale == (isConcerned && cents > 1), "\(item)")
                guard item.isOnSale else { continue }
                onSale += 1
                // Half a cent goes away from zero.
                #expect(item.salePriceCents == cents - cents / 2)
                #expect(item.originalPriceCents == cents)
                #expect(item.saleBadgeText == "50% OFF")
                #expect(item.discountId == "101")
                #expect(item.discountName == "Half off")
            }
            #expect(try daemon.status().productsOnSale == Int64(onSale))
        }
    }

    @Test func aRuleRemovedAtThePOSRestoresEveryBasePrice() throws {
        try withSale { daemon, base in
            daemon.pos.removeDiscount(id: 101)
            let reply = try daemon.sync(.discounts)
            #expect(reply.productsOnSale == 0)
            #expect(reply.discountsFound == 0)
            #expect(try daemon.menu() == base)
            #expect(try daemon.client.discounts(orgID: TestDaemon.org).discounts.isEmpty)
        }
    }

    @Test func aConfirmedEmptyListClearsAllSales() throws {
        try withSale { (daemon, base) throws in
            daemon.pos.setDiscounts(rawJSON: "[]")
            #expect(try daemon.sync(.discounts).deactivated == 1)
            #expect(try daemon.menu() == base)
        }
    }

    @Test(arguments: [
        "{not json", "null", #"{"error":"database is down"}"#, "", "<html></html>", "42",
    ])
    func aListThatCannotBeReadMovesNothing(answer: String) throws {
        try withSale { daemon, _ in
            let (menu, documents) = (try daemon.menu(), try daemon.productBytes())
            daemon.pos.override("/discount", body: answer)
            let reply = try daemon.client.syncDiscounts(TestDaemon.org)
            #expect(!reply.success)
            #expect(reply.error.contains("nothing was changed"))
            #expect(try daemon.menu() == menu)
            #expect(try daemon.productBytes() == documents)
            let status = try daemon.status()
            #expect(status.status == "error")
            #expect(status.lastError.contains("/discount"))
            daemon.pos.clearOverride("/discount")
            #expect(try daemon.sync(.discounts).unchanged == 1)
            #expect(try daemon.status().status == "success")
        }
    }

    @Test func anAgentsOwnRulePricesAtOnceAndSurvivesSyncs() throws {
        try withSale { daemon, base in
            let item = try #require(
                base.values.filter { $0.category == "Pre-Rolls" && $0.priceCents > 500 }
                    .min { $0.id < $1.id })
            try daemon.client.updateDocument(
                TestDaemon.rule("happy-hour"),
                fields: [
                    "name": "Happy hour", "discountType": "amount", "discountValue": "2.50",
                    "active": true, "products": [.string(item.id)],
                ])
            for _ in 0..<2 {
                let priced = try #require(try daemon.menu()[item.id])
                #expect(priced.salePriceCents == item.priceCents - 250)
                #expect(priced.saleBadgeText == "$2.50 OFF")
                #expect(priced.discountId == "happy-hour")
                try daemon.sync(.discounts)
            }
            let explained = try daemon.client.explainPrice(
                orgID: TestDaemon.org, productID: item.externalId)
            #expect(explained.rules.map(\.outcome) == ["applied"])
            try daemon.client.deleteDocument(TestDaemon.rule("happy-hour"))
            #expect(try daemon.menu()[item.id] == base[item.id])
        }
    }

    @Test func saleFieldsStandInTheDocumentAndNobodyWritesThem() throws {
        try withSale { daemon, base in
            let item = try #require(
                base.values.filter { $0.category == "Flower" && $0.priceCents > 1 }
                    .min { $0.id < $1.id })
            let path = TestDaemon.item(item.id)
            let document = try daemon.client.document(path)
            let sale = Double(item.priceCents - item.priceCents / 2) / 100
            #expect(document.fields["isOnSale"] == .boolean(true))
            #expect(document.fields["salePrice"] == .double(sale))
            #expect(document.fields["originalPrice"] == .double(Double(item.priceCents) / 100))
            #expect(document.fields["price"] == .double(Double(item.priceCents) / 100))
            #expect(document.fields["discountId"] == .string("101"))
            #expect(document.fields["discountName"] == .string("Half off"))
            #expect(document.fields["saleBadgeText"] == .string("50% OFF"))
            for field in ["salePrice", "isOnSale", "originalPrice", "discountId", "saleEndsAt"] {
                let error = failure {
                    try daemon.client.updateDocument(
                        path, fields: [field: .double(0.01)], mask: [field])
                }
                #expect(error?.code == .failedPrecondition, "\(field)")
            }
            #expect(try daemon.client.document(path) == document)
        }
    }

    @Test func aSaleBeginsAndEndsByTheClock() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let base = try daemon.prices()
            let item = try #require(try daemon.menu().values.max { $0.priceCents < $1.priceCents })
            let now = SystemClock.wallMicroseconds()
            try daemon.client.updateDocument(
                TestDaemon.rule("flash"),
                fields: [
                    "name": "Flash", "discountType": "percent", "discountValue": 10,
                    "active": true, "products": [.string(item.externalId)],
                    "startDate": .timestamp(Timestamp(microseconds: now + 700_000)),
                    "endDate": .timestamp(Timestamp(microseconds: now + 1_500_000)),
                ])
            #expect(try daemon.client.discounts(orgID: "acme").discounts[0].state == "not_started")
            func isOnSale() throws -> Bool {
                try daemon.client.product(orgID: "acme", productID: item.id).item?.isOnSale == true
            }
            #expect(try !isOnSale())
            let before = try daemon.status().menuVersion
            #expect(try eventually { try isOnSale() })
            #expect(SystemClock.wallMicroseconds() >= now + 700_000)
            #expect(try daemon.status().menuVersion > before)
            #expect(try eventually { try !isOnSale() })
            #expect(SystemClock.wallMicroseconds() >= now + 1_500_000)
            #expect(try daemon.prices() == base)
            #expect(try daemon.client.discounts(orgID: "acme").discounts[0].state == "ended")
        }
    }

    @Test func rulesThatCannotBeAppliedAreCountedNamedAndLogged() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let base = try daemon.prices()
            daemon.pos.addDiscount(json: rule("percent", "250", #""categories":["Flower"]"#))
            daemon.pos.addDiscount(json: rule("mystery", "5", #""categories":["Flower"]"#))
            daemon.pos.addDiscount(json: rule("percent", "50", ""))
            daemon.pos.addDiscount(
                json: rule("percent", "50", #""categories":["Flower"],"min_qty":3"#))
            let reply = try daemon.sync(.discounts)
            #expect(reply.discountsFound == 4)
            #expect(reply.discountsRejected == 2)
            #expect(reply.discountsUnscoped == 1)
            #expect(reply.productsOnSale == 0)
            #expect(try daemon.prices() == base)
            let states = try daemon.client.discounts(orgID: "acme").discounts.map(\.state)
            #expect(states == ["rejected", "rejected", "unscoped", "conditional"])
            for id in 101...103 { #expect(daemon.log.contains("rule=alleaves_\(id)")) }
            let flower = try #require(try daemon.menu().values.first { $0.category == "Flower" })
            #expect(flower.conditionalOffers.map(\.minQuantity) == [3])
            #expect(flower.conditionalOffers.map(\.discountId) == ["104"])
        }
    }
}
