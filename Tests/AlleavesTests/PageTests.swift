import HTTPTransport
import JSON
import StatusCodes
import Synchronization
import Testing

@testable import Alleaves
@testable import PointOfSale

/// How listings in pages end.
@Suite struct PageTests {
    private struct Listed {
        var ids: [String] = []
        var end: ListingEnd?
        var error: POSError?
        var calls = 0
    }

    /// Lists orders; `page` gets how many calls came before.
    private static func list(
        shortOf: Int = 0, pagesMax: Int = 60, _ page: @escaping @Sendable (Int) -> [String]
    ) -> Listed {
        let fixture = Fixture { request, before in
            request.path == "/api/order"
                ? .status(200, "[\(page(before).joined(separator: ","))]") : .init()
        }
        var result = Listed()
        result.error = listingFailure { () throws(ListingFailure) in
            result.end = try fixture.client.orders(
                from: CalendarDate(packed: 2026_01_01), through: CalendarDate(packed: 2026_01_31),
                pagesMax: pagesMax, shortOf: shortOf, deadline: fixture.deadline()
            ) { result.ids += $0.map(\.id) }
        }
        result.calls = fixture.pos.requests(to: "/order").count
        return result
    }

    /// Whoever takes the pages ends a listing with an error of its own.
    @Test(arguments: [0, 1])
    func aPageThatIsNotTakenEndsTheListing(taken: Int) {
        let fixture = Fixture { request, before in
            request.path == "/api/order"
                ? .status(200, "[\(Self.orders([before + 1]).joined())]") : .init()
        }
        let full = Status(.resourceExhausted, "the disk is full")
        var pages = 0
        let end = Result { () throws(ListingFailure) in
            try fixture.client.orders(
                from: CalendarDate(packed: 2026_01_01), through: CalendarDate(packed: 2026_01_31),
                pagesMax: 60, deadline: fixture.deadline()
            ) { _ throws(Status) in
                guard pages < taken else { throw full }
                pages += 1
            }
        }
        #expect(end == .failure(.refused(full)))
        #expect(fixture.pos.requests(to: "/order").count == taken + 1)
    }

    private static func orders(_ ids: some Sequence<Int>) -> [String] {
        ids.map { #"{"id":\#($0)}"# }
    }

    /// Page `number` (from 0) of so many orders, so many a page.
    private static func page(_ number: Int, of count: Int, cap: Int) -> [String] {
        orders((number * cap + 1)..<max(min((number + 1) * cap, count), number * cap) + 1)
    }

    @Test(arguments: [1, 7, 49, 50, 99, 100, 500])
    func aPOSThatCapsItsPagesGivesEveryOrder(cap: Int) {
        for count in [0, 1, 49, 50, 51, 99, 100, 101, 230] where count / cap < 55 {
            let result = Self.list { Self.page($0, of: count, cap: cap) }
            #expect(result.ids.count == count, "\(count) of \(cap) a page")
            #expect(result.end?.isWhole == true)
            #expect(result.calls <= count / cap + 2)
        }
    }

    @Test func entriesThatCannotBeReadMakeNoPageShort() {
        let result = Self.list { number in
            switch number {
            case 0: Self.orders(1...3)
            case 1: Self.orders([4]) + ["{}", "null"]
            case 2: Self.orders([5])
            default: []
            }
        }
        #expect(result.ids == ["1", "2", "3", "4", "5"])
        #expect(result.end?.withoutID == 2)
        #expect(result.end?.isWhole == true)
    }

    /// A new order at the front moves one to the next page, where it comes again.
    @Test func aPageThatRepeatsAnEntryIsReadAgainUntilNothingIsNew() {
        let lists = [[9, 8, 7], [7, 6, 5], [4], [10, 9, 8], [7, 6, 5], [4]]
        let result = Self.list { number in
            number < lists.count ? Self.orders(lists[number]) : []
        }
        // The second reading found one more, with no entry twice.
        #expect(Set(result.ids).count == 7)
        #expect(result.ids.count == 7)
        #expect(result.end?.isWhole == true)
        #expect(result.end?.repeated == 1)
        #expect(result.end?.repeatedExample == "7")
    }

    @Test func anIdThatIsAlwaysThereTwiceCountsOnce() {
        let result = Self.list { number in
            number % 2 == 0 ? Self.orders([1, 2, 2, 3]) : Self.orders([3, 4])
        }
        #expect(result.ids == ["1", "2", "3", "4"])
        #expect(result.end?.repeated == 2)
        #expect(result.end?.isWhole == true)
        #expect(result.calls == 4)
    }

    @Test func aListingThatNeverSettlesIsNotWhole() {
        let result = Self.list { number in
            let first = number / 3 * 10
            switch number % 3 {
            case 0: return Self.orders([first, first + 1])
            case 1: return Self.orders([first + 1, first + 2])
            default: return []
            }
        }
        #expect(result.end?.isWhole == false)
        #expect(result.ids.count == 9)
        #expect(result.calls == 9)
    }

    @Test(arguments: [1, 50, 100, 230])
    func aPOSThatIgnoresThePageIsNotTakenForWhole(count: Int) {
        let result = Self.list { _ in Self.orders(1...count) }
        #expect(result.error?.code == .suspicious)
        #expect(result.calls == 2)
        // Unless it gave a longer page for other days.
        let short = Self.list(shortOf: count + 1) { _ in Self.orders(1...count) }
        #expect(short.end?.isWhole == true)
        #expect(short.ids.count == count)
    }

    @Test func pagesThatGoRoundInACircleEnd() {
        let result = Self.list { number in
            Self.orders((number % 3) * 2 + 1...(number % 3) * 2 + 2)
        }
        #expect(result.error?.code == .suspicious)
        #expect(result.calls == 4)
    }

    @Test func pagesWithoutAnyIdAreBounded() {
        let result = Self.list { _ in ["{}", "{}"] }
        #expect(result.error?.code == .suspicious)
        let bounded = Self.list(pagesMax: 5) { Self.orders([$0]) }
        #expect(bounded.end?.isWhole == false)
        #expect(bounded.calls == 5)
    }

    // MARK: - Values

    @Test(
        arguments: [
            ("2026-03-04", "2026-03-04"), ("2026-03-04T05:06:07.089Z", "2026-03-04T05:06:07.089Z"),
            ("2026-03-04 05:06:07", "2026-03-04 05:06:07"),
            ("1772600767", "2026-03-04T05:06:07.000Z"),
            ("1772600767089", "2026-03-04T05:06:07.089Z"),
            ("1772600767.5", "2026-03-04T05:06:07.500Z"), ("951782400", "2000-02-29T00:00:00.000Z"),
            ("Wed, 04 Mar 2026 05:06:07 GMT", "2026-03-04T05:06:07Z"),
            ("4 Mar 2026 05:06:07 -0500", "2026-03-04T05:06:07-0500"),
            ("03/04/2026", nil), ("3/4/26", nil), ("04.03.2026", nil), ("2026-02-30", nil),
            ("0001-01-01T00:00:00Z", nil), ("0", nil), ("20260304", nil), ("-1772600767", nil),
            ("Wed, 31 Feb 2026 05:06:07 GMT", nil), ("yesterday", nil), ("99999999999999", nil),
            ("Wed, 04 Mar 2026 05:06:07 EST", nil),
        ] as [(String, String?)])
    func aMomentIsReadExactlyOrNotAtAll(text: String, moment: String?) {
        #expect(JSONValue.string(text).timeReading.value == moment)
        let reading = JSONValue.string(text).timeReading
        #expect((reading == .unreadable) == (moment == nil))
    }

    @Test func everyFieldHasThreeOutcomes() throws {
        let order = try #require(
            POSOrder(
                try JSONParser.parse(
                    Array(
                        #"""
                        {"id_order":5,"total":"1,020.50","subtotal":"$20.00","tax":"","discount":0,
                         "date_created":"03/04/2026","date_updated":1772600767,
                         "items":[{"id_item":1,"quantity":"1,000","price":-3},
                                  {"id_item":2,"quantity":-1},{"quantity":0,"price":"x"},7]}
                        """#.utf8), .lenient)))
        #expect(order.totalCents == nil && order.subtotalCents == nil && order.taxCents == nil)
        #expect(order.discountCents == 0)
        #expect(order.dateCreated == nil)
        #expect(order.dateUpdated == "2026-03-04T05:06:07.000Z")
        #expect(order.items.map(\.quantityThousandths) == [nil, -1000, 0])
        #expect(order.items.map(\.priceCents) == [-300, nil, nil])
        #expect(order.linesWithoutID == 1)
        #expect(
            order.unreadable.entries.keys.sorted() == [
                "orders.date_created", "orders.items", "orders.items.price",
                "orders.items.quantity", "orders.subtotal", "orders.total",
            ])
        #expect(order.unreadable.entries["orders.total"]?.example == "5")
        let texts = order.unreadable.texts.joined()
        #expect(!texts.contains("020") && !texts.contains("$"))
    }

    @Test func customersTotalsAreReadOrNamed() throws {
        let customer = try #require(
            POSCustomer(
                try JSONParser.parse(
                    Array(
                        #"""
                        {"id_customer":5,"total_spent":-12.5,"order_count":"1e12","email":["x"],
                         "loyalty_points":"1.0","credit_balance":"1e99","customer_since":"5/6/2020",
                         "date_of_birth":"03/04/1990"}
                        """#.utf8), .lenient)))
        #expect(customer.totalSpentCents == -1250)
        #expect(customer.orderCount == nil && customer.creditBalanceCents == nil)
        #expect(customer.loyaltyPoints == 1)
        #expect(
            customer.unreadable.entries.keys.sorted() == [
                "customers.credit_balance", "customers.customer_since",
                "customers.date_of_birth", "customers.email", "customers.order_count",
            ])
    }
}
