import Catalog
import DocumentStore
import FirestoreModel
import HTTPTransport
import LinuxSystem
import StatusCodes
import Testing

@testable import Sync

/// Locations that have nothing, that fail beside others, or that are deleted and put anew.
@Suite struct LocationsAnewTests {
    private static func row(_ item: Int, deleted: Bool = false) -> String {
        #"{"id_item":\#(item),"id_batch":\#(item),"item":"I\#(item)","category":"Flower","#
            + #""status":"open","available":10,"on_hand":10,"price_otd_adult_use":20,"#
            + #""deleted":\#(deleted)}"#
    }

    /// Answers the inventory of `main` and of `west`; nil is an answer that is no JSON.
    private func serve(_ mirror: TestMirror, _ main: [String], west: [String]? = []) {
        mirror.transport.answerInstead { request in
            guard request.path == "/api/inventory/search" else { return nil }
            let isWest = String(decoding: request.body, as: UTF8.self).contains("2000")
            let rows = isWest ? west : main
            let body = rows.map { "[\($0.joined(separator: ","))]" } ?? "{"
            return HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
        }
    }

    private func putWest(_ mirror: TestMirror) throws {
        try mirror.put(["locations", "west"], mirror.location(config: ["locationId": "2000"]))
    }

    private func delete(_ mirror: TestMirror, location: String) throws {
        let path = ResourcePath(uncheckedSegments: ["locations", location])
        try mirror.store.commit([
            DocumentWrite(key: DocumentKey(database: "(default)", path: path), mutation: .delete)
        ])
    }

    /// Its menu was NOT_FOUND, as if nothing had been read.
    @Test func aStoreWhoseRowsAreAllDeletedHasAnEmptyMenu() throws {
        try withMirror { (mirror) throws in
            try putWest(mirror)
            serve(
                mirror, [Self.row(1)], west: [Self.row(2, deleted: true)])
            mirror.sync(.products)
            let again = Catalog(
                store: mirror.store, clock: CatalogClock(milliseconds: SystemClock.wallMilliseconds)
            )
            try again.load()
            for catalog in [mirror.catalog, again] {
                #expect(try catalog.store("acme", location: "west").generation.activeCount == 0)
                #expect(try catalog.store("acme", location: "main").generation.activeCount == 1)
            }
            // One that was never read is not known to have nothing.
            try mirror.put(["locations", "new"], mirror.location(config: ["locationId": "3000"]))
            #expect(throws: Status.self) {
                try mirror.catalog.store("acme", location: "new")
            }
        }
    }

    @Test func whatAFailedLocationSaysIsSaidOfItAlone() throws {
        try withMirror { (mirror) throws in
            try putWest(mirror)
            serve(mirror, [Self.row(1)], west: nil)
            let report = mirror.engine.run(.products, org: TestMirror.org)
            #expect(report.created == 1)
            #expect(report.error.contains("nothing of it was changed"), "\(report.error)")
            #expect(!report.error.contains("; nothing was changed"))
        }
    }

    /// What was proved of a location is not proved of another one that has its id.
    @Test func aLocationThatIsPutAnewInheritsNoProof() throws {
        try withMirror { (mirror) throws in
            let rows = (1...60).map { Self.row($0) }
            serve(mirror, rows)
            mirror.sync(.products)
            serve(mirror, Array(rows.prefix(4)))
            #expect(mirror.sync(.products).incomplete.map(\.code) == [.shrunk])
            // Changed in place it is the same one.
            try mirror.putLocation(config: ["channel": "adult"])
            #expect(mirror.sync(.products).incomplete.map(\.code) == [.shrunk])
            try delete(mirror, location: "main")
            try mirror.putLocation()
            serve(mirror, [])
            #expect(mirror.sync(.products).incomplete.map(\.code) == [.empty])
            try delete(mirror, location: "main")
            try mirror.putLocation()
            serve(mirror, Array(rows.prefix(4)))
            let report = mirror.sync(.products)
            #expect(report.incomplete.isEmpty)
            #expect(report.productsCount == 4)
        }
    }

    @Test func aLocationThatIsPutAnewIsReadFromTheBeginning() throws {
        try withPeople(products: 5, orders: 120, customers: 20) { mirror in
            mirror.syncAllOrders()
            let later = mirror.sync(.orders).ordersRead
            #expect(later < 120)
            try delete(mirror, location: "main")
            try mirror.putLocation()
            #expect(try mirror.orderPosition().through != nil)
            let report = mirror.sync(.orders)
            #expect(report.ordersRead == 120)
            #expect(try mirror.orderPosition().through != nil)
        }
    }

    /// A position of before says nothing of its location's document, and is believed.
    @Test func aPositionWithoutADateIsBelievedAndDated() throws {
        try withMirror { (mirror) throws in
            let rows = (1...40).map { Self.row($0) }
            serve(mirror, rows)
            mirror.sync(.products)
            let path = ["tenants", "acme", "integrations", "pos_products"]
            var stored = try #require(try mirror.document(at: path))
            var main = try #require(stored["locations"]?.mapValue?["main"]?.mapValue)
            #expect(main["created"] != nil)
            main["created"] = nil
            stored["locations"] = .map(["main": .map(main)])
            try mirror.put(path, stored)
            mirror.sync(.products)
            let dated = try #require(try mirror.document(at: path))
            #expect(dated["locations"]?.mapValue?["main"]?.mapValue?["created"] != nil)
            main["created"] = nil
            try mirror.put(path, stored)
            serve(mirror, Array(rows.prefix(4)))
            #expect(mirror.sync(.products).incomplete.map(\.code) == [.shrunk])
        }
    }
}
