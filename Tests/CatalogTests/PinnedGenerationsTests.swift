import FirestoreModel
import MirrorMessages
import StatusCodes
import TestSupport
import Testing

@testable import Catalog

/// Pages of a menu show one state, for as long as it is kept.
@Suite struct PinnedGenerationsTests {
    private static let count = 40

    private func fill(_ mirror: TestCatalog, _ cents: (Int) -> Int = { 500 + $0 }) throws {
        try mirror.store.commit(
            (0..<Self.count).map { number in
                mirror.set(
                    mirror.product("alleaves_\(number)"),
                    productFields("Item \(number)", Double(cents(number)) / 100))
            })
    }

    private func query(_ cursor: String = "", limit: Int = 10) -> MenuQuery {
        var query = MenuQuery()
        (query.order, query.limit, query.cursor) = (.priceAscending, limit, cursor)
        return query
    }

    private func page(
        _ mirror: TestCatalog, _ cursor: String = "", org: String = TestCatalog.org
    ) throws -> (page: MenuPage, version: UInt64) {
        try mirror.catalog.page(query(cursor), of: org)
    }

    private func refused(
        _ error: Status, _ location: SourceLocation = #_sourceLocation,
        _ body: () throws -> Void
    ) {
        #expect(throws: error, sourceLocation: location) { try body() }
    }

    @Test func allPagesShowTheStateOfTheFirst() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let expected = try mirror.menu().sorted { $0.priceCents < $1.priceCents }
            var (page, version) = try page(mirror)
            var found = try QueryMenuReply(wireBytes: page.entries).items
            while !page.nextCursor.isEmpty {
                // Every price crosses every other between two pages.
                try fill(mirror) { 900 - $0 + found.count }
                let next = try self.page(mirror, page.nextCursor)
                #expect(next.version == version)
                found += try QueryMenuReply(wireBytes: next.page.entries).items
                page = next.page
            }
            #expect(found == expected)
            (page, version) = try self.page(mirror)
            let first = try #require(QueryMenuReply(wireBytes: page.entries).items.first)
            #expect(first.id == "alleaves_39" && version == mirror.generation?.version)
        }
    }

    @Test func aCursorServesAnyNumberOfTimes() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let first = try page(mirror)
            try fill(mirror) { 1000 - $0 }
            let second = try page(mirror, first.page.nextCursor)
            try fill(mirror) { 700 + $0 % 3 }
            let again = try page(mirror, first.page.nextCursor)
            #expect(again.page.entries == second.page.entries && again.version == second.version)
            #expect(mirror.catalog.pins.usage.count == 1)
        }
    }

    @Test func aCursorOfAnotherTenantOrQueryIsInvalid() throws {
        try withCatalog { mirror in
            try fill(mirror)
            try mirror.store.commit([
                mirror.set(
                    mirror.key(["tenants", "other", "publicViews", "products", "items", "a"]),
                    productFields("A", 1))
            ])
            let cursor = try page(mirror).page.nextCursor
            refused(.invalidCursor) { _ = try page(mirror, cursor, org: "other") }
            refused(.invalidCursor) {
                var other = query(cursor)
                other.order = .priceDescending
                _ = try mirror.catalog.page(other, of: TestCatalog.org)
            }
            refused(.unknownTenant("nobody")) { _ = try page(mirror, cursor, org: "nobody") }
        }
    }

    @Test func cursorsEndWithTheDaemon() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let cursor = try page(mirror).page.nextCursor
            try mirror.reopen()
            refused(.expiredCursor) { _ = try page(mirror, cursor) }
            #expect(try page(mirror).page.count == 10)
        }
    }

    @Test func forgedCursorsAreAnsweredAndPinNothing() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let cursor = try page(mirror).page.nextCursor
            try fill(mirror) { 1000 - $0 }
            let used = mirror.catalog.pins.usage.count
            // Any byte of it may be another one: refused, expired, or a place in the state.
            for place in 0..<cursor.count {
                var digits = Array(cursor)
                digits[place] = digits[place] == "f" ? "0" : "f"
                do throws(Status) {
                    let page = try mirror.catalog.page(query(String(digits)), of: TestCatalog.org)
                    #expect(page.page.total == Self.count)
                } catch {
                    #expect(error == .invalidCursor || error == .expiredCursor)
                }
            }
            #expect(mirror.catalog.pins.usage.count == used)
            // One of the time before cursors named a state.
            let former = "01" + String(cursor.dropFirst(2).prefix(32)) + "0000" + "61"
            refused(.expiredCursor) { _ = try page(mirror, former) }
        }
    }

    @Test func aStateThatNobodyAsksForIsLetGo() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let cursor = try page(mirror).page.nextCursor
            try fill(mirror) { 1000 - $0 }
            mirror.pass(milliseconds: CatalogLimits.pinIdleMilliseconds)
            let second = try page(mirror, cursor).page.nextCursor
            mirror.pass(milliseconds: CatalogLimits.pinIdleMilliseconds)
            #expect(try page(mirror, second).page.count == 10)
            // Without a call, by the clock that begins and ends sales.
            mirror.advance(milliseconds: CatalogLimits.pinIdleMilliseconds + 1)
            #expect(mirror.catalog.pins.usage == (0, 0))
            refused(.expiredCursor) { _ = try page(mirror, second) }
        }
    }

    @Test func noStateIsKeptForEver() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let cursor = try page(mirror).page.nextCursor
            try fill(mirror) { 1000 - $0 }
            var passed: Int64 = 0
            let step = CatalogLimits.pinIdleMilliseconds / 2
            while passed + step <= CatalogLimits.pinMilliseconds {
                mirror.pass(milliseconds: step)
                passed += step
                #expect(try page(mirror, cursor).page.count == 10)
            }
            mirror.pass(milliseconds: step)
            refused(.expiredCursor) { _ = try page(mirror, cursor) }
        }
    }

    @Test func theStateAskedForLongestAgoGoesFirst() throws {
        try withCatalog { mirror in
            var cursors: [String] = []
            for round in 0...CatalogLimits.pinsPerTenantMax {
                try fill(mirror) { 500 + round + $0 }
                cursors.append(try page(mirror).page.nextCursor)
                // The first is asked for all the time.
                #expect(try page(mirror, cursors[0]).page.count == 10)
            }
            #expect(mirror.catalog.pins.usage.count == CatalogLimits.pinsPerTenantMax)
            refused(.expiredCursor) { _ = try page(mirror, cursors[1]) }
            #expect(try page(mirror, cursors[2]).page.count == 10)
        }
    }

    @Test func whatIsPinnedIsCountedWhenTheMenuMovesOn() throws {
        try withCatalog { mirror in
            try fill(mirror)
            _ = try page(mirror)
            #expect(mirror.catalog.pins.usage == (1, 0))
            try fill(mirror) { 1000 - $0 }
            let usage = mirror.catalog.pins.usage
            #expect(usage.count == 1 && usage.bytes > Self.count * CatalogLimits.pinnedRowBytes)
            // A rule leaves the rows as they are: they are shared.
            _ = try page(mirror)
            try mirror.put(mirror.rule("r"), ruleFields("percent", 20, ["brands": ["x"]]))
            #expect(mirror.catalog.pins.usage.bytes < 2 * usage.bytes)
        }
    }

    @Test func tooMuchMemoryLetsTheOldestStatesGo() throws {
        try withCatalog { mirror in
            var states: [Generation] = []
            for round in 0..<4 {
                try fill(mirror) { 500 + round + $0 }
                states.append(try #require(mirror.generation))
            }
            let (newest, each) = (states[3], states[0].bytes(beside: states[3]))
            let pins = PinnedGenerations(epoch: 7, bytesMax: 2 * each + each / 2)
            for (number, state) in states[..<3].enumerated() {
                pins.pin(state, org: "a", newest: state, now: Int64(number))
            }
            #expect(pins.usage == (3, 0))
            // Now that none of them is the newest, they hold what they do not share with it.
            pins.published(newest, org: "a", now: 5)
            // Their items hold times of different lengths, so each is counted by itself.
            let held = states[1...2].reduce(0) { $0 + $1.bytes(beside: newest) }
            #expect(pins.usage == (2, held))
            #expect(states.map { has($0, pins, newest) } == [false, true, true, true])
        }
    }

    @Test func allTenantsTogetherHaveABound() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let state = try #require(mirror.generation)
            let pins = PinnedGenerations(epoch: 7)
            for number in 0..<CatalogLimits.pinsMax + 5 {
                let own = Generation.copy(of: state)
                pins.pin(own, org: "\(number)", newest: own, now: 1)
            }
            #expect(pins.usage.count == CatalogLimits.pinsMax)
        }
    }

    @Test func aClockThatGoesBackKeepsNothing() throws {
        try withCatalog { mirror in
            try fill(mirror)
            let state = try #require(mirror.generation)
            let pins = PinnedGenerations(epoch: 7)
            pins.pin(state, org: "a", newest: state, now: 1_000)
            pins.expire(now: 1_000)
            #expect(pins.usage.count == 1)
            pins.expire(now: 999)
            #expect(pins.usage.count == 0)
        }
    }

    private func has(
        _ state: Generation, _ pins: PinnedGenerations, _ newest: Generation
    ) -> Bool {
        let wanted = MenuCursor.State(generation: state.version, epoch: pins.epoch)
        let found = try? pins.generation(wanted, org: "a", newest: newest, now: 6)
        return found === state
    }
}

extension Generation {
    /// Another state of the same contents.
    fileprivate static func copy(of state: Generation) -> Generation {
        Generation(
            version: state.version, rows: RowTable(state), assignment: state.assignment,
            pricing: state.pricing, products: state.products)
    }
}
