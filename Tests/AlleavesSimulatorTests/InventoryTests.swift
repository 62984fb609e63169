import Foundation
import Testing

@testable import AlleavesSimulator

@Suite struct InventoryTests {
    @Test func oneSeedAlwaysGivesTheSameBytes() throws {
        let bytes = try inventoryBytes {
            $0.products = 500
            $0.seed = 42
        }
        #expect(digest(bytes) == "4685a6f9f4fb6f61")
        let other = try inventoryBytes {
            $0.products = 500
            $0.seed = 43
        }
        #expect(digest(other) != digest(bytes))
    }

    @Test func oneSeedAlwaysGivesTheSameRulesPeopleOrdersAndBatches() throws {
        var options = SimulatorOptions()
        options.seed = 42
        let rules = try InventoryFile.discountRules(options)
        #expect(digest(rules) == "1354b15af0d2f807")
        try withPOS {
            $0.seed = 42
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let people = try client.post(
                "/api/customer/search", #"{"page":1,"pageSize":200}"#)
            #expect(digest(people.body) == "245d272271de0680")
            let orders = try client.get(
                "/api/order?pageSize=1000&startDate=2000-01-01&endDate=2100-01-01")
            #expect(digest(orders.body) == "6fea0525a9bca3f5")
            let batches = try client.post("/api/inventory/batch/search", "{}")
            #expect(digest(batches.body) == "2bb1a3d297434878")
            let locations = try client.get("/api/location")
            #expect(digest(locations.body) == "d1485e47dc5c819c")
        }
    }

    @Test func aRowHasAllKeysOfProduction() throws {
        let bytes = try inventoryBytes { $0.products = 3 }
        let rows = try #require(
            JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
        #expect(rows.count == 4)
        for row in rows { #expect(row.count == 110) }
    }

    @Test func fiftyThousandProductsAreStreamedAndAddUp() throws {
        try withPOS {
            $0.products = 50_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let reply = try client.post("/api/inventory/search", #"{"query":""}"#)
            #expect(reply.status == 200)
            #expect(reply.headers["transfer-encoding"] == "chunked")
            let rows = reply.rows
            #expect(rows.count == pos.rowCount())
            #expect(Set(rows.compactMap { $0["id_item"] as? Int }).count == 50_000)
            #expect(rows.allSatisfy { $0["total_rows"] as? Int == rows.count })
            let available = rows.reduce(0) { $0 + ($1["available"] as? Int ?? 0) }
            #expect(rows[0]["all_available_per_location"] as? Int == available)
            let onHand = rows.reduce(0) { $0 + ($1["on_hand"] as? Int ?? 0) }
            #expect(rows[0]["all_on_hand_per_location"] as? Int == onHand)
        }
    }

    @Test func theMixLooksLikeProduction() throws {
        let rows = try parsed { $0.products = 4_000 }
        let share = { (count: Int) in Double(count) / Double(rows.count) }
        let ids = rows.compactMap { $0["id_batch"] as? Int }
        #expect(ids == ids.sorted())
        #expect((0.04...0.06).contains(Double(rows.count - 4_000) / 4_000))
        #expect((0.12...0.20).contains(share(rows.count { $0["brand"] is NSNull })))
        #expect((0.15...0.27).contains(share(rows.count { $0["area"] is NSNull })))
        #expect(rows.contains { ($0["area_type"] as? String) == "Damaged" })
        #expect(rows.contains { ($0["brand"] as? String)?.hasPrefix(" ") == true })
        #expect(rows.contains { ($0["item"] as? String)?.contains("  ") == true })
        #expect(rows.contains { $0["category"] as? String == "Uncategorized" })
        #expect(rows.contains { $0["category"] as? String == "Category > Gift Cards" })
        #expect((0.50...0.62).contains(share(rows.count { $0["cost_of_good"] is NSNull })))
    }

    @Test func zeroStockHasNoAreaAndPricesCarryTax() throws {
        for row in try parsed({ $0.products = 2_000 }) {
            let onHand = row["on_hand"] as? Int ?? -1
            let available = row["available"] as? Int ?? -1
            #expect(onHand >= available && available >= 0)
            #expect((onHand == 0) == (row["area"] is NSNull))
            let retail = row["price_retail_adult_use"] as? Double ?? -1
            let withTax = row["price_otd_adult_use"] as? Double ?? -1
            #expect(abs(retail * 1.13 - withTax) < 0.0051)
        }
    }

    @Test func pricesAndCostsIncludeTheOddOnes() throws {
        let rows = try parsed { $0.products = 8_000 }
        let prices = rows.compactMap { $0["price_otd_adult_use"] as? Double }
        #expect(prices.contains(0))
        #expect(prices.contains(0.01))
        #expect(rows.contains { $0["cost_of_good"] as? Double == 0 })
        #expect(rows.contains { $0["price_otd_medical_use"] as? Int == 1 })
        let neverPriced = rows.filter {
            $0["price_otd_adult_use"] as? Double == 0 && $0["price_otd"] as? Double == 0
        }
        #expect(!neverPriced.isEmpty)
    }

    @Test func secretsAreMarkedSoThatLeaksCanBeFound() throws {
        let text = String(decoding: try inventoryBytes { $0.products = 50 }, as: UTF8.self)
        #expect(text.contains(#""metrc_package_label":"SECRET-METRC-"#))
        #expect(text.contains(#""vendor_metrc_facility_license_number":"SECRET-LICENSE-"#))
        #expect(text.contains(#""metrc_item_id":"SECRET-"#))
    }

    @Test func theLocationFilterSelects() throws {
        try withPOS {
            $0.locations = 3
            $0.products = 100
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let all = try client.post("/api/inventory/search", #"{"query":""}"#).rows
            let one = try client.post(
                "/api/inventory/search", #"{"query":"","id_location":1001}"#
            ).rows
            let none = try client.post("/api/inventory/search", #"{"id_location":9}"#)
            #expect(one.count * 3 == all.count)
            #expect(one.allSatisfy { $0["id_location"] as? Int == 1_001 })
            #expect(Set(all.compactMap { $0["id_batch"] as? Int }).count > 299)
            #expect(none.text == "[]")
        }
    }

    @Test func aQuerySelectsByName() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            let rows = try client.post("/api/inventory/search", #"{"query":"gUMMies"}"#).rows
            #expect(!rows.isEmpty)
            #expect(rows.allSatisfy { ($0["item"] as? String)?.contains("Gummies") == true })
            #expect(rows.allSatisfy { $0["total_rows"] as? Int == rows.count })
        }
    }

    @Test func anEmptyInventoryIsAnEmptyArray() throws {
        #expect(try inventoryBytes { $0.products = 0 } == Array("[]".utf8))
    }

    @Test func expectationsAgreeWithTheRows() throws {
        try withPOS {
            $0.products = 400
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let rows = try client.post("/api/inventory/search", "{}").rows
            for (id, own) in Dictionary(grouping: rows, by: { $0["id_item"] as? Int ?? 0 }) {
                let item = try #require(pos.item(idItem: id))
                #expect(item.rows == own.count)
                #expect(item.name == own[0]["item"] as? String)
                #expect(item.brand == own[0]["brand"] as? String)
                let sellable = own.filter { $0["area_type"] as? String == "Retail" }
                    .filter { ($0["date_expire"] as? String ?? "9") >= SimulatorOptions().today }
                    .reduce(0) { $0 + ($1["available"] as? Int ?? 0) }
                #expect(item.sellableUnits == sellable)
                let adult = own[0]["price_otd_adult_use"] as? Double ?? 0
                let price = adult > 0 ? adult : own[0]["price_otd"] as? Double ?? 0
                #expect(item.outTheDoorCents ?? 0 == Int((price * 100).rounded()))
            }
        }
    }

    private func parsed(_ change: (inout SimulatorOptions) -> Void) throws -> [[String: Any]] {
        let bytes = try inventoryBytes(change)
        return try #require(
            JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: Any]])
    }
}
