import AlleavesSimulator
import FirestoreModel
import HTTPTransport
import MirrorMessages
import Randomness
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// Stores of one tenant whose POS fails in every way that can be told: what it still sells is
/// never hidden, and once it is well, the mirror is equal to its books.
@Suite struct StoresUnderFaultsTests {
    /// What the stores sold at every moment since the mirror last knew all of it.
    private struct Known {
        /// Items in stock, by moment; empty before the first whole listing.
        var stocked: [Set<Int>] = []

        mutating func add(_ books: StoreBooks) {
            let items = Set(books.rows.filter { $0.available > 0 }.map(\.item))
            if books.faults == InventoryFaults() {
                stocked = [items]
            } else if !stocked.isEmpty {
                stocked.append(items)
            }
        }

        var throughout: Set<Int> {
            stocked.dropFirst().reduce(stocked.first ?? []) { $0.intersection($1) }
        }
    }

    private func withStores(
        _ count: Int, _ random: inout SeededRandom,
        _ body: (TestMirror, Mutexed, inout SeededRandom) throws -> Void
    ) throws {
        // Some items are in both stores, some in one.
        let ranges = [1..<40, 25..<70].prefix(count)
        var stores: [StoreBooks] = []
        for (index, range) in ranges.enumerated() {
            stores.append(StoreBooks(location: 1000 + index, items: range, &random))
        }
        let books = Mutexed(stores)
        try withMirror(products: 0) { mirror in
            for index in 0..<count {
                try mirror.putLocation(
                    ["main", "north"][index], config: ["locationId": .string("\(1000 + index)")])
            }
            mirror.transport.answerInstead { request in
                guard request.path == "/api/inventory/search" else { return nil }
                return books.answer(request.body)
            }
            try body(mirror, books, &random)
        }
    }

    /// Two stores of one tenant that ask different prices for one item.
    @Test func aStoreHasPricesOfItsOwn() throws {
        try withMirror(products: 0) { mirror in
            for (index, id) in ["main", "north"].enumerated() {
                try mirror.putLocation(id, config: ["locationId": .string("\(1000 + index)")])
            }
            mirror.transport.answerInstead { request in
                guard request.path == "/api/inventory/search" else { return nil }
                let text = String(decoding: request.body, as: UTF8.self)
                let isNorth = text.contains("1001")
                let row = { (item: Int, dollars: Int) in
                    #"{"id_item":\#(item),"id_batch":\#(isNorth ? 200 + item : 100 + item),"#
                        + #""id_location":\#(isNorth ? 1001 : 1000),"area_type":"Retail","#
                        + #""status":"open","item":"I","category":"Flower","available":5,"#
                        + #""on_hand":5,"price_otd_adult_use":\#(dollars),"total_rows":2}"#
                }
                let rows =
                    isNorth
                    ? [row(1, 120), row(3, 30)] : [row(1, 100), row(2, 20)]
                let body =
                    text.contains(#""skip":0"#) || !text.contains("skip")
                    ? "[\(rows.joined(separator: ","))]" : "[]"
                return HTTPResponse(head: HTTPResponseHead(status: 200), body: Array(body.utf8))
            }
            _ = mirror.engine.run(.products, org: "acme")
            let prices = try ["main", "north", "", "elsewhere"].map { location in
                try mirror.menu(location: location).mapValues(\.priceCents)
            }
            #expect(prices[0] == ["alleaves_1": 10000, "alleaves_2": 2000])
            #expect(prices[1] == ["alleaves_1": 12000, "alleaves_3": 3000])
            #expect(
                prices[2] == ["alleaves_1": 10000, "alleaves_2": 2000, "alleaves_3": 3000])
            #expect(prices[3].isEmpty)
        }
    }

    /// Books that the transport reads; any thread.
    private final class Mutexed: Sendable {
        private let stores: Mutex<[StoreBooks]>

        init(_ stores: [StoreBooks]) { self.stores = Mutex(stores) }

        var current: [StoreBooks] { stores.withLock { $0 } }

        func update(_ body: (inout [StoreBooks]) -> Void) { stores.withLock { body(&$0) } }

        func answer(_ request: [UInt8]) -> HTTPResponse? {
            let stores = current
            let text = String(decoding: request, as: UTF8.self)
            let index = text.contains("1001") ? 1 : 0
            guard let answer = try? stores[index].answer(request) else { return nil }
            return HTTPResponse(
                head: HTTPResponseHead(status: answer.status), body: answer.body)
        }
    }

    @Test(arguments: [1, 2], Seeds.of(0..<8))
    func nothingThatThePOSSellsIsHiddenAndTheEndIsItsBooks(count: Int, seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &* 77 &+ UInt64(count))
        try withStores(count, &random) { (mirror, books, random) throws in
            var known = Array(repeating: Known(), count: count)
            for step in 0..<25 {
                books.update { stores in
                    for index in stores.indices {
                        stores[index].pass(&random)
                        stores[index].breakDown(&random)
                    }
                }
                _ = mirror.engine.run(.products, org: TestMirror.org)
                let stores = books.current
                for index in stores.indices { known[index].add(stores[index]) }
                let menu = try mirror.menu()
                for item in known.reduce(Set(), { $0.union($1.throughout) }) {
                    let stock = menu["alleaves_\(item)"]?.stock ?? 0
                    #expect(
                        stock > 0,
                        "step \(step) hid \(item): \(stores.map(\.faults))")
                }
            }
            books.update { stores in
                for index in stores.indices { stores[index].faults = InventoryFaults() }
            }
            mirror.sync(.products)
            try expectEqual(try mirror.menu(), books.current)
            #expect(try mirror.status()["status"] == "success")
        }
    }

    private func expectEqual(
        _ menu: [String: MenuItem], _ stores: [StoreBooks]
    ) throws {
        var stocks: [String: Double] = [:]
        for row in stores.flatMap(\.rows) {
            stocks["alleaves_\(row.item)", default: 0] += Double(row.available)
        }
        #expect(menu.mapValues(\.stock) == stocks.mapValues { $0 })
    }

    @Test(arguments: Seeds.of([4] as [UInt64]))
    func aFaultOfOneStoreIsNamedAndTouchesNothing(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        try withStores(2, &random) { (mirror, books, _) throws in
            mirror.sync(.products)
            let menu = try mirror.menu()
            var (empty, short, nameless) = (InventoryFaults(), InventoryFaults(), InventoryFaults())
            empty.isEmpty = true
            short.rowsMax = 3
            nameless.namelessRows = [0, 5]
            for (faults, code) in [(empty, "empty"), (short, "short"), (nameless, "unreadable")] {
                books.update { $0[1].faults = faults }
                let report = mirror.sync(.products)
                #expect(report.deactivated == 0)
                #expect(report.incomplete.map(\.location) == ["north"])
                #expect(report.incomplete.map(\.code.rawValue) == [code])
                #expect(try mirror.menu() == menu)
                #expect(try mirror.status()["status"] == "suspicious")
            }
            books.update { $0[1].faults = InventoryFaults() }
            #expect(mirror.sync(.products).incomplete.isEmpty)
            #expect(try mirror.menu() == menu)
        }
    }
}
