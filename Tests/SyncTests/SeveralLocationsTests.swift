import AlleavesSimulator
import FirestoreModel
import HTTPTransport
import LinuxSystem
import Synchronization
import Testing

@testable import Sync

/// What syncs write of the locations of a tenant with two, and what becomes of it.
@Suite struct SeveralLocationsTests {
    /// The inventory of each location, by the POS's number of it; nil fails.
    private final class Stores: Sendable {
        private let rows: Mutex<[String: [String]?]>

        init(_ rows: [String: [String]]) { self.rows = Mutex(rows.mapValues { $0 }) }

        func set(_ number: String, _ new: [String]?) { rows.withLock { $0[number] = .some(new) } }

        func answer(_ request: HTTPRequest) -> HTTPResponse? {
            guard request.path == "/api/inventory/search" else { return nil }
            let asked = String(decoding: request.body, as: UTF8.self)
            return rows.withLock { rows in
                guard let found = rows[asked.contains("1001") ? "1001" : "1000"],
                    let found
                else { return HTTPResponse(head: HTTPResponseHead(status: 403), body: []) }
                let isFirst = !asked.contains("skip") || asked.contains(#""skip":0"#)
                let body = isFirst ? "[\(found.joined(separator: ","))]" : "[]"
                return HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
            }
        }
    }

    private static func row(
        _ item: Int, _ batch: Int, dollars: Int, units: Int = 5, _ more: String = ""
    ) -> String {
        #"{"id_item":\#(item),"id_batch":\#(batch),"area_type":"Retail","status":"open","#
            + #""item":"Thing","category":"Flower","available":\#(units),"on_hand":\#(units),"#
            + #""price_otd_adult_use":\#(dollars)\#(more)}"#
    }

    private static let main = [
        row(1, 11, dollars: 20), row(2, 12, dollars: 8), row(3, 13, dollars: 3),
    ]
    private static let north = [
        row(1, 21, dollars: 15, units: 0), row(2, 22, dollars: 7), row(4, 24, dollars: 9),
    ]

    private func withStores(
        zone: String = "UTC", main: [String] = Self.main, north: [String] = Self.north,
        _ body: (TestMirror, Stores) throws -> Void
    ) throws {
        let stores = Stores(["1000": main, "1001": north])
        try withMirror(products: 0) { mirror in
            try mirror.put(["locations", "main"], mirror.location(timezone: zone))
            try mirror.putLocation("north", config: ["locationId": "1001"])
            mirror.transport.answerInstead { stores.answer($0) }
            try body(mirror, stores)
        }
    }

    private func canonical(_ mirror: TestMirror, _ item: Int) throws -> Fields {
        try #require(try mirror.document("products", "acme_alleaves_\(item)"))
    }

    private func shown(_ mirror: TestMirror, _ item: Int) throws -> Fields {
        try #require(
            try mirror.document(
                "tenants", "acme", "publicViews", "products", "items", "alleaves_\(item)"))
    }

    private func entry(_ fields: Fields, _ location: String) -> Fields? {
        fields["locations"]?.mapValue?[location]?.mapValue
    }

    /// The stored products without their times.
    private func products(_ mirror: TestMirror) throws -> [[UInt8]: [UInt8]] {
        try mirror.everything().mapValues(\.fields)
    }

    @Test func productsSayWhatIsWhere() throws {
        try withStores { mirror, _ in
            #expect(mirror.sync(.products).created == 4)
            let first = try shown(mirror, 1)
            #expect(first["locations"]?.mapValue?.keys == ["main", "north"])
            #expect(first["price"] == 20.0 && first["priceLocation"] == "main")
            #expect(entry(first, "north")?["price"] == 15.0)
            #expect(entry(first, "north")?["inStock"] == false)
            let second = try shown(mirror, 2)
            #expect(second["priceLocation"] == "north" && second["stock"] == 10)
            #expect(try shown(mirror, 3)["locations"]?.mapValue?.keys == ["main"])
            #expect(try canonical(mirror, 2)["sources"]?.mapValue?.keys == ["main", "north"])
            #expect(try mirror.menu()["alleaves_2"]?.priceCents == 700)
            #expect(try mirror.menu()["alleaves_2"]?.priceLocationId == "north")
            let before = try products(mirror)
            #expect(mirror.sync(.products).unchanged == 4)
            #expect(try products(mirror) == before)
        }
    }

    @Test func aLocationThatCannotBeReadKeepsItsEntries() throws {
        try withStores { mirror, stores in
            mirror.sync(.products)
            let before = try products(mirror)
            stores.set("1001", nil)
            let failed = mirror.engine.run(.products, org: "acme")
            #expect(!failed.success && failed.error.contains("north"))
            #expect(try products(mirror) == before)
            // The other one goes on.
            stores.set("1000", [Self.row(1, 11, dollars: 14, units: 2)] + Self.main.dropFirst())
            _ = mirror.engine.run(.products, org: "acme")
            let first = try shown(mirror, 1)
            #expect(first["price"] == 14.0 && first["stock"] == 2)
            #expect(entry(first, "north")?["price"] == 15.0)
            #expect(try shown(mirror, 4)["locations"]?.mapValue?.keys == ["north"])
        }
    }

    @Test func aLocationThatLeftTheTenantLeavesTheMap() throws {
        try withStores { mirror, stores in
            try mirror.putLocation("west", config: ["locationId": "1001"])
            try mirror.putLocation("north", config: ["status": "inactive"])
            mirror.sync(.products)
            #expect(try shown(mirror, 2)["locations"]?.mapValue?.keys == ["main", "west"])
            try mirror.putLocation("north", config: ["locationId": "1001"])
            try mirror.putLocation("west", config: ["status": "inactive"])
            mirror.sync(.products)
            #expect(try shown(mirror, 2)["locations"]?.mapValue?.keys == ["main", "north"])
            #expect(try canonical(mirror, 2)["priceLocation"] == "north")
            // What only it had is on no menu of any store.
            try mirror.putLocation("north", config: ["locationId": "1001", "status": "inactive"])
            #expect(mirror.sync(.products).deactivated == 1)
            let gone = try shown(mirror, 4)
            #expect(gone["isActive"] == false && gone["locations"] == nil)
            #expect(gone["priceLocation"] == nil && gone["price"] == 9.0)
            #expect(try canonical(mirror, 4)["locations"] == nil)
            #expect(try mirror.menu()["alleaves_4"] == nil)
        }
    }

    /// The only location of a tenant stores what it always did, before and after another one.
    @Test func anotherLocationComesAndGoesWithoutATrace() throws {
        try withStores { mirror, _ in
            try mirror.putLocation("north", config: ["status": "inactive"])
            mirror.sync(.products)
            let alone = try (1...3).map { try (canonical(mirror, $0), shown(mirror, $0)) }
            #expect(alone.allSatisfy { $0.0["locations"] == nil && $0.0["sources"] == nil })
            try mirror.putLocation("north", config: ["locationId": "1001"])
            #expect(mirror.sync(.products).updated == 3)
            #expect(try shown(mirror, 3)["locations"]?.mapValue?.keys == ["main"])
            try mirror.putLocation("north", config: ["status": "inactive"])
            let report = mirror.sync(.products)
            #expect(report.updated == 3 && report.deactivated == 1)
            for item in 1...3 {
                #expect(try canonical(mirror, item) == alone[item - 1].0)
                #expect(try shown(mirror, item) == alone[item - 1].1)
            }
        }
    }

    @Test func anItemThatOneLocationNoLongerHasLeavesItsEntry() throws {
        try withStores { mirror, stores in
            mirror.sync(.products)
            stores.set("1001", Array(Self.north.dropFirst()))
            #expect(mirror.sync(.products).deactivated == 0)
            #expect(try shown(mirror, 1)["locations"]?.mapValue?.keys == ["main"])
            stores.set("1000", Array(Self.main.dropFirst()))
            #expect(mirror.sync(.products).deactivated == 1)
            #expect(try shown(mirror, 1)["locations"] == nil)
            stores.set("1001", Self.north)
            mirror.sync(.products)
            let back = try shown(mirror, 1)
            #expect(back["isActive"] == true && back["locations"]?.mapValue?.keys == ["north"])
        }
    }

    /// Two zones whose days are never the same.
    private func day(_ hours: Int64) -> String {
        let seconds = SystemClock.wallMilliseconds() / 1000 + hours * 3600
        return String(Timestamp(seconds: seconds / 86_400 * 86_400).rfc3339.prefix(10))
    }

    @Test func midnightAgesEveryEntry() throws {
        let last = #","date_expire":"\#(day(-12))""#
        try withStores(
            zone: "Etc/GMT+12",
            main: [Self.row(1, 11, dollars: 5, last), Self.row(2, 12, dollars: 8)],
            north: [
                Self.row(1, 21, dollars: 9, units: 2), Self.row(2, 22, dollars: 9, last),
                Self.row(2, 23, dollars: 9, units: 1),
            ]
        ) { mirror, _ in
            try mirror.putLocation("north", config: ["locationId": "1001", "sellExpired": false])
            mirror.sync(.products)
            #expect(try shown(mirror, 1)["priceLocation"] == "main")
            #expect(try shown(mirror, 2)["stock"] == 11)
            #expect(try mirror.engine.expireStock(org: "acme") == 0)
            try mirror.put(["locations", "main"], mirror.location(timezone: "Pacific/Kiritimati"))
            #expect(try mirror.engine.expireStock(org: "acme") == 2)
            let first = try shown(mirror, 1)
            #expect(first["price"] == 9.0 && first["priceLocation"] == "north")
            #expect(first["stock"] == 2 && first["expired"] == nil)
            #expect(entry(first, "main")?["expired"] == true)
            #expect(entry(first, "main")?["inStock"] == false)
            let second = try shown(mirror, 2)
            #expect(second["stock"] == 6 && entry(second, "north")?["stock"] == 1)
            #expect(entry(second, "main")?["stock"] == 5)
            // The next sync finds the same; rows are kept in another order.
            let before = try (1...2).map { try (canonical(mirror, $0), shown(mirror, $0)) }
            #expect(mirror.sync(.products).unchanged == 2)
            for item in 1...2 {
                var (old, new) = (before[item - 1].0, try canonical(mirror, item))
                (old["sources"], new["sources"]) = (nil, nil)
                #expect(new == old)
                #expect(try shown(mirror, item) == before[item - 1].1)
            }
            #expect(try mirror.engine.expireStock(org: "acme") == 0)
        }
    }

    /// What the details of batches say of an entry stays while they cannot be had.
    @Test func anEntryKeepsADateThatOnlyDetailsSaid() throws {
        try withStores { mirror, _ in
            let details = #"[{"id_batch":24,"date_expire":"2999-01-02"}]"#
            mirror.pos.override("/inventory/batch/search", body: details)
            mirror.sync(.products)
            let before = try (canonical(mirror, 4), shown(mirror, 4))
            #expect(entry(before.1, "north")?["expirationDate"] == "2999-01-02")
            mirror.pos.setDown("/inventory/batch/*")
            mirror.pos.setDown("/inventory/batch/search")
            mirror.clock.environment.sleep(SyncLimits.batchMilliseconds, nil)
            let report = mirror.sync(.products)
            #expect(report.warnings.contains { $0.contains("have no details") })
            let after = try (canonical(mirror, 4), shown(mirror, 4))
            #expect(entry(after.0, "north")?["expirationDate"] == "2999-01-02")
            #expect(entry(after.1, "north") == entry(before.1, "north"))
            #expect(after.1["expirationDate"] == "2999-01-02")
        }
    }
}
