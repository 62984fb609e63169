import Foundation
import Testing

@testable import AlleavesSimulator

@Suite struct ChangeTests {
    @Test func pricesAndStockChangeInEveryRowOfAnItem() throws {
        try withPOS {
            $0.products = 300
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            for id in pos.idItems.prefix(60) {
                pos.setPrice(idItem: id, cents: 1_234)
                pos.setStock(idItem: id, units: id % 3)
            }
            let rows = try client.post("/api/inventory/search", "{}").rows
            let changed = rows.filter { ($0["id_item"] as? Int ?? 0) < 1_060 }
            for (id, own) in Dictionary(grouping: changed, by: { $0["id_item"] as? Int ?? 0 }) {
                let prices = own.map {
                    max($0["price_otd_adult_use"] as? Double ?? 0, $0["price_otd"] as? Double ?? 0)
                }
                #expect(Set(prices) == [12.34])
                #expect(own.reduce(0) { $0 + ($1["available"] as? Int ?? 0) } == id % 3)
                #expect(pos.item(idItem: id)?.outTheDoorCents == 1_234)
                #expect(pos.item(idItem: id)?.sellableUnits == id % 3)
                #expect(pos.item(idItem: id)?.rows == own.count)
            }
            #expect(rows.count == pos.rowCount())
            #expect(rows.allSatisfy { $0["total_rows"] as? Int == rows.count })
        }
    }

    @Test func removedAndHiddenItemsAreGoneAndComeBack() throws {
        try withPOS {
            $0.products = 1_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let before = pos.rowCount()
            pos.removeItems([1_000, 1_001, 5])
            let ids = try client.post("/api/inventory/search", "{}").rows
                .compactMap { $0["id_item"] as? Int }
            #expect(!ids.contains(1_000) && !ids.contains(1_001) && ids.contains(1_002))
            #expect(pos.item(idItem: 1_000) == nil)
            #expect(try client.get("/api/inventory/batch/1000").status == 404)
            pos.restoreItems([1_000, 1_001])
            pos.hideItems(fraction: 0.9)
            #expect((60...150).contains(pos.rowCount()))
            pos.hideItems(fraction: 0)
            #expect(pos.rowCount() == before)
        }
    }

    @Test func totalRowsCanLie() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            pos.setTotalRows(9_999)
            let row = try client.post("/api/inventory/search", "{}").rows.first
            #expect(row?["total_rows"] as? Int == 9_999)
        }
    }

    @Test func discountsAreReplacedAddedAndRemoved() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            pos.setDiscounts(rawJSON: #"[{"id_discount":7,"name":"x","extra":1.50}]"#)
            #expect(
                try client.get("/api/discount").text
                    == #"[{"id_discount":7,"name":"x","extra":1.50}]"#)
            #expect(pos.addDiscount(json: #"{"name":"y","discount_type":"bogo"}"#) == 8)
            pos.removeDiscount(id: 7)
            let rows = try client.get("/api/discount").rows
            #expect(rows.map { $0["id_discount"] as? Int } == [8])
            pos.setDiscounts(rawJSON: "[{broken")
            #expect(try client.get("/api/discount").text == "[{broken")
            #expect(pos.discounts == nil)
            pos.setDiscounts(rawJSON: "[]")
            #expect(try client.get("/api/discount").text == "[]")
        }
    }

    @Test func recordedDataIsServedAndEdited() throws {
        let folder = "/tmp/pos-\(UInt32.random(in: 0...UInt32.max))"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: folder) }
        var options = SimulatorOptions()
        options.products = 40
        let inventory = "\(folder)/inventory.json"
        let length = try InventoryFile.write(options, to: inventory)
        #expect(files.contents(atPath: inventory)?.count == length)
        let rules = "\(folder)/rules.json"
        let ruleBytes = try InventoryFile.discountRules(options)
        #expect(files.createFile(atPath: rules, contents: Data(ruleBytes)))
        try withPOS {
            $0.inventoryFile = inventory
            $0.discountRulesFile = rules
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let whole = try client.post("/api/inventory/search", "{}")
            #expect(whole.body == Array(files.contents(atPath: inventory) ?? Data()))
            #expect(try client.get("/api/discount").body == ruleBytes)
            pos.setPrice(idItem: 1_003, cents: 777)
            pos.setStock(idItem: 1_003, units: 4)
            pos.removeItems([1_004])
            let rows = try client.post("/api/inventory/search", "{}").rows
            #expect(rows.count == pos.rowCount() && rows.count < whole.rows.count)
            let row = rows.first { $0["id_item"] as? Int == 1_003 }
            let prices = ["price_otd_adult_use", "price_otd"].map { row?[$0] as? Double }
            #expect(prices.contains(7.77))
            #expect(row?["available"] as? Int == 4 && row?["area_type"] as? String == "Retail")
            let batch = try client.get("/api/inventory/batch/1003")
            #expect(batch.object["id_item"] as? Int == 1_003)
            #expect(!(try client.get("/api/inventory/brand").rows).isEmpty)
        }
    }

    @Test func missingAndBrokenFilesAreReported() throws {
        var options = SimulatorOptions()
        options.inventoryFile = "/nowhere/at/all.json"
        #expect(throws: SimulatorError.self) { try SimulatedPOS(options).start() }
        options.inventoryFile = "/proc/version"
        #expect(throws: SimulatorError.self) { try SimulatedPOS(options).start() }
    }
}
