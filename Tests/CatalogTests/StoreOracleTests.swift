import DocumentStore
import FirestoreModel
import MirrorMessages
import Pricing
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import Catalog

/// Random products at several stores under random rules; after every step the tenant's catalog and
/// that of each store are held against a catalog without stores that is made of the same documents
/// by hand. A failure names its seed.
@Suite struct StoreOracleTests {
    private static let stores = ["a", "b", "c"]

    /// One run, and the documents as it wrote them.
    private struct Run {
        let mirror: TestCatalog
        var random: SeededRandom
        var products: [String: Fields] = [:]
        var rules: [String: Fields] = [:]
        var located: Set<String> = []
        var last = ""

        mutating func chance(_ part: Int, of whole: Int) -> Bool {
            Int.random(in: 0..<whole, using: &random) < part
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &random)]
        }

        mutating func subset(_ elements: [String]) -> [String] {
            elements.filter { _ in Bool.random(using: &random) }
        }
    }

    @Test(arguments: Seeds.of(0..<12 as Range<UInt64>))
    func eachStoreIsACatalogOfItsOwn(seed: UInt64) throws {
        try withCatalog { mirror in
            var run = Run(mirror: mirror, random: SeededRandom(seed: seed))
            for store in Self.stores.dropLast(run.chance(1, of: 4) ? 2 : 0) {
                try locate(store, &run)
            }
            for _ in 0..<12 { try putProducts(&run) }
            for step in 0..<40 {
                try self.step(&run)
                try check(run, "seed \(seed) step \(step): \(run.last)")
            }
        }
    }

    private func step(_ run: inout Run) throws {
        switch Int.random(in: 0..<16, using: &run.random) {
        case 0..<5: try putRule(&run)
        case 5:
            guard let id = run.rules.keys.sorted().first else { return }
            run.last = "rule \(id) goes"
            run.rules[id] = nil
            try run.mirror.delete(run.mirror.rule(id))
        case 6..<10: try putProducts(&run)
        case 10:
            guard let id = run.products.keys.sorted().last else { return }
            run.last = "product \(id) goes"
            run.products[id] = nil
            try run.mirror.delete(run.mirror.product(id))
        case 11, 12:
            run.last = "clock"
            run.mirror.advance(milliseconds: Int64.random(in: -3_000...4_000, using: &run.random))
        case 13:
            let store = run.pick(Self.stores)
            guard run.located.contains(store), run.located.count > 1 else {
                return try locate(store, &run)
            }
            run.last = "location \(store) goes"
            run.located.remove(store)
            try run.mirror.delete(run.mirror.key(["locations", store]))
        default:
            run.last = "reopen"
            try run.mirror.reopen()
        }
    }

    private func locate(_ store: String, _ run: inout Run) throws {
        run.last = "location \(store)"
        run.located.insert(store)
        try run.mirror.put(
            run.mirror.key(["locations", store]), ["orgId": .string(TestCatalog.org)])
    }

    // MARK: - Edits

    private func facts(_ run: inout Run) -> Fields {
        var fields: Fields = ["inStock": .boolean(run.chance(2, of: 3))]
        if run.chance(5, of: 6) {
            let cents = run.pick([1, 99, 1000, 1999, 3955, 5000])
            fields["price"] = .double(Double(cents) / 100)
        }
        fields["stock"] = .integer(Int64(run.pick([0, 1, 7])))
        if run.chance(1, of: 4) { fields["expirationDate"] = "2026-11-25" }
        return fields
    }

    private func putProducts(_ run: inout Run) throws {
        var writes: [DocumentWrite] = []
        for _ in 0..<run.pick([1, 1, 3]) {
            // Of the POS or an agent's own, which has no id there.
            let id = "\(run.pick(["alleaves_", "alleaves_", "own-"]))\(run.pick(Array(1...9)))"
            var fields = productFields(
                "Product \(id)", nil, category: run.pick(["Flower", "Vapes", "Edibles > Gummies"]),
                brand: run.pick(["Acme", "Élan", "Nobody"]))
            for (key, value) in facts(&run) { fields[key] = value }
            if id.hasPrefix("alleaves_") { fields["externalId"] = .string(String(id.dropFirst(9))) }
            if run.chance(1, of: 9) { fields["isActive"] = false }
            if run.chance(id.hasPrefix("own-") ? 1 : 6, of: 7) {
                let carried = run.subset(Self.stores)
                var map = Fields()
                for store in carried { map[store] = .map(facts(&run)) }
                fields["locations"] = .map(map)
                if let store = carried.first, run.chance(5, of: 6) {
                    fields["priceLocation"] = .string(store)
                }
            }
            run.products[id] = fields
            writes.append(run.mirror.set(run.mirror.product(id), fields))
        }
        run.last = "products"
        try run.mirror.store.commit(
            writes.reduce(into: [DocumentWrite]()) { kept, write in
                kept.removeAll { $0.key == write.key }
                kept.append(write)
            })
    }

    private func putRule(_ run: inout Run) throws {
        let id = run.pick(["r1", "r2", "r3", "r4", "r5", "r6", "alleaves_7", "alleaves_8"])
        var scope: [String: [Value]] = [:]
        switch Int.random(in: 0..<4, using: &run.random) {
        case 0: scope["categories"] = [run.pick(["Flower", "Vapes", "Edibles"])]
        case 1: scope["brands"] = [run.pick(["acme", "ÉLAN"])]
        case 2: scope["products"] = [.string("alleaves_\(run.pick(Array(1...9)))"), "own-3"]
        default: break
        }
        var more: [String: Value] = scope.isEmpty ? ["storeWide": true] : [:]
        more["priority"] = .integer(Int64(run.pick([0, 0, 1, 2])))
        if run.chance(1, of: 5) { more["minQty"] = 3 }
        if run.chance(1, of: 5) {
            let end = run.mirror.now + Int64.random(in: 0...5_000, using: &run.random)
            more["endDate"] = .timestamp(Timestamp(microseconds: end * 1_000))
        }
        if run.chance(2, of: 3) {
            let held = run.subset(Self.stores + ["elsewhere"])
            more["locationIds"] = .array(held.map { .string($0) })
        }
        let fields = ruleFields(
            run.pick(["percent", "amount", "fixed_price", "bogo"]),
            .integer(run.pick([5, 10, 50])),
            scope, more: more)
        run.rules[id] = fields
        run.last = "rule \(id)"
        try run.mirror.put(run.mirror.rule(id), fields)
    }

    // MARK: - The plain way

    private static func held(_ rule: Fields) -> [String]? {
        rule["locationIds"]?.arrayValue?.compactMap(\.stringValue)
    }

    /// The rules that hold for a price of `store`, nil for one of no store, as rules that say
    /// nothing of locations.
    private func rules(_ run: Run, at store: String?) -> [(id: String, fields: [UInt8])] {
        run.rules.compactMap { id, fields in
            var fields = fields
            if let held = Self.held(fields) {
                let isEverywhere = run.located.isSubset(of: held) && !run.located.isEmpty
                let isHere =
                    store.map { held.contains($0) && run.located.contains($0) } ?? false
                guard isEverywhere || isHere else { return nil }
                fields["locationIds"] = nil
            }
            return (id, fields.mapValueBytes)
        }
    }

    private func plain(
        _ run: Run, _ products: [String: Fields], _ rules: [(id: String, fields: [UInt8])]
    ) throws -> [String: MenuItem] {
        let generation = try Generation.preview(
            org: TestCatalog.org, products: products.map { ($0.key, $0.value.mapValueBytes) },
            rules: rules, zone: .utc, now: run.mirror.now)
        return try items(generation)
    }

    /// The products as the tenant shows them: entries of locations that it has not mean nothing.
    private func products(_ run: Run) -> [String: Fields] {
        run.products.compactMapValues { fields in
            let entries = (fields["locations"]?.mapValue ?? [:]).filter {
                $0.value.mapValue != nil
            }
            let known = entries.filter { run.located.contains($0.key) }
            guard !run.located.isEmpty, known.count < entries.count else { return fields }
            return known.isEmpty
                ? nil : sum(fields, known.map { ($0.key, $0.value.mapValue ?? [:]) })
        }
    }

    /// A product as these entries say: sums, and the price of the cheapest that has it in stock.
    private func sum(_ fields: Fields, _ entries: [(id: String, own: Fields)]) -> Fields {
        let priced = entries.filter { $0.own["price"] != nil }
        let stocked = priced.filter { $0.own["inStock"] == true }
        let cheapest = (stocked.isEmpty ? priced : stocked).sorted {
            ($0.own["price"]?.numberValue ?? 0, $0.id) < ($1.own["price"]?.numberValue ?? 0, $1.id)
        }.first
        var sum = fields
        sum["price"] = cheapest?.own["price"]
        sum["priceLocation"] = cheapest.map { .string($0.id) }
        sum["inStock"] = .boolean(entries.contains { $0.own["inStock"] == true })
        sum["stock"] = .integer(entries.reduce(0) { $0 + ($1.own["stock"]?.integerValue ?? 0) })
        sum["expirationDate"] = entries.compactMap { $0.own["expirationDate"]?.stringValue }.min()
            .map { .string($0) }
        return sum
    }

    /// The products as a store has them.
    private func products(_ run: Run, at store: String) -> [String: Fields] {
        run.products.compactMapValues { fields in
            guard let map = fields["locations"]?.mapValue else {
                return fields["externalId"] == nil ? fields : nil
            }
            guard let own = map[store]?.mapValue else { return nil }
            var laid = fields
            for name in [
                "locations", "priceLocation", "stock", "onHand", "inStock", "price",
                "retailPrice", "priceSource", "expirationDate", "expired",
            ] { laid[name] = nil }
            for (key, value) in own { laid[key] = value }
            return laid
        }
    }

    private func items(_ generation: Generation) throws -> [String: MenuItem] {
        var items: [String: MenuItem] = [:]
        var stream = MenuStream(generation, inStockOnly: false)
        while !stream.isAtEnd {
            let bytes = [UInt8](unsafeUninitializedCapacity: MenuStream.roomBytes) { room, count in
                count = stream.fill(UnsafeMutableRawBufferPointer(room), upTo: 4_000)
            }
            for var item in try MenuChunk(wireBytes: bytes).items {
                item.updatedAt = nil
                items[item.id] = item
            }
        }
        return items
    }

    private func check(_ run: Run, _ comment: Comment) throws {
        let catalog = run.mirror.catalog
        let tenant = try #require(catalog.tenant(TestCatalog.org)?.generation, comment)
        let found = try items(tenant)
        var byStore: [String?: [String: MenuItem]] = [:]
        for store in Self.stores.map({ $0 as String? }) + [nil] {
            byStore[store] = try plain(run, products(run), rules(run, at: store))
        }
        for (id, item) in found {
            let fields = products(run)[id]
            let store = fields?["locations"] == nil ? nil : fields?["priceLocation"]?.stringValue
            #expect(item == byStore[store]?[id], "\(comment) \(id)")
        }
        #expect(Set(found.keys) == Set(byStore[nil]?.keys ?? [:].keys), comment)
        for store in Self.stores { try check(run, store, comment) }
        try checkKeys(run, comment)
        #expect(try found == items(anew(run)), comment)
    }

    /// The tenant's catalog, made in one go.
    private func anew(_ run: Run) throws -> Generation {
        try Generation.preview(
            org: TestCatalog.org, products: products(run).map { ($0.key, $0.value.mapValueBytes) },
            rules: run.rules.map { ($0.key, $0.value.mapValueBytes) }, zone: .utc,
            locations: run.located.sorted(), now: run.mirror.now)
    }

    private func check(_ run: Run, _ store: String, _ comment: Comment) throws {
        let catalog = run.mirror.catalog
        let isCarried = run.products.values.contains {
            $0["locations"]?.mapValue?[store]?.mapValue != nil
        }
        guard run.located.contains(store), isCarried else {
            do throws(Status) {
                let found = try catalog.store(TestCatalog.org, location: store)
                #expect(run.located == [store] && found.location.isEmpty, comment)
            } catch {
                let isKnown = run.located.contains(store)
                #expect(
                    error
                        == (isKnown
                            ? .noStoreYet(store, of: TestCatalog.org)
                            : .unknownLocation(
                                store, of: TestCatalog.org, known: run.located.sorted())),
                    comment)
            }
            return
        }
        let generation = try catalog.store(TestCatalog.org, location: store).generation
        let found = try items(generation)
        #expect(
            try found == plain(run, products(run, at: store), rules(run, at: store)),
            "\(comment) at \(store)")
        let preview = try Generation.preview(
            org: TestCatalog.org, products: run.products.map { ($0.key, $0.value.mapValueBytes) },
            rules: run.rules.map { ($0.key, $0.value.mapValueBytes) }, zone: .utc,
            location: store, now: run.mirror.now)
        #expect(try found == items(preview), "\(comment) at \(store)")
    }

    /// The rows of stores are those that the documents name.
    private func checkKeys(_ run: Run, _ comment: Comment) throws {
        var wanted: Set<[UInt8]> = []
        for (id, fields) in run.products {
            for (store, entry) in fields["locations"]?.mapValue ?? Fields()
            where entry.mapValue != nil {
                wanted.insert(
                    ColumnKey.storePrefix(org: TestCatalog.org, location: store) + Array(id.utf8))
            }
        }
        var found: Set<[UInt8]> = []
        try run.mirror.store.scanAuxiliary(.columns, prefix: [ColumnKey.storeRowKind]) { key, _ in
            found.insert([UInt8](key))
            return true
        }
        #expect(found == wanted, comment)
    }
}
