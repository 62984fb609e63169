import FirestoreModel
import MirrorMessages
import Ordering
import TestSupport
import Testing
import TextForms

@testable import Catalog

/// What once went wrong, or would have, with rows that rules price.
@Suite struct PricedRowsTests {
    private func sales(_ mirror: TestCatalog) throws -> [String: Int64] {
        try mirror.menu().filter(\.isOnSale).reduce(into: [:]) { $0[$1.id] = $1.salePriceCents }
    }

    private func page(
        _ mirror: TestCatalog, _ order: MenuOrder, limit: Int = 2, cursor: String = ""
    ) throws -> MenuPage {
        var query = MenuQuery()
        query.order = order
        query.limit = limit
        query.cursor = cursor
        return try #require(mirror.generation).search(query)
    }

    @Test func aForgedCursorIsAnsweredLikeAnyOther() throws {
        try withCatalog { mirror in
            for number in 0..<9 {
                try mirror.put(
                    mirror.product("alleaves_\(number)"), productFields("P", Double(number + 1)))
            }
            for order in [MenuOrder.priceAscending, .priceDescending] {
                let cursor = try page(mirror, order).nextCursor
                for key in [Int64.min, -1, 0, 1, Int64.max] {
                    var bytes: [UInt8] = []
                    bytes.appendLittleEndian(key)
                    let forged =
                        String(cursor.prefix(18)) + Hexadecimal.text(bytes)
                        + cursor.dropFirst(34)
                    #expect(try page(mirror, order, cursor: forged).total == 9)
                }
            }
        }
    }

    @Test func aStockThatIsNoStockSortsAndAnswers() throws {
        try withCatalog { mirror in
            let stocks: [Value] = [
                .double(.nan), .double(.infinity), .double(-.infinity), .double(1e300),
                .integer(.max), .integer(.min), .integer(10_000_000_000_000_000), .integer(3),
            ]
            for (number, stock) in stocks.enumerated() {
                try mirror.put(
                    mirror.product("alleaves_\(number)"),
                    productFields("P", 1, more: ["stock": stock]))
            }
            let found = try page(mirror, .stock, limit: 20)
            #expect(found.count == stocks.count)
        }
    }

    /// `alleaves_007` took the rule of item 7 and kept it when the rule had gone.
    @Test func anIdWithLeadingZerosIsNotTheItem() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_7"), productFields("Seven", 10))
            try mirror.put(mirror.rule("r"), ruleFields("amount", 1, ["products": ["7"]]))
            try mirror.put(mirror.product("alleaves_007"), productFields("Agent", 10))
            #expect(try sales(mirror) == ["alleaves_7": 900])
            try mirror.delete(mirror.rule("r"))
            #expect(try sales(mirror).isEmpty)
            #expect(mirror.generation?.onSaleCount == 0)
            // By its whole id it can be named.
            try mirror.put(
                mirror.rule("s"), ruleFields("amount", 2, ["products": ["alleaves_007"]]))
            #expect(try sales(mirror) == ["alleaves_007": 800])
            try mirror.reopen()
            #expect(try sales(mirror) == ["alleaves_007": 800])
        }
    }

    /// A rule for product -1 priced whatever product an agent had written first.
    @Test func aNegativeNumberNamesNoProduct() throws {
        try withCatalog { mirror in
            for id in ["own-a", "own-b", "alleaves_1"] {
                try mirror.put(mirror.product(id), productFields("P", 10))
            }
            try mirror.put(
                mirror.rule("r"), ruleFields("amount", 1, ["products": [-1, "-2", "+1", "01"]]))
            #expect(try sales(mirror).isEmpty)
        }
    }

    /// One rule for an agent's own product made every commit of products compile all rules anew.
    @Test func aRuleForAnOwnProductIsNotCompiledAgainForOthers() throws {
        try withCatalog { mirror in
            try mirror.put(
                mirror.rule("r"), ruleFields("amount", 1, ["products": ["own-a", "own-z"]]))
            try mirror.put(mirror.product("own-a"), productFields("A", 10))
            let before = try #require(mirror.generation)
            try mirror.put(mirror.product("own-b"), productFields("B", 10))
            try mirror.put(mirror.product("own-a"), productFields("A", 12))
            #expect(mirror.generation?.sharesRules(with: before) == true)
            #expect(try sales(mirror) == ["own-a": 1100])
            try mirror.put(mirror.product("own-z"), productFields("Z", 20))
            #expect(try sales(mirror) == ["own-a": 1100, "own-z": 1900])
        }
    }

    /// A query by price whose few matches are far fewer than its rows ends when it has them.
    @Test(arguments: [MenuOrder.priceAscending, .priceDescending])
    func fewInStockAmongManyAreFound(order: MenuOrder) throws {
        try withCatalog { mirror in
            try mirror.store.commit(
                (0..<1500).map { number in
                    mirror.set(
                        mirror.product("alleaves_\(number)"),
                        productFields(
                            "P", Double(number % 90) + 1,
                            more: ["inStock": .boolean(number % 500 == 3)]))
                })
            try mirror.put(
                mirror.rule("r"),
                ruleFields("percent", 50, ["categories": ["Flower"]]))
            var query = MenuQuery()
            query.order = order
            query.inStock = true
            let page = try #require(mirror.generation).search(query)
            #expect(page.total == 3)
            let found = try QueryMenuReply(wireBytes: page.entries).items.map(\.id)
            let ascending = ["alleaves_3", "alleaves_503", "alleaves_1003"]
                .sorted { Int($0.dropFirst(9))! % 90 < Int($1.dropFirst(9))! % 90 }
            #expect(found == (order == .priceAscending ? ascending : ascending.reversed()))
        }
    }

    /// A commit just behind the start of a sale showed its product without it, and the sale a
    /// moment later was no newer than the commit.
    @Test func aCommitSeesTheSaleThatHasBegun() throws {
        try withCatalog { mirror in
            try mirror.put(
                mirror.rule("r"),
                ruleFields(
                    "amount", 1, ["products": ["alleaves_1"]],
                    more: [
                        "startDate": .timestamp(
                            Timestamp(microseconds: (mirror.now + 1000) * 1000))
                    ]))
            mirror.pass(milliseconds: 999)
            try mirror.put(mirror.product("alleaves_1"), productFields("P", 10))
            #expect(try sales(mirror).isEmpty)
            mirror.pass(milliseconds: 1)
            try mirror.put(mirror.product("alleaves_1"), productFields("P", 12))
            #expect(try sales(mirror) == ["alleaves_1": 1100])
        }
    }

    /// What a change of the time zone does to prices was no newer than before it.
    @Test func aChangeOfTheTimeZoneMakesThePricesNewer() throws {
        try withCatalog { mirror in
            let location = mirror.key(["locations", "main"])
            func zone(_ name: String) throws {
                try mirror.put(
                    location, ["orgId": .string(TestCatalog.org), "timezone": .string(name)])
            }
            try zone("America/New_York")
            try mirror.put(mirror.product("alleaves_1"), productFields("P", 10))
            // The clock says noon in Greenwich: the day has not begun in Honolulu's time.
            try mirror.put(
                mirror.rule("r"),
                ruleFields(
                    "amount", 1, ["products": ["alleaves_1"]],
                    more: ["startDate": .string("2026-11-20T04:00:00")]))
            #expect(try sales(mirror) == ["alleaves_1": 900])
            let before = try #require(mirror.generation?.rulesTime)
            try zone("Pacific/Honolulu")
            #expect(try sales(mirror).isEmpty)
            let after = try #require(mirror.generation?.rulesTime)
            #expect(after > before)
            // Nothing but credentials: no price is newer by that.
            try mirror.put(
                location,
                [
                    "orgId": .string(TestCatalog.org), "timezone": .string("Pacific/Honolulu"),
                    "note": .string("n"),
                ])
            #expect(mirror.generation?.rulesTime == after)
            try mirror.reopen()
            #expect(mirror.generation?.rulesTime == after)
            #expect(try sales(mirror).isEmpty)
        }
    }

    /// A rule written again with the same meaning read differently after a start.
    @Test func aRuleWrittenAgainReadsAlikeAfterAStart() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_1"), productFields("P", 10))
            func read() throws -> [UInt8] {
                try #require(mirror.generation).withSaleFields(
                    id: Array("alleaves_1".utf8), stored: Fields().mapValueBytes)
            }
            for (step, value) in [Value.integer(1), .string("1.00"), .double(1)].enumerated() {
                try mirror.put(
                    mirror.rule("r"),
                    ruleFields(
                        "amount", value, ["products": [1]],
                        more: ["description": .string("\(step)")]))
                #expect(try sales(mirror) == ["alleaves_1": 900])
            }
            let before = try read()
            try mirror.reopen()
            #expect(try read() == before)
        }
    }
}
