import HTTPTransport
import Testing

@testable import Alleaves
@testable import PointOfSale

/// Lines 12 and 19: a list of rules is whole or it is not, and a rule's fields are absent, read or
/// unreadable.
@Suite struct DiscountListTests {
    private static func list(_ body: String) throws -> POSDiscountList {
        let fixture = Fixture { request, _ in
            request.path == "/api/discount" ? .status(200, body) : FakePOS.Answer()
        }
        return try fixture.client.discounts(deadline: fixture.deadline())
    }

    @Test(arguments: [
        (#""discount_value":"$5""#, "discount_value"), (#""discount_value":{}"#, "discount_value"),
        (#""active":"maybe""#, "active"), (#""active":[true]"#, "active"),
        (#""priority":"high""#, "priority"), (#""priority":[1]"#, "priority"),
        (#""start_date":[]"#, "start_date"), (#""end_date":true"#, "end_date"),
        (#""discount_type":{}"#, "discount_type"), (#""conditions":"Flower""#, "conditions"),
        (#""conditions":{"min_qty":"two"}"#, "min_qty"),
        (#""conditions":{"min_total":{"usd":5}}"#, "min_total"),
        (#""conditions":{"products":[1,{"id":2}]}"#, "products"),
        (#""conditions":{"brands":{"0":"Acme"}}"#, "brands"),
        (#""conditions":{"categories":[["a"]]}"#, "categories"),
        (#""conditions":{"customer_types":[true]}"#, "customer_types"),
    ])
    func aFieldThatCannotBeReadIsCountedByName(member: String, field: String) throws {
        let list = try Self.list(#"[{"id_discount":7,\#(member)}]"#)
        #expect(list.unreadable.entries == ["discounts.\(field)": .init(count: 1, example: "7")])
        #expect(list.discounts.count == 1 && list.unreadableCount == 0)
    }

    @Test func anAbsentFieldIsNotUnreadable() throws {
        let list = try Self.list(
            #"[{"id_discount":7,"active":null,"priority":"","#
                + #""conditions":{"brands":[],"products":""}}]"#)
        #expect(list.unreadable.isEmpty)
        #expect(list.discounts == [POSDiscount(idDiscount: "7")])
        #expect(list.discounts[0].isActive == nil)
    }

    /// An empty list beside the conditions would have made a rule for some everybody's.
    @Test(arguments: ["[]", "\" \"", "[null]", "null"])
    func whatIsEmptyHidesNoCondition(empty: String) throws {
        let list = try Self.list(
            """
            [{"id_discount":7,"customer_types":\(empty),"min_qty":\(empty),
              "conditions":{"customer_types":["vip"],"min_qty":3}}]
            """)
        #expect(list.unreadable.isEmpty)
        #expect(list.discounts[0].customerTypes == ["vip"])
        #expect(list.discounts[0].minQuantity == "3")
    }

    @Test func aRuleWithoutAnIdIsCountedAndTheSameIdTwiceIsSaid() throws {
        let list = try Self.list(
            #"[{"id_discount":7},{"name":"x"},5,{"id_discount":{}},{"id":"7"},{"id":7.0}]"#)
        #expect(list.unreadableCount == 3)
        #expect(list.discounts.map(\.idDiscount) == ["7"])
        #expect(list.repeatedIDs == ["7", "7"])
        #expect(list.unreadable.entries["discounts.id_discount"]?.count == 3)
    }

    @Test func pagesAreReadUntilAllAreThere() throws {
        let fixture = Fixture { request, _ in
            guard request.path == "/api/discount" else { return FakePOS.Answer() }
            let page = request.url.split(separator: "page=").dropFirst().first?.prefix(1) ?? "1"
            let first = ((Int(page) ?? 1) - 1) * 2 + 1
            let ids = (first..<min(first + 2, 6)).map { #"{"id_discount":\#($0)}"# }
            return .status(200, #"{"data":[\#(ids.joined(separator: ","))],"total":5}"#)
        }
        let list = try fixture.client.discounts(deadline: fixture.deadline())
        #expect(list.discounts.map(\.idDiscount) == ["1", "2", "3", "4", "5"])
        #expect(!list.isShort && list.repeatedIDs.isEmpty)
    }

    @Test(arguments: [
        #"{"data":[{"id":1}],"total":3}"#, #"{"discounts":[{"id":1}],"has_more":true}"#,
        #"[{"id":1,"total_rows":2}]"#, #"{"data":[],"total":1}"#,
    ])
    func aListThatIsShortByItsOwnWordSaysSo(body: String) throws {
        let list = try Self.list(body)
        #expect(list.isShort && !list.isEmpty)
        #expect(list.repeatedIDs.isEmpty)
    }
}
