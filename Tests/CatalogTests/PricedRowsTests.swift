import FirestoreModel
import MirrorMessages
import TestSupport
import Testing

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
                    let digits = bytes.map { byte in
                        (byte < 16 ? "0" : "") + String(byte, radix: 16)
                    }
                    let forged = String(cursor.prefix(18)) + digits.joined()
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
}
