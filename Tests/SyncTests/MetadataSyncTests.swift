import AlleavesSimulator
import FirestoreModel
import Testing

@testable import Sync

/// Brands, categories, vendors and the location, from the POS or else from the menu.
@Suite struct MetadataSyncTests {
    private func metadata(_ mirror: TestMirror, _ name: String) throws -> Fields {
        try mirror.document("tenants", "acme", "metadata", name) ?? [:]
    }

    @Test func allOfItComesFromThePOS() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            let report = mirror.sync(.metadata)
            #expect(report.created == 4)
            for name in ["brands", "categories", "vendors", "location"] {
                #expect(try metadata(mirror, name)["source"] == "alleaves", "\(name)")
                #expect(try metadata(mirror, name)["updatedAt"]?.timestampValue != nil)
            }
            let brands = try #require(try metadata(mirror, "brands")["items"]?.arrayValue)
            #expect(try metadata(mirror, "brands")["count"] == .integer(Int64(brands.count)))
            #expect(report.brands == brands.count)
            let first = try #require(brands.first?.mapValue)
            #expect(first.keys == ["id", "name", "productCount"])
        }
    }

    @Test func runningTwiceChangesNoByte() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.sync(.metadata)
            let before = try mirror.everything()
            let report = mirror.sync(.metadata)
            #expect(report.created + report.updated == 0)
            #expect(report.unchanged == 4)
            #expect(try mirror.everything() == before)
        }
    }

    @Test func brandsAndCategoriesFallBackToTheMenuAndVendorsStay() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.sync(.metadata)
            let vendors = try metadata(mirror, "vendors")
            mirror.pos.setDown("/inventory/brand")
            mirror.pos.setDown("/inventory/vendor")
            let report = mirror.sync(.metadata)
            #expect(report.warnings.count == 2)
            #expect(try metadata(mirror, "brands")["source"] == "menu")
            #expect(try metadata(mirror, "categories")["source"] == "alleaves")
            #expect(try metadata(mirror, "vendors") == vendors)
            let names = Set(try mirror.menu().values.map(\.brandName).filter { !$0.isEmpty })
            let found = try #require(try metadata(mirror, "brands")["items"]?.arrayValue)
            #expect(Set(found.compactMap { $0.mapValue?["name"]?.stringValue }) == names)
            let count = found.compactMap { $0.mapValue?["productCount"]?.integerValue }.reduce(0, +)
            #expect(
                count == Int64(try mirror.menu().values.count { !$0.brandName.isEmpty }))
        }
    }

    @Test func aPOSThatAnswersNothingFailsTheRunAndKeepsEverything() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.sync(.metadata)
            for name in ["brand", "category", "vendor"] {
                mirror.pos.setDown("/inventory/\(name)")
            }
            mirror.pos.setDown("/location")
            let report = try mirror.failingSync(.metadata)
            #expect(report.error.contains("none of brands, categories and vendors"))
        }
    }

    @Test func secretsOfALocationAreNotMirrored() throws {
        try withMirror { mirror in
            mirror.sync(.metadata)
            let location = try metadata(mirror, "location")
            #expect(location["id"] == "1000")
            let known: Set = [
                "address", "id", "licenseNumber", "name", "source", "timezone", "updatedAt",
            ]
            #expect(known.isSuperset(of: location.keys))
        }
    }
}
