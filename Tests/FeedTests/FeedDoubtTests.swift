import FeedMapping
import HTTPTransport
import PointOfSale
import Testing

@testable import Feed

/// Answers that look like a feed and are half of one, or another one.
@Suite struct FeedDoubtTests {
    private let harness = FeedHarness()
    private let specials = "https://shop.example/specials.csv"

    private func body(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func withRules(_ rules: String) throws -> any PointOfSale {
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","name":"n","price":5,"stock":1}]"#)))
        harness.server.answer(specials, .init(body: body(rules)))
        let config = FeedHarness.config(
            with: .discounts, specials,
            [
                "id": .text("id"), "kind": .text("kind"), "value": .text("value"),
                "customerTypes": .text("types"), "end": .text("end"), "active": .flag(true),
                "storeWide": .flag(true),
            ])
        return try harness.connect(config)
    }

    private func reason(_ call: () throws -> some Any) -> String? {
        let error = #expect(throws: POSError.self) { _ = try call() }
        return error?.message
    }

    @Test func partOfAFeedIsNone() throws {
        harness.server.answer(FeedHarness.url, .init(status: 206, body: body("[]")))
        let feed = try harness.connect(FeedHarness.products())
        let refusal = reason { try feed.listing() }
        #expect(
            refusal == "the server answers 206, a part that was not asked for")
    }

    @Test func aRuleFeedWithoutAColumnOfItsConditionsIsRefused() throws {
        let feed = try withRules("id,kind,value,end\n1,percent,20,\n")
        let lost = reason { try feed.discounts(deadline: feed.soon) }
        #expect(
            lost
                == "the feed cannot be relied on: the mapping names types, and there is no such"
                + " column")
        let twice = try withRules("id,kind,value,types,types,end\n1,percent,20,medical,,\n")
        let doubled = reason { try twice.discounts(deadline: twice.soon) }
        #expect(
            doubled
                == "the feed cannot be relied on: the mapping names types, and there are several"
                + " such columns")
    }

    @Test func productsWithoutWhatTheyAreSoldByAreRefused() throws {
        for (records, field) in [
            (#"[{"id":"1","name":"n","price":1}]"#, "stock"),
            (#"[{"id":"1","price":1,"stock":1}]"#, "name"),
        ] {
            harness.server.answer(FeedHarness.url, .init(body: body(records)))
            let feed = try harness.connect(FeedHarness.products())
            let refusal = reason { try feed.listing() }
            #expect(
                refusal == "the feed cannot be relied on: no record has what the mapping names for"
                    + " \(field)")
        }
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","name":"n","price":0,"stock":1}]"#)))
        let free = try harness.connect(FeedHarness.products())
        let refusal = reason { try free.listing() }
        #expect(
            refusal == "the feed cannot be relied on: no product has a price")
    }

    @Test func aMemberThatIsThereTwiceSpoilsItsRecord() throws {
        harness.server.answer(
            FeedHarness.url,
            .init(
                body: body(
                    #"[{"id":1,"name":"a","price":1,"price":2,"stock":1},"#
                        + #"{"id":2,"name":"b","price":3,"price":3,"stock":1}]"#)))
        let listing = try harness.connect(FeedHarness.products()).listing()
        #expect(listing.inventory.items.map(\.idItem) == ["2"])
        #expect(listing.shortfall == .told("1 of 2 records cannot be read"))
    }

    /// A byte that is not UTF-8 spoils its record, in any format and at any place.
    @Test(arguments: ["csv", "json", "jsonl"])
    func bytesThatAreNotUTF8SpoilTheirRecord(format: String) throws {
        let texts = [
            "csv": (
                "id,name,price,sale,stock,brand,effects,text\n", "1,a,1,,1,,,\n", "2,b§,2,,1,,,",
                ""
            ),
            "json": ("[", #"{"id":1,"name":"a","price":1,"stock":1},"#, #"{"id":2,"n":"§"}"#, "]"),
            "jsonl": (
                "", #"{"id":1,"name":"a","price":1,"stock":1}"# + "\n", #"{"id":2,"n":"§"}"#, ""
            ),
        ]
        let (head, good, bad, tail) = try #require(texts[format])
        let encode = { (text: String) in
            Array(
                text.split(separator: "§", omittingEmptySubsequences: false)
                    .map { Array($0.utf8) }.joined(separator: [0xE9]))
        }
        let config: [String: POSSetting] = [
            "products": .map([
                "url": .text(FeedHarness.url), "mapping": FeedHarness.mapping,
                "format": .text(format),
            ])
        ]
        harness.server.answer(FeedHarness.url, .init(body: encode(head + good + bad + tail)))
        let listing = try harness.connect(config).listing()
        #expect(listing.inventory.items.map(\.idItem) == ["1"])
        #expect(
            listing.shortfall
                == .told(
                    "1 of 2 records cannot be read, 1 row has bytes that are not UTF-8 (row 2)"))
        harness.server.answer(FeedHarness.url, .init(body: encode(head + bad + tail)))
        let feed = try harness.connect(config)
        let refusal = reason { try feed.listing() }
        #expect(
            refusal
                == "the feed cannot be relied on: every record has bytes that are not UTF-8")
        // A text that ends within a character ends too early, whatever else it is.
        guard format == "jsonl" else { return }
        harness.server.answer(
            FeedHarness.url, .init(body: encode(good) + Array(#"{"id":2,"n":"a"#.utf8) + [0xC3]))
        let cut = try harness.connect(config).listing()
        #expect(cut.shortfall == .told("the last line is cut off, or no JSON"))
    }

    @Test func pagesThatShiftAreNotWhole() throws {
        let url = "https://shop.example/menu.json?p={page}"
        let mapping: POSSetting = .map([
            "records": .text("r"), "total": .text("total"),
            "fields": .map(["id": .text("id"), "name": .text("name"), "price": .text("price")]),
        ])
        let answer = { (page: Int, ids: [Int], total: Int) in
            let records = ids.map { #"{"id":\#($0),"name":"n","price":1}"# }
            harness.server.answer(
                "https://shop.example/menu.json?p=\(page)",
                .init(
                    body: body(
                        #"{"total":\#(total),"r":[\#(records.joined(separator: ","))]}"#)))
        }
        answer(1, [1, 2], 4)
        answer(2, [2, 3], 4)
        let feed = try harness.connect(FeedHarness.products(url, mapping: mapping))
        let shifted = try feed.listing()
        #expect(
            shifted.shortfall
                == .told("records came twice: the pages changed while they were read"))
        // A total that is the page's own size is not believed.
        answer(1, [1, 2], 2)
        answer(2, [3], 2)
        answer(3, [], 2)
        let whole = try feed.listing()
        #expect(whole.inventory.items.count == 3)
        #expect(whole.shortfall == nil)
    }

    @Test func aListOfNothingRejectsItsRule() throws {
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","name":"n","price":5,"stock":1}]"#)))
        let url = "https://shop.example/specials.json"
        harness.server.answer(
            url,
            .init(body: body(#"[{"id":"1","kind":"percent","value":"$20","types":[null]}]"#)))
        let config = FeedHarness.config(
            with: .discounts, url,
            [
                "id": .text("id"), "kind": .text("kind"), "value": .text("value"),
                "customerTypes": .text("types"), "active": .flag(true),
            ])
        let feed = try harness.connect(config)
        let rule = try #require(try feed.discounts(deadline: feed.soon).discounts.first)
        #expect(rule.unreadableFields == ["customerTypes", "discountValue"])
    }

    @Test func theValueOfARuleHasItsUnit() throws {
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","name":"n","price":5,"stock":1}]"#)))
        let url = "https://shop.example/specials.json"
        for (kind, value, unit, read) in [
            ("amount", "100", "cents", "1"), ("fixed_price", "450", "cents", "4.5"),
            ("percent", "0.2", "fraction", "20"), ("percent", "20", "cents", nil),
        ] {
            harness.server.answer(
                url, .init(body: body(#"[{"id":"1","kind":"\#(kind)","value":\#(value)}]"#)))
            let config = FeedHarness.config(
                with: .discounts, url,
                [
                    "id": .text("id"), "kind": .text("kind"), "active": .flag(true),
                    "value": .map(["from": .text("value"), "unit": .text(unit)]),
                ])
            let feed = try harness.connect(config)
            let rule = try #require(try feed.discounts(deadline: feed.soon).discounts.first)
            #expect(rule.value == read, "\(kind) \(unit)")
            #expect(rule.unreadableFields.isEmpty == (read != nil))
        }
    }

    @Test func anEmptyAnswerIsNoEmptyList() throws {
        let config: [String: POSSetting] = [
            "products": .map([
                "url": .text(FeedHarness.url), "mapping": FeedHarness.mapping,
                "format": .text("jsonl"),
            ])
        ]
        harness.server.answer(FeedHarness.url, .init(body: body(" \n")))
        let listing = try harness.connect(config).listing()
        #expect(listing.shortfall == .told("the file is empty"))
    }

    @Test func aSalePriceThatCannotBeReadIsARejectedRule() throws {
        harness.server.answer(
            FeedHarness.url,
            .init(body: body(#"[{"id":"1","name":"n","price":40,"sale":"abc","stock":1}]"#)))
        let feed = try harness.connect(FeedHarness.products())
        let list = try feed.discounts(deadline: feed.soon)
        #expect(list.discounts.map(\.unreadableFields) == [["discountValue"]])
        #expect(!list.unreadable.isEmpty)
    }

    @Test func batchesThatDifferInTheirSaleHaveNone() throws {
        var mapping = FeedHarness.mapping
        if case .map(var top) = mapping, case .map(var fields)? = top["fields"] {
            fields["batch"] = .text("batch")
            top["fields"] = .map(fields)
            mapping = .map(top)
        }
        for sales in [("40", "30"), ("null", "30"), ("40", "null")] {
            let records =
                #"[{"id":"1","batch":"a","name":"n","price":50,"sale":\#(sales.0),"stock":1},"#
                + #"{"id":"1","batch":"b","name":"n","price":50,"sale":\#(sales.1),"stock":1}]"#
            harness.server.answer(FeedHarness.url, .init(body: body(records)))
            let feed = try harness.connect(FeedHarness.products(mapping: mapping))
            let list = try feed.discounts(deadline: feed.soon)
            #expect(list.discounts.map(\.isAmbiguous) == [true])
        }
    }

    @Test func ordersWithoutADateComeAndContradictionsAreUnreadable() throws {
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","name":"n","price":5,"stock":1}]"#)))
        let url = "https://shop.example/orders.csv"
        harness.server.answer(
            url,
            .init(
                body: body("no,day,total\n1,2026-11-01,20\n1,2026-11-01,99\n2,11/20/2026,5\n3,,7\n")
            ))
        let config = FeedHarness.config(
            with: .orders, url,
            [
                "id": .text("no"), "created": .text("day"), "total": .text("total"),
            ])
        let feed = try harness.connect(config)
        let day = { (text: String) in try #require(CalendarDate(text.utf8)) }
        var orders: [POSOrder] = []
        _ = try feed.orders(
            from: day("2026-11-01"), through: day("2026-11-30"), pagesMax: 1, shortOf: 0,
            deadline: feed.soon
        ) { orders += $0 }
        #expect(orders.map(\.id) == ["1", "2", "3"])
        #expect(orders[0].totalCents == nil)
        #expect(orders.allSatisfy { !$0.unreadable.isEmpty })
    }

    // MARK: - Stores

    /// A location that is one store of its feed.
    private func atMain(_ records: String) throws -> InventoryListing {
        var mapping = FeedHarness.mapping
        if case .map(var top) = mapping, case .map(var fields)? = top["fields"] {
            fields["store"] = .text("store")
            top["fields"] = .map(fields)
            mapping = .map(top)
        }
        harness.server.answer(FeedHarness.url, .init(body: body(records)))
        var config = FeedHarness.products(mapping: mapping)
        config["store"] = .text("Main")
        return try harness.connect(config).listing()
    }

    @Test func aRecordOfAnUnknownStoreTakesNothingAway() throws {
        let record = { (id: Int, store: String) in
            #"{"id":"\#(id)","name":"n","price":5,"stock":1,"store":\#(store)}"#
        }
        for store in [#"{"x":1}"#, "true", #"["Main","Hill"]"#, "null"] {
            let listing = try atMain("[\(record(1, #""Main""#)),\(record(2, store))]")
            #expect(listing.inventory.items.map(\.idItem) == ["1"])
            #expect(
                listing.shortfall == .told("of 1 records cannot be told what they become"),
                "\(store)"
            )
            #expect(
                listing.warnings.contains { $0.contains("the store cannot be read, for example") })
        }
        let whole = try atMain("[\(record(1, #""Main""#)),\(record(2, #""Hill""#))]")
        #expect(whole.shortfall == nil)
    }

    // MARK: - Orders

    private func orders(
        _ pages: [String], _ url: String = "https://shop.example/orders.csv"
    ) throws -> (orders: [POSOrder], end: ListingEnd) {
        harness.server.answer(
            FeedHarness.url, .init(body: body(#"[{"id":"1","name":"n","price":5,"stock":1}]"#)))
        for (index, page) in pages.enumerated() {
            let name = url.replacing("{page}", with: "\(index + 1)")
            harness.server.answer(name, .init(body: body(page)))
        }
        let config = FeedHarness.config(
            with: .orders, url,
            [
                "id": .text("no"), "created": .text("day"), "itemId": .text("item"),
                "itemQuantity": .text("n"),
            ], more: ["records": .text("r"), "total": .text("total")])
        let feed = try harness.connect(config)
        var orders: [POSOrder] = []
        let (from, through) = (CalendarDate("1970-01-01".utf8), CalendarDate("2026-12-31".utf8))
        let end = try feed.orders(
            from: #require(from), through: #require(through), pagesMax: 9, shortOf: 0,
            deadline: feed.soon
        ) { orders += $0 }
        return (orders, end)
    }

    @Test func linesThatComeOnTwoPagesAreNotSoldTwice() throws {
        let line = { (order: String, item: Int) in
            #"{"no":"\#(order)","day":"2026-11-01","item":"\#(item)","n":1}"#
        }
        let page = { (lines: [String]) in
            #"{"total":4,"r":[\#(lines.joined(separator: ","))]}"#
        }
        let url = "https://shop.example/orders.json?p={page}"
        let shifted = try orders(
            [page([line("a", 1), line("b", 2)]), page([line("b", 2), line("c", 3)])], url)
        #expect(shifted.orders.map(\.id) == ["a", "c"])
        #expect(shifted.end.isShort)
        #expect(
            shifted.end.incompleteness
                == "records came twice: the pages changed while they were read")
        // One order may go on behind a page's end, and have two lines that are the same.
        let split = try orders(
            [page([line("a", 1), line("b", 2)]), page([line("b", 3), line("b", 3)])], url)
        #expect(split.orders.map(\.items.count) == [1, 3])
        #expect(!split.end.isShort)
    }

    @Test func oneMomentInTwoZonesIsOne() throws {
        let read = try orders([
            "no,day,item,n\n1,2026-11-01T00:10:00Z,a,1\n1,2026-11-01T02:10:00+02:00,b,1\n"
                + "2,,a,1\n2,2026-11-02,b,1\n3,2026-11-03,a,1\n3,2026-11-04,b,1\n"
        ])
        #expect(read.orders.first { $0.id == "1" }?.dateCreated == "2026-11-01T00:10:00Z")
        #expect(read.orders.filter(\.unreadable.isEmpty).map(\.id).sorted() == ["1", "2"])
    }

    @Test func everyFieldThatNoRecordHasIsNamed() throws {
        let read = try orders(["no,day,item,n\n1,2026-11-01,,\n"])
        #expect(
            read.end.warnings
                == ["the mapping of orders names itemId, itemQuantity, which no record has"])
        #expect(read.end.shape?.fields["itemId"]?.isLost == true)
    }
}
