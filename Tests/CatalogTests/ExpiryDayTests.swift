import FirestoreModel
import Testing

@testable import Catalog

/// Days until expiry are those of the day on which an item is read.
@Suite struct ExpiryDayTests {
    private func withDatedCatalog(_ body: (TestCatalog) throws -> Void) throws {
        try withCatalog { catalog in
            try catalog.put(
                catalog.key(["locations", "main"]),
                ["orgId": "acme", "timezone": "America/New_York"])
            for (id, date) in [("1", "2026-11-21"), ("2", "2027-11-20"), ("3", "soon"), ("4", "")] {
                var fields: Fields = [
                    "name": .string("Thing \(id)"), "price": 10, "inStock": true, "isActive": true,
                ]
                if !date.isEmpty { fields["expirationDate"] = .string(date) }
                try catalog.put(catalog.product("alleaves_\(id)"), fields)
            }
            try body(catalog)
        }
    }

    private func days(_ catalog: TestCatalog) throws -> [Int64?] {
        try catalog.menu().map(\.daysUntilExpiry)
    }

    @Test func aNewDayIsSeenWithoutAnyWrite() throws {
        try withDatedCatalog { catalog in
            #expect(try days(catalog) == [1, 365, nil, nil])
            // Midnight in New York is five hours after the one in UTC.
            let midnight: Int64 = 17 * 3_600_000
            catalog.advance(milliseconds: midnight - 1)
            #expect(try days(catalog) == [1, 365, nil, nil])
            #expect(catalog.catalog.advance() == TestCatalog.start + midnight)
            let before = try #require(catalog.generation)
            catalog.advance(milliseconds: 1)
            #expect(try days(catalog) == [0, 364, nil, nil])
            #expect(try catalog.menu().map(\.expired) == [false, false, false, false])
            let after = try #require(catalog.generation)
            #expect(after.version > before.version && after.today == before.today + 1)
            var changed = 0
            after.forEachChange(since: before, limit: 10) { changes, _ in
                changed += changes.count
            }
            #expect(changed == 2)
            #expect(after.inStockPastDate(idPrefix: "alleaves_").isEmpty)
            catalog.advance(milliseconds: 24 * 3_600_000)
            #expect(try days(catalog) == [-1, 363, nil, nil])
            #expect(try catalog.menu().map(\.expired) == [true, false, false, false])
            #expect(catalog.generation?.inStockPastDate(idPrefix: "alleaves_") == ["alleaves_1"])
        }
    }

    @Test func aCatalogThatWasClosedOverMidnightShowsTheDayOnWhichItOpens() throws {
        try withDatedCatalog { catalog in
            catalog.pass(milliseconds: 3 * 24 * 3_600_000)
            try catalog.reopen()
            #expect(try days(catalog) == [-2, 362, nil, nil])
            #expect(
                try catalog.menu().map(\.expirationDate) == [
                    "2026-11-21", "2027-11-20", "soon", "",
                ])
        }
    }

    @Test func anotherTimeZoneIsAnotherDay() throws {
        try withDatedCatalog { catalog in
            try catalog.put(
                catalog.key(["locations", "main"]),
                ["orgId": "acme", "timezone": "Pacific/Kiritimati"])
            #expect(try days(catalog) == [0, 364, nil, nil])
        }
    }

    @Test func aSaleAndItsExpiryStandInOneItem() throws {
        try withDatedCatalog { catalog in
            try catalog.put(
                catalog.rule("r"),
                [
                    "active": true, "discountType": "percent", "discountValue": "10",
                    "products": .array(["alleaves_1"]),
                ])
            let item = try #require(try catalog.menu().first)
            #expect(item.salePriceCents == 900 && item.daysUntilExpiry == 1)
        }
    }
}
