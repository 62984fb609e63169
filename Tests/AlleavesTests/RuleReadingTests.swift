import HTTPTransport
import Testing

@testable import Alleaves
@testable import PointOfSale

/// Lines 10, 12 and 19: a rule of the POS is read by every name that its fields can have, and what
/// it says twice, or in a form that cannot be read, never makes it a rule for more.
@Suite struct RuleReadingTests {
    private static func answer(_ status: Int = 200, _ bodies: String...) throws -> POSDiscountList {
        let fixture = Fixture { request, before in
            guard request.path == "/api/discount" else { return FakePOS.Answer() }
            return .status(status, before < bodies.count ? bodies[before] : bodies[0])
        }
        return try fixture.client.discounts(deadline: fixture.deadline())
    }

    private static func rule(_ members: String) throws -> POSDiscount {
        try #require(try answer(200, #"[{"id_discount":7,\#(members)}]"#).discounts.first)
    }

    /// Every name of a field at every place is the same rule.
    @Test(arguments: ["", "conditions"])
    func theNamesOfRuleDocumentsAreThoseOfThePOSsRules(place: String) throws {
        func members(_ text: String) -> String {
            place.isEmpty ? text : #""conditions":{\#(text)}"#
        }
        let snake = try Self.rule(
            members(
                #"""
                "discount_type":"amount","discount_value":"4.50","active":true,"priority":3,
                "start_date":"2026-11-01","end_date":"2026-11-30","categories":["c"],
                "brands":["b"],"products":[1],"min_qty":2,"min_total":9,"customer_types":["a"],
                "store_wide":true
                """#))
        let camel = try Self.rule(
            members(
                #"""
                "discountType":"amount","discountValue":"4.50","active":true,"priority":3,
                "startDate":"2026-11-01","endDate":"2026-11-30","categories":["c"],
                "brands":["b"],"products":[1],"minQty":2,"minTotal":9,"customerTypes":["a"],
                "storeWide":true
                """#))
        #expect(snake == camel)
        #expect(snake.minQuantity == "2" && snake.minTotal == "9" && snake.endDate != nil)
        #expect(snake.customerTypes == ["a"] && snake.isStoreWide == true)
        #expect(snake.type == "amount" && snake.value == "4.50" && snake.priority == "3")
    }

    @Test(arguments: [
        (#""min_qty":0,"conditions":{"min_qty":2}"#, "min_qty"),
        (#""min_qty":2,"conditions":{"min_qty":0}"#, "min_qty"),
        (#""min_total":0,"conditions":{"minTotal":50}"#, "minTotal"),
        (#""categories":["Vapes"],"conditions":{"categories":["Flower"]}"#, "categories"),
        (#""brands":["a"],"conditions":{"brands":["a","b"]}"#, "brands"),
        (#""conditions":{"customer_types":["a"],"customerTypes":["b"]}"#, "customerTypes"),
        (#""discount_type":"percent","discountType":"amount""#, "discountType"),
        (#""discount_value":10,"discountValue":20"#, "discountValue"),
        (#""active":true,"conditions":{"active":false}"#, "active"),
        (#""all":true,"storeWide":false"#, "all"),
        (#""end_date":"2026-01-01","conditions":{"end_date":"2027-01-01"}"#, "end_date"),
    ])
    func aFieldThatIsSaidTwiceAndNotTheSameIsNoField(
        members: String, field: String
    ) throws {
        #expect(try Self.rule(members).contradictedFields == [field])
    }

    @Test(arguments: [
        #""min_qty":2,"minQty":"2.0","conditions":{"min_qty":2}"#,
        #""active":true,"conditions":{"active":"true"}"#,
        #""categories":["a","b"],"conditions":{"categories":["b","a"]}"#,
        #""brands":"a","conditions":{"brands":["a"]}"#,
        #""min_qty":null,"conditions":{"min_qty":2}"#,
        #""customer_types":[],"conditions":{"customer_types":["a"]}"#,
        #""customer_types":[""],"conditions":{"customerTypes":["a"]}"#,
        #""discount_type":"Percent","discountType":"percent""#,
    ])
    func whatIsSaidTwiceAndTheSameOrOnceIsRead(members: String) throws {
        let rule = try Self.rule(members)
        #expect(rule.contradictedFields.isEmpty && rule.unreadableFields.isEmpty)
    }

    @Test(arguments: ["categories", "brands", "products", "customer_types", "customerTypes"])
    func aListInWhichNothingCanBeReadIsNotAnEmptyOne(field: String) throws {
        let nothing = ["[null]", #"[""]"#, #"" ""#, "[null,[]]", "[{}]", "[[\"a\"]]", "true", "{}"]
        for text in nothing {
            for members in [#""\#(field)":\#(text)"#, #""conditions":{"\#(field)":\#(text)}"#] {
                let rule = try Self.rule(members)
                #expect(rule.unreadableFields == [field], "\(members)")
            }
        }
        for text in ["[]", "null"] {
            #expect(try Self.rule(#""\#(field)":\#(text)"#).unreadableFields.isEmpty)
        }
        // A rule for some customers is not for all where it does not say for whom.
        let empty = try Self.rule(#""\#(field)":"""#).unreadableFields
        #expect(empty == (field.hasPrefix("customer") ? [field] : []))
    }

    @Test func entriesThatCannotBeReadAreCountedAndTheOthersKept() throws {
        let list = try Self.answer(
            200,
            #"""
            [{"id_discount":7,"conditions":{"categories":["Flower",null,{"x":1}],
              "customer_types":["vip",true],"products":[1,""," 2 "]}}]
            """#)
        let rule = try #require(list.discounts.first)
        #expect(rule.categories == ["Flower"] && rule.customerTypes == ["vip"])
        #expect(rule.products == ["1", "2"] && rule.unreadableFields.isEmpty)
        #expect(
            list.unreadable.entries.mapValues(\.count) == [
                "discounts.categories": 2, "discounts.customer_types": 1, "discounts.products": 1,
            ])
    }

    @Test(arguments: [
        ("1793491200", "2026-11-01T00:00:00.000Z"), ("1793491200000", "2026-11-01T00:00:00.000Z"),
        (#""Sun, 01 Nov 2026 00:00:00 GMT""#, "2026-11-01T00:00:00Z"),
        (#""2026-11-01""#, "2026-11-01"), (#""11/01/2026""#, "11/01/2026"),
        (#""soon""#, "soon"), ("20261101", "20261101"),
    ])
    func datesOfRulesAreReadAsThoseOfOrders(json: String, text: String) throws {
        let rule = try Self.rule(#""start_date":\#(json),"end_date":\#(json)"#)
        #expect(rule.startDate == text && rule.endDate == text)
    }

    @Test(arguments: [("1.5", "1.5"), (#""2.50""#, "2.5"), ("5.0", "5"), ("-3", "-3")])
    func aPriorityIsAnyDecimal(json: String, text: String) throws {
        #expect(try Self.rule(#""priority":\#(json)"#).priority == text)
    }

    // MARK: - One id, several rules

    private static let ten = #"{"id_discount":7,"discount_value":10,"categories":["a"],"name":"X"}"#
    private static let tenAgain =
        #"{"id":"7","discountValue":"10.0","conditions":{"categories":["a"]},"name":"X"}"#
    private static let half = #"{"id_discount":7,"discount_value":50,"brands":["b"],"name":"W"}"#
    private static let third = #"{"id_discount":7,"discount_value":30,"products":[3],"name":"Y"}"#

    @Test func rulesOfOneIdThatDifferCountNoneInAnyOrder() throws {
        let orders = [
            [Self.ten, Self.half, Self.third], [Self.third, Self.half, Self.ten],
            [Self.half, Self.ten, Self.third], [Self.half, Self.half, Self.third, Self.ten],
        ]
        let read = try orders.map { try Self.answer(200, "[\($0.joined(separator: ","))]") }
        for list in read {
            #expect(list.discounts == read[0].discounts && list.discounts.count == 1)
        }
        let rule = read[0].discounts[0]
        #expect(rule.isAmbiguous && rule.value == nil && rule.name == "W")
        #expect(rule.categories == ["a"] && rule.brands == ["b"] && rule.products == ["3"])
    }

    @Test func rulesOfOneIdThatSayTheSameCountOnce() throws {
        let list = try Self.answer(200, "[\(Self.ten),\(Self.tenAgain),\(Self.ten)]")
        #expect(list.discounts.count == 1 && !list.discounts[0].isAmbiguous)
        #expect(list.discounts[0].value == "10" && list.repeatedIDs == ["7", "7"])
    }

    // MARK: - Whole or not

    @Test(arguments: [
        #"{"success":false,"data":[]}"#, #"{"success":"false","data":[\#(ten)]}"#,
        #"{"data":[],"error":"timeout after 1 page"}"#, #"{"discounts":[],"errors":["x"]}"#,
        #"{"data":[\#(ten)],"error":{"code":5}}"#, #"{"data":[],"status":"error"}"#,
        #"{"data":[],"status":500}"#, #"{"data":[],"statusCode":"503"}"#,
        #"{"data":[],"ok":false,"message":"down"}"#, #"{"data":[],"error":true}"#,
    ])
    func anErrorsAnswerIsNoList(body: String) {
        let error = failure { () throws(POSError) in
            let fixture = Fixture { request, _ in
                request.path == "/api/discount" ? .status(200, body) : FakePOS.Answer()
            }
            return try fixture.client.discounts(deadline: fixture.deadline())
        }
        #expect(error?.code == .malformed)
        #expect(error?.message.hasPrefix("no whole list, but: ") == true)
    }

    @Test(arguments: [
        #"{"success":true,"error":null,"errors":[],"status":200,"data":[\#(ten)],"total":1}"#,
        #"{"ok":true,"error":"","status":"success","data":[\#(ten)],"next":null,"pages":1}"#,
        #"{"error":false,"data":[\#(ten)],"meta":{"total":1},"links":{"next":null}}"#,
        #"{"data":[\#(ten)],"count":1,"pagination":{"total":1,"pages":1,"has_more":false}}"#,
    ])
    func aWholeListThatSaysSoIsWhole(body: String) throws {
        let list = try Self.answer(200, body)
        #expect(list.discounts.count == 1 && !list.isShort)
    }

    @Test(arguments: [
        #"{"data":[\#(ten)],"meta":{"total":5}}"#, #"{"data":[\#(ten)],"count":2}"#,
        #"{"data":[\#(ten)],"pagination":{"total":5,"pages":5}}"#,
        #"{"data":[\#(ten)],"total_pages":2}"#, #"{"data":[\#(ten)],"next":"/discount?page=2"}"#,
        #"{"data":[],"next_page":2}"#, #"{"data":[],"pageInfo":{"hasNextPage":true}}"#,
        #"{"data":[],"links":{"next":"x"}}"#, #"{"data":[],"nextCursor":"abc"}"#,
        #"{"data":[],"partial":true}"#, #"{"data":[],"status":"partial"}"#,
        #"{"data":[\#(ten)],"totalCount":"9"}"#,
    ])
    func aListThatIsAPartByItsOwnWordIsShort(body: String) throws {
        let list = try Self.answer(200, body)
        #expect(list.isShort && !list.isEmpty)
    }

    @Test(arguments: [206, 202])
    func anAnswerThatIsAPartByItsStatusIsShort(status: Int) throws {
        for body in ["[]", "[\(Self.ten)]", #"{"data":[]}"#] {
            let list = try Self.answer(status, body)
            #expect(list.isShort && !list.isEmpty)
        }
    }

    @Test func otherListingsAreReadTheSameWay() throws {
        let fixture = Fixture { request, _ in
            switch request.path {
            case "/api/auth": FakePOS.Answer()
            case "/api/inventory/brand": .status(206, #"[{"id_brand":1,"brand":"A"}]"#)
            default: .status(200, #"{"success":false,"message":"down","data":[]}"#)
            }
        }
        #expect(try fixture.client.brands(deadline: fixture.deadline()).isShort)
        for body in [
            failure { () throws(POSError) in
                _ = try fixture.client.vendors(deadline: fixture.deadline())
            },
            failure { () throws(POSError) in
                _ = try fixture.client.locations(deadline: fixture.deadline())
            },
            listingFailure { () throws(ListingFailure) in
                _ = try fixture.client.customers(
                    pagesMax: 1, deadline: fixture.deadline(), onPage: { _ in })
            },
        ] {
            #expect(body?.message == "no whole list, but: down")
        }
    }
}
