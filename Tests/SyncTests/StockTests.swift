import Alleaves
import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import Testing

@testable import Sync

/// What of a store's stock is sold, and what becomes of it when a day passes.
@Suite struct StockTests {
    /// Rows of items in one location; each is what differs from a plain one.
    private static func inventory(_ rows: [String]) -> String {
        let plain =
            #""item":"Thing","category":"Category > Flower","price_otd_adult_use":10,"#
            + #""on_hand":6,"available":5,"status":"open""#
        return "[" + rows.map { "{\(plain),\($0)}" }.joined(separator: ",") + "]"
    }

    /// The UTC day so many days from today.
    private static func date(_ days: Int64) -> String {
        let now = SystemClock.wallMilliseconds() * 1000
        return String(Timestamp(microseconds: now + days * 86_400_000_000).rfc3339.prefix(10))
    }

    private func zone(_ mirror: TestMirror, _ zone: String, config: [String: Value?] = [:]) throws {
        try mirror.put(["locations", "main"], mirror.location(timezone: zone, config: config))
    }

    /// Two zones whose days are never the same.
    private let west = "Etc/GMT+12"
    private let east = "Pacific/Kiritimati"

    private func today(in zone: String) -> Int64 {
        zone == west
            ? (SystemClock.wallMilliseconds() - 12 * 3_600_000) / 86_400_000
            : (SystemClock.wallMilliseconds() + 14 * 3_600_000) / 86_400_000
    }

    private func text(_ day: Int64) -> String {
        String(Timestamp(seconds: day * 86_400).rfc3339.prefix(10))
    }

    @Test func stockThatExpiresGoesAwayWhenTheDayPassesWithoutASync() throws {
        try withMirror { mirror in
            try zone(mirror, west)
            let last = text(today(in: west))
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"id_batch":1,"date_expire":"\#(last)""#,
                    #""id_item":2,"id_batch":2,"date_expire":"\#(last)""#,
                    #""id_item":2,"id_batch":3,"date_expire":"2999-01-01","available":2.5"#,
                    #""id_item":3,"id_batch":4"#,
                ]))
            mirror.sync(.products)
            #expect(try mirror.menu()["alleaves_1"]?.stock == 5)
            #expect(try mirror.menu()["alleaves_1"]?.daysUntilExpiry == 0)
            #expect(try mirror.engine.expireStock(org: TestMirror.org) == 0)
            // The clock cannot be moved, the store can.
            try zone(mirror, east)
            let item = try mirror.menu()["alleaves_1"]
            #expect(item?.expired == true && (item?.daysUntilExpiry ?? 0) < 0)
            #expect(try mirror.engine.expireStock(org: TestMirror.org) == 2)
            let menu = try mirror.menu()
            #expect(menu["alleaves_1"]?.inStock == false && menu["alleaves_1"]?.stock == 0)
            #expect(menu["alleaves_1"]?.expired == true)
            #expect(menu["alleaves_2"]?.stock == 2.5 && menu["alleaves_2"]?.onHand == 6)
            #expect(menu["alleaves_2"]?.expirationDate == "2999-01-01")
            #expect(menu["alleaves_2"]?.expired == false && menu["alleaves_3"]?.stock == 5)
            #expect(try mirror.engine.expireStock(org: TestMirror.org) == 0)
            // The POS's bytes are the same; a sync finds the same, and so do later ones.
            let before = try mirror.document("products", "acme_alleaves_2")
            #expect(mirror.sync(.products).deactivated == 0)
            #expect(try mirror.document("products", "acme_alleaves_2") == before)
            var (one, other) = (try mirror.menu(), menu)
            for id in one.keys {
                one[id]?.updatedAt = nil
                other[id]?.updatedAt = nil
            }
            #expect(one == other)
            #expect(mirror.sync(.products).unchanged == 3)
        }
    }

    @Test func aSyncSeesThatADayHasPassedThoughThePOSSaysTheSame() throws {
        try withMirror { mirror in
            try zone(mirror, west)
            let last = text(today(in: west))
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"id_batch":1,"date_expire":"\#(last)""#, #""id_item":2"#,
                ]))
            mirror.sync(.products)
            try zone(mirror, east)
            let report = mirror.sync(.products)
            #expect(report.updated == 1 && report.unchanged == 1)
            #expect(report.warnings.contains { $0.contains("expired stock") })
            #expect(try mirror.menu()["alleaves_1"]?.stock == 0)
        }
    }

    @Test func aStoreThatSellsWhatHasExpiredMarksIt() throws {
        try withMirror { mirror in
            try zone(mirror, "UTC", config: ["sellExpired": true])
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"id_batch":1,"date_expire":"\#(Self.date(-9))""#,
                    #""id_item":2,"id_batch":2,"date_expire":"\#(Self.date(9))""#,
                ]))
            mirror.sync(.products)
            let menu = try mirror.menu()
            #expect(menu["alleaves_1"]?.stock == 5 && menu["alleaves_1"]?.expired == true)
            #expect((-10 ... -8).contains(menu["alleaves_1"]?.daysUntilExpiry ?? 0))
            #expect(menu["alleaves_2"]?.expired == false)
            let items = ["tenants", "acme", "publicViews", "products", "items", "alleaves_1"]
            #expect(try mirror.document(at: items)?["expired"] == true)
            #expect(try mirror.engine.expireStock(org: TestMirror.org) == 0)
            try zone(mirror, "UTC", config: ["sell_expired": false])
            mirror.sync(.products)
            #expect(try mirror.menu()["alleaves_1"]?.stock == 0)
        }
    }

    @Test func posConfigSaysWhichAreasSell() throws {
        try withMirror { mirror in
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"area_type":"Scrap""#, #""id_item":2,"area_type":"Vault""#,
                    #""id_item":3,"area_type":"retail""#, #""id_item":4"#,
                ]))
            let stocks = { () throws -> [Double] in
                try (1...4).map { try mirror.menu()["alleaves_\($0)"]?.stock ?? -1 }
            }
            let report = mirror.sync(.products)
            #expect(try stocks() == [0, 0, 5, 5])
            #expect(report.warnings.count { $0.contains("5 units lie in areas of type") } == 2)
            try mirror.putLocation(config: ["sellableAreas": .array([" vault"])])
            #expect(mirror.sync(.products).updated == 1)
            #expect(try stocks() == [0, 5, 5, 5])
            try mirror.putLocation(config: ["sellable_areas": "Scrap, VAULT"])
            mirror.sync(.products)
            #expect(try stocks() == [5, 5, 5, 5])
            try mirror.putLocation(config: ["sellableAreas": 7])
            mirror.sync(.products)
            #expect(try stocks() == [0, 0, 5, 5])
        }
    }

    @Test func anAreaThatOnlyTheListOfAreasKnowsDoesNotSell() throws {
        try withMirror { mirror in
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"id_area":7"#, #""id_item":2,"id_area":8"#,
                ]))
            mirror.pos.override(
                "/inventory/area", body: #"[{"id_area":7,"name":"Back","area_type":"Quarantine"}]"#)
            mirror.sync(.products)
            #expect(try mirror.menu()["alleaves_1"]?.stock == 0)
            #expect(try mirror.menu()["alleaves_2"]?.stock == 5)
            let preview = try mirror.engine.preview(
                org: TestMirror.org, now: SystemClock.wallMilliseconds())
            var query = MenuQuery()
            query.inStock = true
            #expect(try preview.search(query).total == 1)
        }
    }

    @Test func unreadableValuesAndDoubleRowsAreInTheReport() throws {
        try withMirror { (mirror) throws in
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"id_batch":1,"qc_hold":"perhaps""#,
                    #""id_item":2,"id_batch":2"#, #""id_item":2,"id_batch":2"#,
                    #""id_item":3,"id_batch":3,"on_hand":"1,000""#,
                ]))
            let report = mirror.sync(.products)
            #expect(report.unreadable.entries["inventory.qc_hold"]?.example == "1")
            #expect(report.unreadable.entries["inventory.on_hand"]?.count == 1)
            #expect(report.allWarnings.contains { $0.contains("inventory.qc_hold: 1 value") })
            #expect(report.warnings.contains { $0.contains("a row twice") })
            #expect(try mirror.menu()["alleaves_1"]?.stock == 0)
            #expect(try mirror.menu()["alleaves_2"]?.stock == 5)
        }
    }

    @Test func canonicalProductsKeepWhatIsNeededForAnAuditAndPublicOnesNothing() throws {
        try withMirror { mirror in
            mirror.pos.override(
                "/inventory/search",
                body: Self.inventory([
                    #""id_item":1,"id_batch":11,"metrc_package_label":"LABEL-1","batch":"BATCH-1","#
                        + #""location":"Main Street","id_location":1000,"area":"Front","#
                        + #""package_date":"2026-01-02","date_expire":"2999-01-02""#
                ]))
            mirror.sync(.products)
            let canonical = try #require(try mirror.document("products", "acme_alleaves_1"))
            let batch = try #require(canonical["batches"]?.arrayValue?.first?.mapValue)
            let expected: [String: Value] = [
                "tag": "LABEL-1", "packageLabel": "LABEL-1", "batch": "BATCH-1", "batchId": "11",
                "location": "Main Street", "locationId": "1000", "area": "Front",
                "packageDate": "2026-01-02", "expirationDate": "2999-01-02", "onHand": 6,
                "available": 5, "sellable": true,
            ]
            for (key, value) in expected { #expect(batch[key] == value, "\(key)") }
            for (_, document) in try mirror.everything() {
                let text = String(decoding: document.fields, as: UTF8.self)
                if text.contains("LABEL-1") || text.contains("BATCH-1") {
                    #expect(document.fields == canonical.mapValueBytes)
                }
            }
            #expect(!mirror.log.contains("LABEL-1"))
        }
    }

    @Test func anItemOfThousandsOfBatchesIsStoredAndCounted() throws {
        try withMirror { mirror in
            // The simulator knows no batches of these numbers.
            let rows = (900_001...902_000).map { #""id_item":1,"id_batch":\#($0),"available":1"# }
            mirror.pos.override("/inventory/search", body: Self.inventory(rows))
            mirror.sync(.products)
            let canonical = try #require(try mirror.document("products", "acme_alleaves_1"))
            #expect(canonical["stock"] == 2_000)
            #expect(canonical["batchesOmitted"] == 1_500)
        }
    }
}
