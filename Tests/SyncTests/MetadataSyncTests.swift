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
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            let report = mirror.sync(.metadata)
            // The location is known since the products were read.
            #expect(report.created == 3 && report.unchanged == 1)
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
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            mirror.sync(.metadata)
            let before = try mirror.everything()
            let report = mirror.sync(.metadata)
            #expect(report.created + report.updated == 0)
            #expect(report.unchanged == 4)
            #expect(try mirror.everything() == before)
        }
    }

    private func items(_ mirror: TestMirror, _ name: String) throws -> [String: String] {
        let values = try #require(try metadata(mirror, name)["items"]?.arrayValue)
        return try values.reduce(into: [:]) { items, value in
            let map = try #require(value.mapValue)
            items[try #require(map["name"]?.stringValue)] = map["id"]?.stringValue
        }
    }

    @Test func aListThatWasNeverThereComesFromTheMenu() throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            for name in ["brand", "vendor"] { mirror.pos.setDown("/inventory/\(name)") }
            let report = mirror.sync(.metadata)
            #expect(report.warnings.count == 2)
            #expect(try metadata(mirror, "brands")["source"] == "menu")
            #expect(try metadata(mirror, "categories")["source"] == "alleaves")
            #expect(try metadata(mirror, "vendors").isEmpty)
            #expect(report.vendors == nil)
            let names = Set(try mirror.menu().values.map(\.brandName).filter { !$0.isEmpty })
            let found = try #require(try metadata(mirror, "brands")["items"]?.arrayValue)
            #expect(Set(found.compactMap { $0.mapValue?["name"]?.stringValue }) == names)
            let count = found.compactMap { $0.mapValue?["productCount"]?.integerValue }.reduce(0, +)
            #expect(
                count == Int64(try mirror.menu().values.count { !$0.brandName.isEmpty }))
        }
    }

    @Test func withAllThreeDownTheFallbackIsWritten() throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            for name in ["brand", "category", "vendor"] {
                mirror.pos.setDown("/inventory/\(name)")
            }
            let report = mirror.engine.run(.metadata, org: "acme")
            #expect(!report.success)
            #expect(report.error.contains("none of brands, categories and vendors"))
            for name in ["brands", "categories"] {
                #expect(try metadata(mirror, name)["source"] == "menu", "\(name)")
                #expect(try !items(mirror, name).isEmpty)
            }
            let shown = try items(mirror, "brands").count
            #expect(report.brands == shown)
        }
    }

    @Test(arguments: ["brand", "category", "vendor"])
    func aPassing503KeepsEveryGoodIdAndCountsTheMenuAsItIs(kind: String) throws {
        let list = ["brand": "brands", "category": "categories", "vendor": "vendors"][kind] ?? ""
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            mirror.sync(.metadata)
            let before = try items(mirror, list)
            #expect(before.values.allSatisfy { Int($0) != nil })
            mirror.pos.removeItems(Array(mirror.pos.idItems.prefix(20)))
            mirror.sync(.products)
            mirror.pos.setDown("/inventory/\(kind)")
            mirror.sync(.metadata)
            #expect(try items(mirror, list) == before)
            #expect(try metadata(mirror, list)["source"] == "alleaves")
            mirror.pos.setDown("/inventory/\(kind)", false)
            let kept = try metadata(mirror, list)["items"]
            mirror.sync(.metadata)
            #expect(try metadata(mirror, list)["items"] == kept)
        }
    }

    @Test(arguments: [
        ("[]", IncompleteListing.Code.empty), ("{\"data\":[],\"total\":9}", .short),
        ("[{\"id_vendor\":1},{\"vendor\":{}}]", .unreadable), ("[7,null]", .unreadable),
    ])
    func aListThatIsNotWholeKeepsTheOldOne(
        body: String, code: IncompleteListing.Code
    ) throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            mirror.sync(.metadata)
            let before = try metadata(mirror, "vendors")
            mirror.pos.override("/inventory/vendor", body: body)
            let report = mirror.sync(.metadata)
            #expect(report.incomplete.map(\.code) == [code])
            #expect(try metadata(mirror, "vendors") == before)
            #expect(try mirror.status()["status"] == "suspicious")
            mirror.pos.clearOverride("/inventory/vendor")
            mirror.sync(.metadata)
            #expect(try mirror.status()["status"] == "success")
        }
    }

    /// Names are decoded once, and counted with the products that spell them otherwise.
    @Test func listsOfNamesAreDecodedAndCountTheSameNames() throws {
        try withMirror { (mirror) throws in
            let rows = ["Mary &#38; Jane", "MARY  &amp; JANE", "Other"].enumerated().map {
                #"{"id_item":\#($0 + 1),"id_batch":\#($0 + 1),"item":"I","brand":"\#($1)","#
                    + #""category":"Edibles &gt; Gummies","available":1,"on_hand":1,"#
                    + #""status":"open","price_otd":5}"#
            }
            mirror.pos.override("/inventory/search", body: "[\(rows.joined(separator: ","))]")
            for kind in ["brand", "vendor"] {
                mirror.pos.override(
                    "/inventory/\(kind)",
                    body: #"[{"id_\#(kind)":1,"\#(kind)":"Mary &amp; Jane"}]"#)
            }
            mirror.pos.override(
                "/inventory/category",
                body: #"[{"id_category":1,"category":"Category &gt; Edibles"},"#
                    + #"{"id_category":2,"category":"Edibles > Gummies"},"#
                    + #"{"id_category":3,"category":"Gummies"}]"#)
            mirror.sync(.products)
            mirror.sync(.metadata)
            #expect(try items(mirror, "brands") == ["Mary & Jane": "1"])
            #expect(try items(mirror, "vendors") == ["Mary & Jane": "1"])
            let counts = try ["brands", "categories"].map { name in
                try #require(try metadata(mirror, name)["items"]?.arrayValue).map {
                    $0.mapValue?["productCount"]?.integerValue
                }
            }
            #expect(counts == [[2], [3, 3, 0]])
        }
    }

    @Test func whatCanBeReadOfAListIsTakenAndNothingIsLost() throws {
        try withMirror { (mirror) throws in
            mirror.pos.override(
                "/inventory/vendor",
                body: #"[{"id_vendor":1,"vendor":"One"},{"id_vendor":2,"vendor":"Two"}]"#)
            mirror.sync(.metadata)
            mirror.pos.override(
                "/inventory/vendor",
                body: #"[{"id_vendor":3,"vendor":"Three"},{"id_vendor":2,"vendor":[]}]"#)
            let report = mirror.sync(.metadata)
            #expect(try items(mirror, "vendors") == ["One": "1", "Two": "2", "Three": "3"])
            #expect(report.unreadable.entries["vendors.vendor"]?.example == "2")
        }
    }

    @Test func aPOSThatNeverHadAnyIsNoDoubt() throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            for name in ["brand", "category", "vendor"] {
                mirror.pos.override("/inventory/\(name)", body: "[]")
            }
            for _ in 0..<2 {
                let report = mirror.sync(.metadata)
                #expect(report.incomplete.isEmpty)
                #expect(try metadata(mirror, "brands")["source"] == "menu")
            }
        }
    }

    @Test func aPOSThatAnswersNothingFailsTheRunAndKeepsEverything() throws {
        try withMirror { (mirror) throws in
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

    @Test func aHungInventoryTakesNoMetadataDown() throws {
        try withMirror { (mirror) throws in
            let gate = mirror.pos.hold("/inventory/search")
            let call = RunThread(mirror.engine, .org)
            #expect(gate.waitUntilHeld())
            // Everything else was asked for meanwhile.
            for path in ["/inventory/brand", "/inventory/vendor", "/discount", "/order"] {
                #expect(mirror.pos.waitForRequest(path), "\(path)")
            }
            // The inventory's time passes: what waits for it goes on without it.
            mirror.clock.advance(milliseconds: SyncLimits.runMilliseconds - 30_000)
            mirror.pos.failNext(100, "/inventory/search", status: 503)
            gate.release()
            let report = try call.wait()
            let parts = Dictionary(uniqueKeysWithValues: report.parts.map { ($0.kind, $0) })
            #expect(parts[.metadata]?.success == true, "\(parts[.metadata]?.error ?? "")")
            #expect(try metadata(mirror, "brands")["source"] == "alleaves")
        }
    }

    @Test func secretsOfALocationAreNotMirrored() throws {
        try withMirror { (mirror) throws in
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
