import FirestoreModel
import Testing

@testable import Catalog

/// Line 8: a change of zone dates the rules anew, at once and for good.
@Suite struct TenantZoneTests {
    private static let end = 1_940_630_400_000 as Int64
    private static let hour = 3_600_000 as Int64

    private func posLocation(_ mirror: TestCatalog) -> [String] {
        ["tenants", TestCatalog.org, "metadata", "location"]
    }

    private func ends(_ test: TestCatalog) throws -> Int64? {
        let generation = try #require(test.generation)
        guard case .rule(let rule)? = generation.discounts().first?.rule else { return nil }
        return rule.endMs
    }

    private func withRule(_ body: (TestCatalog) throws -> Void) throws {
        try withCatalog { test in
            let rule: Fields = [
                "active": .boolean(true), "discountType": "percent", "discountValue": "10",
                "categories": ["Flower"], "endDate": "2031-06-30",
            ]
            try test.store.commit([
                test.set(test.key(["locations", "main"]), ["orgId": .string(TestCatalog.org)]),
                test.set(test.rule("r"), rule),
            ])
            try body(test)
        }
    }

    @Test func thePOSsZoneComesGoesAndOutlivesARestart() throws {
        try withRule { test in
            #expect(try ends(test) == Self.end)
            let before = test.generation?.rulesTime
            let key = test.key(posLocation(test))
            try test.store.commit([test.set(key, ["timezone": "America/New_York"])])
            #expect(try ends(test) == Self.end + 4 * Self.hour)
            let changed = test.generation?.rulesTime
            #expect(changed != before)
            try test.reopen()
            #expect(try ends(test) == Self.end + 4 * Self.hour)
            #expect(test.generation?.rulesTime == changed)
            #expect(test.catalog.timeZone(TestCatalog.org).source == .pos)
            try test.store.commit([test.set(key, ["timezone": "Nowhere/At_All"])])
            #expect(try ends(test) == Self.end)
            #expect(test.catalog.timeZone(TestCatalog.org).source == .none)
        }
    }

    /// A store of the version before has the POS's zone in its metadata, and UTC rules.
    @Test func aStoreOfTheVersionBeforeIsRightByItself() throws {
        try withRule { test in
            let key = test.key(posLocation(test))
            try test.store.commit([
                test.set(key, ["id": "1000", "timezone": "America/Denver", "source": "alleaves"])
            ])
            try test.reopen()
            #expect(try ends(test) == Self.end + 6 * Self.hour)
        }
    }

    @Test(
        arguments: [
            (nil, nil, nil, "UTC", "none"),
            ("Europe/Berlin", nil, nil, "Europe/Berlin", "operator"),
            (nil, "Europe/Berlin", nil, "Europe/Berlin", "operator"),
            (nil, nil, "America/Denver", "America/Denver", "pos"),
            ("Europe/Berlin", "Asia/Tokyo", "America/Denver", "Europe/Berlin", "operator"),
            ("No/Where", "Asia/Tokyo", "America/Denver", "America/Denver", "pos"),
        ] as [(String?, String?, String?, String, String)])
    func theFirstLocationThatHasAZoneCounts(
        first: String?, second: String?, said: String?, name: String, source: String
    ) throws {
        try withCatalog { test in
            let writes: [(String, String?)] = [("a", first), ("b", second)]
            for (id, zone) in writes {
                var fields: Fields = ["orgId": .string(TestCatalog.org)]
                fields["timezone"] = zone.map { .string($0) }
                try test.store.commit([test.set(test.key(["locations", id]), fields)])
            }
            if let said {
                try test.store.commit([
                    test.set(
                        test.key(posLocation(test)),
                        [
                            "timezones": .map(["a": .string(said)])
                        ])
                ])
            }
            let zone = test.catalog.timeZone(TestCatalog.org)
            #expect(zone.name == name && zone.source.rawValue == source)
            #expect(
                zone.warnings.contains { $0.contains("is no time zone") }
                    == (first == "No/Where"))
        }
    }
}
