import AlleavesSimulator
import Catalog
import FirestoreModel
import Testing

@testable import Sync

/// Line 8: days end in the zone of the operator, else of the POS, else in UTC with a word.
@Suite struct TimeZoneTests {
    private static let rule = """
        [{"id_discount":101,"discount_type":"percent","discount_value":10,"active":true,
          "conditions":{"categories":["Flower"]},"end_date":"2031-06-30"}]
        """

    private static func location(_ id: Int, _ zone: String) -> String {
        #"{"id_location":\#(id),"location":"S","timezone":\#(zone)}"#
    }

    /// When the rule ends, milliseconds since 1970.
    private func end(_ mirror: TestMirror) throws -> Int64? {
        let generation = try #require(mirror.catalog.tenant("acme")?.generation)
        guard case .rule(let rule)? = generation.discounts().first?.rule else { return nil }
        return rule.endMs
    }

    /// Midnight UTC after the rule's last day.
    private static let midnight: Int64 = 1_940_630_400_000
    private static let hour: Int64 = 3_600_000

    private func withRule(
        _ locations: String?, _ body: (TestMirror) throws -> Void
    ) throws {
        try withMirror { (mirror) throws in
            mirror.pos.setDiscounts(rawJSON: Self.rule)
            if let locations { mirror.pos.override("/location", body: "[\(locations)]") }
            try body(mirror)
        }
    }

    @Test(arguments: [SyncKind.discounts, .org])
    func thePOSsOwnZoneCountsWithoutAMetadataSync(kind: SyncKind) throws {
        try withRule(nil) { (mirror) throws in
            #expect(mirror.sync(kind).warnings.allSatisfy { !$0.contains("time zone") })
            #expect(try end(mirror) == Self.midnight + 4 * Self.hour)
            #expect(try mirror.status()["timezone"] == "America/New_York")
            #expect(try mirror.status()["timezoneSource"] == "pos")
            let shown = try #require(try mirror.document("tenants", "acme", "metadata", "location"))
            #expect(shown["timezones"] == nil)
        }
    }

    @Test func itIsAskedForOnlyUntilItIsKnown() throws {
        try withRule(nil) { (mirror) throws in
            for _ in 0..<3 { mirror.sync(.discounts) }
            #expect(mirror.pos.requestCount("/location") == 1)
        }
    }

    @Test func theOperatorsZoneGoesBeforeThePOSs() throws {
        try withRule(nil) { (mirror) throws in
            mirror.sync(.discounts)
            try mirror.put(["locations", "main"], mirror.location(timezone: " America/Denver "))
            #expect(try end(mirror) == Self.midnight + 6 * Self.hour)
            #expect(mirror.catalog.timeZone("acme").source == .operator)
            try mirror.putLocation()
            #expect(try end(mirror) == Self.midnight + 4 * Self.hour)
        }
    }

    @Test(arguments: ["null", "\"\""])
    func withoutAnyZoneItIsUTCAndSaid(zone: String) throws {
        try withRule(Self.location(1000, zone)) { (mirror) throws in
            let report = mirror.sync(.discounts)
            #expect(try end(mirror) == Self.midnight)
            #expect(report.warnings.contains { $0.contains("neither its settings nor the POS") })
            #expect(try mirror.status()["timezoneSource"] == "none")
            #expect(report.unreadable.isEmpty)
        }
    }

    @Test(arguments: ["\"America/New_Yrok\"", "{\"name\":\"x\"}", "true", "\"Eastern\""])
    func aZoneOfThePOSThatIsNoneIsUnreadable(zone: String) throws {
        try withRule(Self.location(1000, zone)) { (mirror) throws in
            let report = mirror.sync(.discounts)
            #expect(report.unreadable.entries["location.timezone"]?.example == "main")
            #expect(try end(mirror) == Self.midnight)
            #expect(report.warnings.contains { $0.contains("UTC") })
        }
    }

    @Test func aZoneThatBecomesUnreadableStays() throws {
        try withRule(nil) { (mirror) throws in
            mirror.sync(.metadata)
            mirror.pos.override("/location", body: "[\(Self.location(1000, "\"Nowhere\""))]")
            let report = mirror.sync(.metadata)
            #expect(report.unreadable.count == 1)
            #expect(mirror.catalog.timeZone("acme").name == "America/New_York")
            mirror.pos.setDown("/location")
            mirror.sync(.metadata)
            #expect(mirror.catalog.timeZone("acme").name == "America/New_York")
        }
    }

    @Test(arguments: [Value.string("America/New_Yrok"), .integer(5)])
    func anOperatorsTypoIsSaidAndThePOSsZoneCounts(zone: Value) throws {
        try withRule(nil) { (mirror) throws in
            var fields = mirror.location()
            fields["timezone"] = zone
            try mirror.put(["locations", "main"], fields)
            let report = mirror.sync(.discounts)
            #expect(report.warnings.contains { $0.contains("is no time zone") })
            #expect(mirror.catalog.timeZone("acme").source == .pos)
            #expect(try end(mirror) == Self.midnight + 4 * Self.hour)
        }
    }

    @Test func anotherStoresZoneIsNeverTaken() throws {
        try withRule(Self.location(2000, "\"America/Denver\"")) { (mirror) throws in
            let report = mirror.sync(.discounts)
            #expect(report.warnings.contains("the POS has no location 1000 for this account"))
            #expect(mirror.catalog.timeZone("acme").source == .none)
        }
    }

    @Test func ofSeveralLocationsTheFirstOnesCountsAndItIsSaid() throws {
        let both = [
            Self.location(1000, "\"America/Chicago\""), Self.location(1001, "\"America/Denver\""),
        ].joined(separator: ",")
        try withRule(both) { (mirror) throws in
            try mirror.putLocation("second", config: ["locationId": "1001"])
            let report = mirror.sync(.discounts)
            #expect(
                report.warnings.contains {
                    $0.contains("several time zones") && $0.contains("America/Denver of second")
                })
            #expect(try end(mirror) == Self.midnight + 5 * Self.hour)
            let zone = mirror.catalog.timeZone("acme")
            #expect(zone.zone(ofLocation: "second")?.name == "America/Denver")
            // Its own days are those of its own zone.
            try mirror.put(["locations", "main"], mirror.location(timezone: "Europe/Berlin"))
            #expect(try end(mirror) == Self.midnight - 2 * Self.hour)
            #expect(
                mirror.catalog.timeZone("acme").zone(ofLocation: "second")?.name
                    == "America/Denver")
        }
    }

    @Test func ordersOfTheFirstRunAreDatedInThePOSsZone() throws {
        try withMirror { (mirror) throws in
            mirror.pos.override(
                "/location", body: "[\(Self.location(1000, "\"America/Denver\""))]")
            mirror.pos.override(
                "/order",
                body: """
                    [{"id_order":1,"status":"completed","total":5,
                      "date_created":"2026-03-01T10:00:00"}]
                    """)
            _ = mirror.engine.run(.orders, org: "acme")
            let created = try mirror.order(1)["createdAt"]?.timestampValue?.microseconds
            #expect(created == 1_772_384_400_000_000)
        }
    }

    @Test func aSettingThatIsNoneIsSaidAndANumberIsRead() throws {
        try withMirror { (mirror) throws in
            try mirror.putLocation(config: [
                "priceBasis": "retial", "channel": .boolean(true), "pin": .integer(1234),
                "locationId": .integer(1000),
            ])
            let report = mirror.sync(.products)
            #expect(
                report.warnings.filter { $0.contains("counts as absent") } == [
                    "location main: priceBasis in posConfig is not otd or retail"
                        + " and counts as absent",
                    "location main: channel in posConfig is not adult or medical"
                        + " and counts as absent",
                ])
            #expect(mirror.catalog.timeZone("acme").source == .pos)
        }
    }
}
