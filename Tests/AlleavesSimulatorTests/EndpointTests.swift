import Foundation
import Testing
import TextForms

@testable import AlleavesSimulator

@Suite struct EndpointTests {
    @Test func locationsCarrySecretsToBeDropped() throws {
        try withPOS {
            $0.locations = 2
        } _: { pos in
            let rows = try TestClient.loggedIn(pos).get("/api/location").rows
            #expect(rows.map { $0["id_location"] as? Int } == [1_000, 1_001])
            #expect(rows[0]["timezone"] as? String == "America/New_York")
            #expect((rows[0]["metrc_system_api_key"] as? String)?.hasPrefix("SECRET-") == true)
            let areas = rows[0]["areas"] as? [[String: Any]] ?? []
            #expect(areas.map { $0["id_area"] as? Int } == [1_000, 1_001, 1_002])
        }
    }

    @Test func areasComeWrappedOrFlat() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            let wrapped = try client.get("/api/inventory/area?id_location=1000").rows
            let list = wrapped[0]["area_list"] as? [[String: Any]] ?? []
            #expect(list.first?["area"] as? String == "Front Room")
            var shapes = SimulatorShapes()
            shapes.areas = .flat
            pos.setShapes(shapes)
            let flat = try client.get("/api/inventory/area?id_location=1000").rows
            #expect(flat.map { $0["name"] as? String } == list.map { $0["area"] as? String })
        }
    }

    @Test func everyBatchOfTheInventoryIsFound() throws {
        try withPOS {
            $0.locations = 2
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let rows = try client.post("/api/inventory/search", "{}").rows
            let ids = Set(rows.compactMap { $0["id_batch"] as? Int })
            let body = #"{"ids":[\#(ids.sorted().map(String.init).joined(separator: ","))]}"#
            let batches = try client.post("/api/inventory/batch/search", body).rows
            #expect(Set(batches.compactMap { $0["id_batch"] as? Int }) == ids)
            let items = Dictionary(rows.map { ($0["id_batch"] as? Int, $0["id_item"] as? Int) }) {
                first, _ in first
            }
            for batch in batches {
                #expect(items[batch["id_batch"] as? Int] == batch["id_item"] as? Int)
            }
            let one = try client.get("/api/inventory/batch/\(ids.max() ?? 0)")
            #expect(one.object["id_batch"] as? Int == ids.max())
            #expect(try client.get("/api/inventory/batch/999999999").status == 404)
        }
    }

    @Test func expiringBatchesAreThoseOfTheWindow() throws {
        try withPOS {
            $0.products = 2_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let found = try client.post(
                "/api/inventory/batch/search", #"{"expiringWithinDays":30,"minQuantity":1}"#
            ).rows
            #expect(!found.isEmpty)
            for row in found {
                let day = row["date_expire"] as? String ?? ""
                #expect(day > "2026-11-20" && day <= "2026-12-20")
                #expect(row["on_hand"] as? Int ?? 0 >= 1)
            }
        }
    }

    @Test(arguments: ["brand", "category", "vendor"])
    func metadataListsEveryNameOfTheInventory(kind: String) throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            let rows = try client.get("/api/inventory/\(kind)").rows
            let names = Set(rows.compactMap { $0[kind] as? String ?? $0["name"] as? String })
            #expect(names.count == rows.count)
            let used = try client.post("/api/inventory/search", "{}").rows
                .compactMap { ($0[kind] as? String)?.trimmed }
            #expect(names.isSuperset(of: used))
        }
    }

    @Test func discountRulesOfEverySortExist() throws {
        try withPOS {
            $0.discounts = 200
        } _: { pos in
            let rules = try TestClient.loggedIn(pos).get("/api/discount").rows
            #expect(rules.count == 200)
            #expect(rules[0]["id_discount"] as? Int == 101)
            let types = Set(rules.compactMap { $0["discount_type"] as? String })
            #expect(types.isSuperset(of: ["percent", "amount", "fixed_price", "bogo"]))
            let lists = rules.compactMap { $0["conditions"] as? [String: Any] }
            let keys = ["categories", "brands", "products", "min_qty", "min_total"]
            for key in keys { #expect(lists.contains { $0[key] != nil }) }
            #expect(rules.contains { $0["conditions"] == nil })
            #expect(rules.contains { $0["active"] as? Bool == false })
            #expect(rules.contains { $0["discount_value"] is String })
            #expect(rules.contains { ($0["end_date"] as? String ?? "9") < "2026-11-20" })
        }
    }

    @Test func createdAndChangedDiscountsAppearInTheList() throws {
        try withPOS {
            $0.discounts = 3
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let body = #"{"name":"New","discount_type":"percent","discount_value":15}"#
            let created = try client.post("/api/discount", body)
            #expect(created.status == 201)
            let id = (created.object["discount"] as? [String: Any])?["id_discount"] as? Int
            #expect(id == 104)
            let change = try client.send("PUT", "/api/discount/104", body: #"{"active":false}"#)
            #expect(change.object["success"] as? Bool == true)
            let last = try client.get("/api/discount").rows.last
            #expect(last?["name"] as? String == "New")
            #expect(last?["active"] as? Bool == false)
            #expect(try client.send("PUT", "/api/discount/9", body: "{}").status == 404)
            #expect(try client.post("/api/discount", "{}").status == 400)
            #expect(try client.post("/api/discount", "{").status == 400)
        }
    }

    @Test func unknownPathsAre404() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            #expect(try client.post("/api/order/search", "{}").status == 404)
            #expect(try client.get("/api/inventory/search").status == 404)
            #expect(try client.get("/").status == 404)
        }
    }

    @Test(arguments: SimulatorShapes.Inventory.allCases)
    func inventoryIsWrappedAsAsked(shape: SimulatorShapes.Inventory) throws {
        try withPOS {
            $0.shapes.inventory = shape
        } _: { pos in
            let reply = try TestClient.loggedIn(pos).post("/api/inventory/search", "{}")
            let rows: Any? =
                switch shape {
                case .array: reply.json
                case .data: reply.object["data"]
                case .items: reply.object["items"]
                }
            #expect((rows as? [[String: Any]])?.count == pos.rowCount())
        }
    }
}
