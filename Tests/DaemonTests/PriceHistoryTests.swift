import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

/// How prices came about: every change with its reason, after any number of restarts.
@Suite struct PriceHistoryTests {
    private func changes(
        _ daemon: TestDaemon, _ id: String
    ) throws -> [PriceChange] {
        try daemon.client.priceHistory(orgID: "acme", productID: id).changes
    }

    private func put(_ daemon: TestDaemon, _ id: String, _ fields: Fields) throws {
        try daemon.client.updateDocument(TestDaemon.rule(id), fields: fields)
    }

    private static let flower: Fields = [
        "active": true, "discountType": "percent", "discountValue": "20", "name": "Friday",
        "categories": ["Flower"],
    ]

    /// A flower of the menu with a price.
    private func flower(_ daemon: TestDaemon) throws -> MenuItem {
        try #require(
            try daemon.menu().values.filter { $0.category == "Flower" && $0.priceCents > 1000 }
                .min { $0.id < $1.id })
    }

    @Test func baseAndSalePricesAreTraced() throws {
        try withDaemon(products: 60) { daemon in
            try daemon.sync(.products)
            let item = try flower(daemon)
            let base = item.priceCents
            #expect(try changes(daemon, item.id).isEmpty)
            try put(daemon, "friday", Self.flower)
            daemon.pos.setPrice(idItem: try #require(Int(item.externalId)), cents: 5000)
            try daemon.sync(.products)
            try daemon.client.deleteDocument(TestDaemon.rule("friday"))
            let sale = try #require(
                try daemon.client.priceHistory(orgID: "acme", productID: item.externalId)
                    .changes.first?.toCents)
            let expected = try changes(daemon, item.id)
            #expect(sale < base)
            #expect(expected.map(\.reason) == ["rule", "sync", "rule"])
            #expect(expected.map(\.fromCents) == [base, sale, 4000])
            #expect(expected.map(\.toCents) == [sale, 4000, 5000])
            #expect(expected.map(\.baseFromCents) == [base, base, 5000])
            #expect(expected.map(\.baseToCents) == [base, 5000, 5000])
            #expect(expected.allSatisfy { $0.ruleId == "friday" && $0.discountName == "Friday" })
            try daemon.restart()
            #expect(try changes(daemon, item.id).map(\.json) == expected.map(\.json))
            // Running a sync again is no change.
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            #expect(try changes(daemon, item.id).count == 3)
        }
    }

    @Test func aSaleThatEndsByTheClockIsTraced() throws {
        try withDaemon(products: 60) { daemon in
            try daemon.sync(.products)
            let item = try flower(daemon)
            var rule = Self.flower
            let end = Timestamp(microseconds: SystemClock.wallMicroseconds() + 1_500_000)
            rule["endDate"] = .timestamp(end)
            try put(daemon, "short", rule)
            #expect(try eventually { try changes(daemon, item.id).count == 2 })
            let found = try changes(daemon, item.id)
            #expect(found.map(\.reason) == ["rule", "clock"])
            let at = try #require(found.last?.at?.microseconds)
            #expect(abs(at - end.microseconds) <= 1000)
            #expect(found.last?.toCents == item.priceCents)
            // The history is computed when it is asked for; the menu follows its clock.
            #expect(try eventually { try daemon.menu()[item.id]?.isOnSale == false })
        }
    }

    @Test func aRuleThatNeverConcernedAProductIsNotInItsHistory() throws {
        try withDaemon(products: 60) { daemon in
            try daemon.sync(.products)
            let item = try flower(daemon)
            var rule = Self.flower
            rule["categories"] = ["Edibles"]
            try put(daemon, "edibles", rule)
            #expect(try changes(daemon, item.id).isEmpty)
            let reply = try daemon.client.priceHistory(orgID: "acme", productID: item.id)
            #expect(reply.priceCents == item.priceCents && !reply.truncated)
        }
    }

    /// One rule re-prices the catalog; what is written for it does not grow with the catalog.
    @Test func aRepriceWritesNothingForEachProduct() throws {
        try withDaemon(products: 600) { daemon in
            try daemon.sync(.products)
            let before = try daemon.client.verify().columns
            var rule = Self.flower
            rule["categories"] = .array(
                Set(try daemon.menu().values.map(\.category)).map { .string($0) })
            for round in 1...5 {
                rule["discountValue"] = .string("\(round * 10)")
                try put(daemon, "all", rule)
            }
            #expect(try daemon.menu().values.filter(\.isOnSale).count > 400)
            #expect(try daemon.client.verify().columns <= before + 6)
        }
    }

    @Test func theCommandLineDrawsAChart() throws {
        try withDaemon(products: 60) { daemon in
            try daemon.sync(.products)
            let item = try flower(daemon)
            let none = try daemon.posmirror("history", "acme", item.externalId)
            #expect(none.output.contains("without a change"))
            try put(daemon, "friday", Self.flower)
            let run = try daemon.posmirror("history", "acme", item.externalId)
            #expect(run.end == .exit(0), "\(run.error)")
            #expect(run.output.contains("|*") && run.output.contains("Friday"))
            let json = try daemon.posmirror("history", "acme", item.id, "--json")
            #expect(json.output.contains(#""reason":"rule""#))
            #expect(try daemon.posmirror("history", "acme", "nothing").end == .exit(4))
            #expect(try daemon.posmirror("history", "nobody", "1").end == .exit(4))
        }
    }
}
