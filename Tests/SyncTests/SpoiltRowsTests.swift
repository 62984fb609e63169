import FirestoreModel
import HTTPTransport
import Testing

@testable import Sync

/// One byte that is not UTF-8 spoils the row that it is in and nothing else: hazard D56 of
/// Protocol/alleaves.md.
@Suite struct SpoiltRowsTests {
    /// The text with each § as a byte that no UTF-8 has.
    private static func bytes(_ text: String) -> [UInt8] {
        Array(
            text.split(separator: "§", omittingEmptySubsequences: false).map { Array($0.utf8) }
                .joined(separator: [0xE9]))
    }

    private func serve(_ mirror: TestMirror, _ path: String, _ body: String) {
        mirror.pos.override(path, body: Self.bytes(body))
    }

    private static func row(_ item: Int, _ name: String, price: Int, more: String = "") -> String {
        #"{"id_item":\#(item),"id_batch":\#(item),"item":"\#(name)","category":"Flower","#
            + #""status":"open","available":10,"on_hand":10,"#
            + #""price_otd_adult_use":\#(price)\#(more)}"#
    }

    private func serve(_ mirror: TestMirror, _ rows: [String]) {
        serve(mirror, "/inventory/search", "[\(rows.joined(separator: ","))]")
    }

    private func product(_ mirror: TestMirror, _ item: Int) throws -> Fields? {
        try mirror.document("products", "acme_alleaves_\(item)")
    }

    @Test(arguments: [
        row(2, "Caf§", price: 99), row(2, "A§§B§", price: 99),
        row(2, "B", price: 99, more: #","note":"\u00e9 §""#),
        row(2, "B", price: 99, more: #","deleted":true,"x§":1"#),
        row(2, "B", price: 99, more: #","metrc":{"a":["§"]}"#),
    ])
    func aProductStaysAsItWasAndTheOthersGoOn(spoilt: String) throws {
        try withMirror { (mirror) throws in
            let good = [Self.row(1, "A", price: 20), Self.row(3, "C", price: 20)]
            serve(mirror, good + [Self.row(2, "B", price: 20)])
            mirror.sync(.products)
            let before = try product(mirror, 2)
            serve(mirror, [Self.row(1, "A", price: 21), spoilt, Self.row(4, "D§", price: 5)])
            let report = mirror.sync(.products)
            #expect(try product(mirror, 2) == before)
            #expect(try product(mirror, 1)?["price"] == .double(21))
            // What is gone is gone: the listing is whole.
            #expect(try product(mirror, 3)?["isActive"] == false)
            #expect(try product(mirror, 4) == nil)
            #expect(
                report.allWarnings.contains(
                    "inventory: 2 rows have bytes that are not UTF-8 and change nothing, for"
                        + " example 2"))
            serve(mirror, [Self.row(1, "A", price: 21), Self.row(2, "B2", price: 22)])
            mirror.sync(.products)
            #expect(try product(mirror, 2)?["price"] == .double(22))
        }
    }

    @Test func aRowThatCannotBeToldKeepsEveryProduct() throws {
        try withMirror { (mirror) throws in
            serve(mirror, (1...3).map { Self.row($0, "A", price: 20) })
            mirror.sync(.products)
            serve(
                mirror,
                [Self.row(1, "A", price: 20), #"{"id_item":"2§","item":"A","available":1}"#])
            let report = mirror.sync(.products)
            #expect(report.incomplete.map(\.code) == [.unreadable])
            #expect(report.deactivated == 0)
            #expect(try product(mirror, 2)?["isActive"] == true)
        }
    }

    @Test func anInventoryOfSpoiltRowsAloneFails() throws {
        try withMirror { (mirror) throws in
            serve(mirror, (1...3).map { Self.row($0, "A", price: 20) })
            mirror.sync(.products)
            serve(mirror, (1...3).map { Self.row($0, "A§", price: 20) })
            let report = try mirror.failingSync(.products)
            #expect(report.error.contains("all 3 rows have bytes that are not UTF-8"))
        }
    }

    /// At one of several locations: its part stays, the others' goes on.
    @Test func anotherLocationsPartGoesOn() throws {
        try withMirror { (mirror) throws in
            try mirror.put(
                ["locations", "west"], mirror.location(config: ["locationId": "2000"]))
            let serve = { (main: String, west: String) in
                mirror.transport.answerInstead { request in
                    guard request.path == "/api/inventory/search" else { return nil }
                    let isWest = String(decoding: request.body, as: UTF8.self).contains("2000")
                    return HTTPResponse(
                        head: HTTPResponseHead(status: 200),
                        body: Self.bytes("[\(isWest ? west : main)]"))
                }
            }
            let other = Self.row(2, "B", price: 20)
            serve(Self.row(1, "A", price: 20) + "," + other, Self.row(1, "A", price: 30))
            mirror.sync(.products)
            serve(Self.row(1, "A§", price: 25) + "," + other, Self.row(1, "A", price: 31))
            let report = mirror.sync(.products)
            let parts = try #require(try product(mirror, 1)?["locations"]?.mapValue)
            #expect(parts["main"]?.mapValue?["price"] == .double(20))
            #expect(parts["west"]?.mapValue?["price"] == .double(31))
            #expect(report.deactivated == 0)
        }
    }

    // MARK: - Rules

    private static func rule(_ id: Int, _ value: Int, _ more: String = "") -> String {
        #"{"id_discount":\#(id),"name":"R","discount_type":"percent","discount_value":\#(value),"#
            + #""active":true,"conditions":{"categories":["Flower"]\#(more)}}"#
    }

    @Test(arguments: [#","x§":1"#, #","customer_types":["med§"]"#, #","§min_qty":3"#])
    func aSpoiltRuleStaysAsItWas(more: String) throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            serve(mirror, "/discount", "[\(Self.rule(1, 10)),\(Self.rule(2, 10))]")
            mirror.sync(.discounts)
            let before = try mirror.document("tenants", "acme", "discounts", "alleaves_2")
            serve(mirror, "/discount", "[\(Self.rule(1, 15)),\(Self.rule(2, 50, more))]")
            let report = mirror.sync(.discounts)
            #expect(try mirror.document("tenants", "acme", "discounts", "alleaves_2") == before)
            let changed = try mirror.document("tenants", "acme", "discounts", "alleaves_1")
            #expect(changed?["discountValue"] == "15")
            #expect(report.incomplete.map(\.code) == [.unreadable])
            #expect(
                report.allWarnings.contains(
                    "discounts: 1 row has bytes that are not UTF-8 and changes nothing, for"
                        + " example 2"))
            serve(mirror, "/discount", "[\(Self.rule(1, 5, more)),\(Self.rule(2, 50, more))]")
            let failed = mirror.engine.run(.discounts, org: TestMirror.org)
            #expect(failed.error.contains("all 2 rows have bytes that are not UTF-8"))
            #expect(failed.error.contains("nothing was changed"))
        }
    }

    // MARK: - People

    /// The customers of the first page, of which there is no other.
    private func serve(_ mirror: TestMirror, customers: [String]) {
        mirror.transport.answerInstead { request in
            guard request.path == "/api/customer/search" else { return nil }
            let isFirst = String(decoding: request.body, as: UTF8.self).contains("\"page\":1,")
            let list = isFirst ? customers.joined(separator: ",") : ""
            return HTTPResponse(
                head: HTTPResponseHead(status: 200), body: Self.bytes("[\(list)]"))
        }
    }

    private static func customer(_ id: Int, _ name: String) -> String {
        #"{"id_customer":\#(id),"name_first":"\#(name)"}"#
    }

    @Test func aSpoiltCustomerStaysAsItWas() throws {
        try withMirror { (mirror) throws in
            serve(mirror, customers: [Self.customer(1, "Ann"), Self.customer(2, "Bo")])
            _ = mirror.engine.run(.customers, org: TestMirror.org)
            let before = try mirror.collection("customers")
            #expect(before.count == 2)
            serve(mirror, customers: [Self.customer(1, "Anne"), Self.customer(2, "B§")])
            let report = mirror.engine.run(.customers, org: TestMirror.org)
            let after = try mirror.collection("customers")
            #expect(after["alleaves_2"] == before["alleaves_2"])
            #expect(after["alleaves_1"] != before["alleaves_1"])
            #expect(report.incomplete.first?.reason.contains("not UTF-8") == true)
            #expect(report.allWarnings.contains { $0.hasPrefix("customers: 1 row has bytes") })
        }
    }

    @Test func customersThatAreAllSpoiltFail() throws {
        try withMirror { (mirror) throws in
            serve(mirror, customers: [#"{"id":1,"name":"§"}"#])
            let report = mirror.engine.run(.customers, org: TestMirror.org)
            #expect(report.error.contains("no customer can be read"))
        }
    }

    @Test func aSpoiltOrderIsReadAgainAndPassedByNoWatermark() throws {
        try withMirror { (mirror) throws in
            let order = { (id: Int, status: String) in
                #"{"id":\#(id),"status":"\#(status)","total":5,"#
                    + #""date_created":"\#(TestMirror.today)"}"#
            }
            let serve = { (orders: [String]) in
                mirror.transport.answerInstead { request in
                    guard request.path == "/api/order" else { return nil }
                    let isFirst = request.url.contains("page=1&")
                    let isToday = request.url.contains("endDate=\(TestMirror.today.prefix(3))")
                    let list = isFirst && isToday ? orders.joined(separator: ",") : ""
                    return HTTPResponse(
                        head: HTTPResponseHead(status: 200), body: Self.bytes("[\(list)]"))
                }
            }
            serve([order(1, "completed"), order(2, "completed")])
            _ = mirror.engine.run(.orders, org: TestMirror.org)
            #expect(try mirror.collection("orders").count == 2)
            let before = try mirror.order(2)
            serve([order(1, "cancelled"), order(2, "§")])
            let report = mirror.engine.run(.orders, org: TestMirror.org)
            #expect(try mirror.order(2) == before)
            #expect(try mirror.order(1)["posStatus"] == "cancelled")
            #expect(report.incomplete.contains { $0.code == .unreadable })
            #expect(report.allWarnings.contains { $0.hasPrefix("orders: ") })
            serve([order(2, "§")])
            let failed = mirror.engine.run(.orders, org: TestMirror.org)
            #expect(failed.error.contains("no order can be read"))
        }
    }

    // MARK: - Names

    @Test func aSpoiltNameKeepsWhatWasKnown() throws {
        try withMirror { (mirror) throws in
            serve(
                mirror, "/inventory/brand",
                #"[{"id_brand":1,"brand":"One"},{"id_brand":2,"brand":"Two"}]"#)
            _ = mirror.engine.run(.metadata, org: TestMirror.org)
            serve(
                mirror, "/inventory/brand",
                #"[{"id_brand":1,"brand":"Uno"},{"id_brand":2,"brand":"T§o"}]"#)
            let report = mirror.engine.run(.metadata, org: TestMirror.org)
            let items = try mirror.document("tenants", "acme", "metadata", "brands")?["items"]
            let names = (items?.arrayValue ?? []).compactMap { $0.mapValue?["name"]?.stringValue }
            #expect(Set(names) == ["Uno", "Two"])
            #expect(report.incomplete.map(\.code) == [.unreadable])
        }
    }
}
