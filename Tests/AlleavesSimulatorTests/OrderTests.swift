import Foundation
import Testing

@testable import AlleavesSimulator

@Suite struct OrderTests {
    private let all = "startDate=2020-01-01&endDate=2030-01-01"

    @Test func pagesHoldEveryOrderOnce() throws {
        try withPOS {
            $0.orders = 230
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let pages = try (1...4).map {
                try client.get("/api/order?page=\($0)&pageSize=100&\(all)").rows
            }
            #expect(pages.map(\.count) == [100, 100, 30, 0])
            let ids = pages.joined().compactMap { order in
                order["id_order"] as? Int ?? Int(order["id"] as? String ?? "")
            }
            #expect(Set(ids).count == 230)
            #expect(ids == ids.sorted(by: >))
        }
    }

    @Test func withoutDatesOnlyTheHiddenWindowIsShown() throws {
        try withPOS {
            $0.orders = 500
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            #expect(try client.get("/api/order?page=1&pageSize=100").rows.count == 73)
            #expect(try client.get("/api/order?pageSize=100&startDate=2020-01-01").rows.count == 73)
        }
    }

    @Test func datesSelectWholeDays() throws {
        try withPOS {
            $0.orders = 4_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let path = "/api/order?page=1&pageSize=1000&startDate=2026-10-01&endDate=2026-10-02"
            let days = try client.get(path).rows.compactMap {
                ($0["date_created"] as? String)?.prefix(10)
            }
            #expect(days.count == 20)
            #expect(Set(days) == ["2026-10-01", "2026-10-02"])
        }
    }

    @Test func ordersAreAsOddAsInProduction() throws {
        try withPOS {
            $0.orders = 1_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let rows = try client.get("/api/order?page=1&pageSize=1000&\(all)").rows
            let statuses = Set(rows.compactMap { $0["status"] as? String })
            #expect(statuses.isSuperset(of: ["completed", "COMPLETED", "Voided"]))
            #expect(rows.contains { $0["total"] is String })
            #expect(rows.contains { $0["total"] is NSNumber })
            #expect(rows.contains { $0["items"] == nil })
            #expect(rows.contains { $0["id_customer"] is NSNull })
            #expect(rows.contains { $0["id"] is String })
            #expect(rows.contains { $0["email"] as? String == "no-email@alleaves.local" })
            let lines = rows.flatMap { $0["items"] as? [[String: Any]] ?? [] }
            #expect(lines.contains { ($0["quantity"] as? String)?.hasSuffix(".5") == true })
        }
    }

    @Test(arguments: SimulatorShapes.Orders.allCases)
    func everyShapeHoldsTheSameOrders(shape: SimulatorShapes.Orders) throws {
        try withPOS {
            $0.orders = 5
            $0.shapes.orders = shape
        } _: { pos in
            let reply = try TestClient.loggedIn(pos).get("/api/order?\(all)")
            let rows: Any? =
                switch shape {
                case .array: reply.json
                case .orders: reply.object["orders"]
                case .data: reply.object["data"]
                case .results: reply.object["results"]
                }
            #expect((rows as? [Any])?.count == 5)
        }
    }

    @Test func aSubmittedOrderIsListedAndDiscounted() throws {
        try withPOS {
            $0.discounts = 0
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let line = #"{"product_id":"1005","quantity":2,"unit_price":10.5}"#
            let body = #"{"customer_id":"5001","items":[\#(line)],"source":"app"}"#
            let created = try client.post("/api/locations/1000/orders", body)
            #expect(created.status == 201)
            let order = created.object["order"] as? [String: Any]
            #expect(order?["id"] as? String == "100500")
            #expect(order?["subtotal"] as? Double == 21)
            let lines = order?["items"] as? [[String: Any]]
            #expect(lines?.first?["product_name"] as? String == pos.item(idItem: 1_005)?.name)
            let id = try #require(
                pos.addDiscount(json: #"{"discount_type":"percent","discount_value":50}"#))
            let discounted = try client.post(
                "/api/order/100500/discount", #"{"id_discount":\#(id)}"#)
            let after = discounted.object["order"] as? [String: Any]
            #expect(after?["discount"] as? Double == 10.5)
            let first = try client.get("/api/order?\(all)").rows.first
            #expect(first?["id_order"] as? Int == 100_500)
            #expect(first?["discount"] as? Double == 10.5)
            let own = try client.get("/api/locations/1000/customers/5001/orders").object["orders"]
            #expect((own as? [[String: Any]])?.last?["id_order"] as? Int == 100_500)
            #expect(try client.post("/api/order/7/discount", "{}").status == 404)
        }
    }

    @Test func anOrderIsMadeLineByLine() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            pos.setStock(idItem: 1_005, units: 9)
            let opened = try client.post("/api/order", #"{"id_customer":5001}"#)
            #expect(opened.status == 201)
            let id = try #require(opened.object["id_order"] as? Int)
            let line = #"{"id_batch":1005,"id_area":1000,"qty":2}"#
            let added = try client.post("/api/order/\(id)/item", line)
            #expect(added.status == 201 && added.object["id_item"] as? Int == 1_005)
            let order = try client.get("/api/order/\(id)").object
            #expect((order["items"] as? [Any])?.count == 1)
            #expect(pos.writtenLines(id: id).map(\.thousandths) == [2_000])
            for wrong in [
                #"{"id_batch":1005,"id_area":1001,"qty":2}"#,
                #"{"id_batch":99999999,"id_area":1000,"qty":2}"#,
            ] { #expect(try client.post("/api/order/\(id)/item", wrong).status == 404) }
            #expect(try client.post("/api/order/\(id)/item", "{}").status == 400)
            #expect(try client.post("/api/order/1/item", line).status == 404)
        }
    }

    @Test(arguments: WriteCalls.allCases)
    func onlyTheCallsThatAreServedAreAnswered(_ calls: WriteCalls) throws {
        try withPOS {
            $0.writeCalls = calls
            $0.missingCallStatus = 405
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            #expect((try client.post("/api/order", "{}").status == 405) == (calls == .located))
            #expect((try client.post("/api/customer", "{}").status == 405) == (calls == .located))
            for place in ["orders", "customers"] {
                let status = try client.post("/api/locations/1000/\(place)", "{}").status
                #expect((status == 405) == (calls == .native))
            }
        }
    }

    @Test func absurdAmountsAreRefused() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            for amount in ["999999999999", "-1"] {
                let line = #"{"product_id":"1","quantity":999999999,"unit_price":\#(amount)}"#
                let body = #"{"items":[\#(line)]}"#
                #expect(try client.post("/api/locations/1000/orders", body).status == 400)
            }
            #expect(try client.post("/api/locations/1000/orders", "{}").status == 400)
        }
    }

    @Test func stockQueriesAgreeWithExpectations() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            let reply = try client.post(
                "/api/locations/1000/inventory", #"{"product_ids":["1001","1002","7"]}"#)
            let rows = reply.object["inventory"] as? [[String: Any]] ?? []
            let units = [1_001, 1_002].map { pos.item(idItem: $0)?.sellableUnits }
            #expect(rows.map { $0["quantity"] as? Int } == units + [0])
        }
    }
}
