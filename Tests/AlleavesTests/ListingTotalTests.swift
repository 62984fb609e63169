import Testing

@testable import Alleaves
@testable import PointOfSale

/// What listings say of themselves, and rows of other locations: hazards D37 and D39 of
/// Protocol/alleaves.md.
@Suite struct ListingTotalTests {
    private static func rows(_ range: Range<Int>, total: String?, location: Int? = nil) -> String {
        let rows = range.map { id in
            let said = total.map { ",\"total_rows\":\($0)" } ?? ""
            let place = location.map { ",\"id_location\":\($0)" } ?? ""
            return "{\"id_item\":\(id),\"id_batch\":\(id),\"available\":1\(said)\(place)}"
        }
        return "[\(rows.joined(separator: ","))]"
    }

    private static func answering(
        _ path: String, _ answer: @escaping @Sendable (Int) -> FakePOS.Answer
    ) -> Fixture {
        Fixture { request, before in
            request.path == "/api" + path ? answer(before) : .init()
        }
    }

    /// A POS that ignores skip and take.
    private static func listing(
        _ body: String
    ) throws -> InventoryListing {
        let fixture = Self.answering("/inventory/search") { _ in .status(200, body) }
        return try fixture.client.inventoryListing(deadline: fixture.deadline())
    }

    /// Found by a fuzzer: a total that the end of the bytes cuts is a smaller number, which counted
    /// though its row was read again.
    @Test func aTotalIsTheSameInWhateverPiecesItArrives() throws {
        let text = Array(Self.rows(1..<4, total: "22222222222222222222222224").utf8)
        func isShort(_ pieces: [ArraySlice<UInt8>]) throws -> Bool {
            let parser = InventoryParser()
            for piece in pieces { try Array(piece).withUnsafeBytes { try parser.feed($0) } }
            return try parser.finish().isShort
        }
        let whole = try isShort([text[...]])
        for split in 1..<text.count {
            #expect(try isShort([text[..<split], text[split...]]) == whole, "\(split)")
        }
    }

    @Test(arguments: [
        "\"1,060\"", "\"60 rows\"", "-1", "\"-3\"", "30.5", "{}", "[60]", "true",
    ])
    func aTotalThatCannotBeReadProvesNothing(total: String) throws {
        let listing = try Self.listing(Self.rows(1..<31, total: total))
        #expect(listing.shortfall == .unreadableTotal)
        #expect(listing.inventory.items.count == 30)
        #expect(!listing.inventory.unreadable.isEmpty)
    }

    @Test(arguments: [
        ("\"total_rows\":60", InventoryListing.Shortfall.short), ("\"total\":\"60\"", .short),
        ("\"totalCount\":31", .short), ("\"has_more\":true", .short), ("\"hasMore\":true", .short),
        ("\"total_count\":\"many\"", .unreadableTotal),
        ("\"total_rows\":30", nil), ("\"has_more\":false", nil), ("\"total\":null", nil),
        ("\"error\":null,\"errors\":[],\"success\":true", nil), ("\"error\":\"\"", nil),
    ])
    func whatAnEnvelopeSaysCounts(
        member: String, shortfall: InventoryListing.Shortfall?
    ) throws {
        let rows = Self.rows(1..<31, total: nil)
        for body in ["{\(member),\"data\":\(rows)}", "{\"items\":\(rows),\(member)}"] {
            let listing = try Self.listing(body)
            #expect(listing.shortfall == shortfall)
            #expect(listing.inventory.items.count == 30)
        }
        let nothing = try Self.listing("{\"data\":[],\(member)}")
        // 30 rows are promised, and none came.
        let isPromised = member.contains("30")
        #expect(nothing.shortfall == (isPromised ? .short : shortfall))
    }

    @Test(arguments: [
        "\"error\":\"partial result\"", "\"success\":false", "\"errors\":[{\"code\":1}]",
        "\"error\":{\"message\":\"x\"}", "\"error\":true",
    ])
    func anAnswerThatSaysThatItFailedIsNone(member: String) throws {
        for body in [
            "{\(member),\"data\":\(Self.rows(1..<5, total: nil))}", "{\"data\":[],\(member)}",
        ] {
            #expect(throws: POSError.self) { try Self.listing(body) }
        }
        let orders = "{\"orders\":[],\(member)}"
        let fixture = Self.answering("/order") { _ in .status(200, orders) }
        let day = try #require(CalendarDate("2026-11-01".utf8))
        #expect(throws: ListingFailure.self) {
            _ = try fixture.client.orders(
                from: day, through: day, pagesMax: 3, deadline: fixture.deadline()
            ) { _ in }
        }
    }

    @Test(arguments: [
        ("\"total\":150", true), ("\"has_more\":true", true), ("\"total_rows\":\"x\"", true),
        ("\"total\":2", false), ("\"has_more\":false", false),
    ])
    func ordersThatArePromisedAndDoNotComeEndNoListing(
        member: String, isShort: Bool
    ) throws {
        let fixture = Self.answering("/order") { before in
            let orders = before == 0 ? "{\"id\":1},{\"id\":2}" : ""
            return .status(200, "{\"orders\":[\(orders)],\(member)}")
        }
        let day = try #require(CalendarDate("2026-11-01".utf8))
        let end = try fixture.client.orders(
            from: day, through: day, pagesMax: 3, deadline: fixture.deadline()
        ) { _ in }
        #expect(end.isShort == isShort)
        #expect(end.isWhole == !isShort)
    }

    @Test(arguments: ["\"many\"", "-1", "{}", "1.5"])
    func rulesWhoseNumberCannotBeReadMayNotBeAll(total: String) throws {
        for rest in ["\"discounts\":[]", "\"discounts\":[{\"id_discount\":2}],\"total\":2"] {
            let fixture = Self.answering("/discount") { before in
                let first = "{\"discounts\":[{\"id_discount\":1}],\"total\":\(total)}"
                return .status(200, before == 0 ? first : "{\(rest)}")
            }
            let list = try fixture.client.discounts(deadline: fixture.deadline())
            #expect(list.isShort)
            #expect(list.discounts.first?.idDiscount == "1")
        }
    }

    /// Members are chosen before an answer is decoded; what it says of itself always is.
    @Test func anErrorBesideItemsOrAreasIsSeen() throws {
        let body = "{\"data\":[{\"id_item\":1,\"id_area\":1}],\"error\":\"partial\"}"
        let items = Self.answering("/inventory/item/search") { _ in .status(200, body) }
        #expect(throws: POSError.self) {
            try items.client.itemDetails(deadline: items.deadline())
        }
        let areas = Self.answering("/inventory/area") { _ in .status(200, body) }
        #expect(throws: POSError.self) { try areas.client.areas(deadline: areas.deadline()) }
    }

    @Test func rowsOfAnotherLocationAreNotThisOnes() throws {
        let own = Self.rows(1..<11, total: "15", location: 1_000).dropLast()
        let both = own + "," + Self.rows(11..<16, total: "15", location: 1_001).dropFirst()
        let listing = try Self.listing(String(both))
        #expect(listing.inventory.items.count == 10)
        #expect(listing.shortfall == nil)
        #expect(listing.foreign == ForeignRows(count: 5, location: "1001", areKept: false))
        // No row says that it is this location's.
        let foreign = Self.rows(1..<6, total: "5", location: 7)
        let kept = try Self.listing(foreign)
        #expect(kept.inventory.items.count == 5 && kept.foreign?.areKept == true)
        // Most say nothing, or 0.
        for location in [nil, 0] {
            let plain = try Self.listing(Self.rows(1..<6, total: "5", location: location))
            #expect(plain.inventory.items.count == 5 && plain.foreign == nil)
        }
    }
}
