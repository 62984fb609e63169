import AlleavesSimulator
import FirestoreModel
import PointOfSale
import Testing

@testable import Sync

/// Numbers of the POS meet tables, sums and other numbers; none of them is an index.
@Suite struct OutsideIdTests {
    private static let ids = [
        "-61", "-60", "-1", "0", "1", "-9223372036854775808", "9223372036854775807",
        "9223372036854775808", "999999999999999999", "1e300", "\"-61\"", "\"+5\"", "\"x\"",
        "1.5", "null", "true", "[]",
    ]

    private static func order(_ id: Int, lines: [String]) -> String {
        """
        {"id_order":\(id),"date_created":"\(TestMirror.today)","status":"completed","total":5,
         "items":[\(lines.joined(separator: ","))]}
        """
    }

    /// `id_item: -61` in a shop of 60 products ended the daemon, and so did every later sync.
    @Test func noItemIdOfAnOrderLineIsAnIndex() throws {
        try withPeople(products: 60, orders: 0) { mirror in
            mirror.sync(.products)
            for (place, id) in Self.ids.enumerated() {
                mirror.pos.addOrder(
                    json: Self.order(
                        700 + place, lines: [#"{"id_item":\#(id),"quantity":2,"price":1}"#]))
            }
            let before = try mirror.menu()
            mirror.sync(.orders)
            #expect(try mirror.collection("orders").count == Self.ids.count)
            #expect(try mirror.menu() == before)
            mirror.sync(.org)
            mirror.sync(.orders)
        }
    }

    /// An agent's own product has the number -(row + 1) inside: the row of the 61st is -61.
    @Test func anIdFromOutsideNeverNamesAnAgentsProduct() throws {
        try withPeople(products: 60, orders: 0) { mirror in
            mirror.sync(.products)
            let path = ["tenants", "acme", "publicViews", "products", "items"]
            let rows = (mirror.catalog.tenant("acme")?.generation.rowCount ?? 0) + 1
            for id in ["own", "alleaves_-\(rows)", "alleaves_-\(rows + 1)"] {
                try mirror.put(path + [id], ["name": "Ours", "price": 5])
            }
            mirror.pos.addOrder(
                json: Self.order(
                    7, lines: [rows, rows + 1].map { #"{"id_item":-\#($0),"quantity":3}"# }))
            mirror.sync(.orders)
            for id in ["own", "alleaves_-\(rows)", "alleaves_-\(rows + 1)"] {
                #expect(try mirror.document(at: path + [id])?["salesCount"] == nil, "\(id)")
            }
        }
    }

    /// The order that an earlier version stored before it was ended.
    @Test func aStoredOrderDoesNoMoreHarm() throws {
        try withPeople(products: 60, orders: 5) { mirror in
            mirror.sync(.products)
            for id in ["-61", "-9223372036854775808", "9223372036854775807", "+5", "007"] {
                try mirror.put(
                    ["tenants", "acme", "orders", "alleaves_bad\(id)"],
                    [
                        "createdAt": .timestamp(Timestamp(seconds: 1_790_000_000)),
                        "id": .string("alleaves_bad\(id)"), "status": "completed",
                        "items": .array([
                            .map(["productId": .string(id), "qty": .double(1)])
                        ]),
                        "totals": ["total": 5], "userId": "-3",
                    ])
            }
            #expect(mirror.sync(.orders).ordersCount == 10)
            #expect(mirror.sync(.org).success)
        }
    }

    @Test func sumsOverManyLinesStayInTheirRange() throws {
        var sales = SalesTable(now: 0)
        var spending = SpendingTable()
        let values: [Value] = [
            .double(1e300), .double(-1e300), .double(.nan), .double(.infinity), .double(1e9),
            .double(1e6), .integer(.max), .integer(.min), .integer(1_000_000),
        ]
        for value in values {
            let order: Fields = [
                "items": .array((0..<500).map { _ in .map(["productId": "5", "qty": value]) }),
                "status": "completed", "totals": .map(["total": value]), "userId": "9",
            ]
            let sale = try order.mapValueBytes.withUnsafeBytes {
                try StoredSale($0, of: POSProvider("alleaves"), hasNumberedIDs: true)
            }
            for _ in 0..<50 {
                sales.add(sale)
                spending.add(sale)
            }
        }
        let billion: Int64 = 1_000_000_000
        // 1e9, 1e6 and a million of units can be true; what is beyond counts for nothing.
        #expect(sales.products[.number(5)]?.all == 25_000 * (billion * 1000 + 2 * billion))
        let totals = try #require(spending.entries().first?.entry.totals)
        #expect(totals.cents == 100 * 100_000_000)
        #expect(totals.unpricedCount == 350)
        #expect(Int64.max +| 1 == .max)
        #expect(Int64.min +| -1 == .min)
        #expect(Int64.max +| -1 == .max - 1)
    }

    @Test(arguments: [Int64.min, -61, -60, -1, 0, 1, 60, .max])
    func theCatalogIsAskedForAnyNumber(id: Int64) throws {
        try withPeople(products: 60, orders: 0) { mirror in
            mirror.sync(.products)
            let generation = try #require(mirror.catalog.tenant("acme")?.generation)
            #expect(generation.sourceHash(id: "alleaves_\(id)") == nil)
            #expect(!generation.hasProduct(id: "alleaves_\(id)"))
        }
    }

    /// An item id of 19 digits was taken for an agent's product, which no rule's number names.
    @Test func anItemOfTheLargestIdIsPricedByARuleThatNamesIt() throws {
        try withMirror(products: 1) { mirror in
            for id in ["9223372036854775807", "9223372036854775808"] {
                try mirror.put(
                    ["tenants", "acme", "publicViews", "products", "items", "alleaves_\(id)"],
                    ["name": "Large", "price": 10, "externalId": .string(id)])
            }
            try mirror.put(
                ["tenants", "acme", "discounts", "r"],
                [
                    "active": true, "discountType": "amount", "discountValue": 1,
                    "products": .array(["9223372036854775807"]),
                ])
            let menu = try mirror.menu()
            #expect(menu["alleaves_9223372036854775807"]?.salePriceCents == 900)
            #expect(menu["alleaves_9223372036854775808"]?.isOnSale == false)
        }
    }
}
