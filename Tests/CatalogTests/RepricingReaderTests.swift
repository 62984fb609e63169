import FirestoreModel
import LinuxSystem
import MirrorMessages
import Synchronization
import Testing

@testable import Catalog

/// Readers beside a writer that re-prices everything in a loop: what they hold is always one
/// state, whole.
@Suite struct RepricingReaderTests {
    /// Several segments: half of a pass would show.
    private static let products = 5 * CatalogLimits.segmentRowsMax
    private static let percents: [Int64] = [10, 20, 50]

    @Test func aGenerationHasOnePercentageForAllItsProducts() throws {
        try withCatalog { mirror in
            try fill(mirror)
            try setRule(mirror, percents: 0)
            let catalog = mirror.catalog
            let isOver = Atomic<Bool>(false)
            let seen = Mutex<[UInt64: Set<Int64>]>([:])
            let failures = Mutex<[String]>([])
            let readers = (0..<2).map { number in
                SystemThread(name: "reader-\(number)") {
                    repeat {
                        guard let generation = catalog.tenant(TestCatalog.org)?.generation else {
                            continue
                        }
                        do {
                            let found = try Self.percents(in: generation)
                            seen.withLock { $0[generation.version, default: []].formUnion(found) }
                        } catch {
                            failures.withLock { $0.append("\(error)") }
                        }
                    } while !isOver.load(ordering: .acquiring)
                }
            }
            // Until both have read several states: an event, not a time.
            var turn = 0
            while seen.withLock({ $0.count }) < 12, failures.withLock({ $0.isEmpty }) {
                turn += 1
                try setRule(mirror, percents: turn)
            }
            isOver.store(true, ordering: .releasing)
            readers.forEach { $0.join() }
            #expect(failures.withLock { $0 } == [])
            for (version, percents) in seen.withLock({ $0 }) {
                #expect(percents.count == 1, "version \(version) shows \(percents.sorted())")
            }
            #expect(Set(seen.withLock { $0.values.flatMap(\.self) }).count > 1)
        }
    }

    private func fill(_ mirror: TestCatalog) throws {
        let ids = Array(0..<Self.products)
        for start in stride(from: 0, to: ids.count, by: 2000) {
            try mirror.store.commit(
                ids[start..<min(start + 2000, ids.count)].map { number in
                    mirror.set(
                        mirror.product("alleaves_\(number)"),
                        productFields("Item", Double(10 + number % 90), brand: "b\(number % 7)"))
                })
        }
    }

    private func setRule(_ mirror: TestCatalog, percents turn: Int) throws {
        let percent = Self.percents[turn % Self.percents.count]
        try mirror.put(
            mirror.rule("all"),
            ruleFields("percent", .integer(percent), ["categories": ["Flower"]]))
    }

    /// The percentages off that the items of a menu show.
    private static func percents(in generation: Generation) throws -> Set<Int64> {
        var found: Set<Int64> = []
        var stream = MenuStream(generation, inStockOnly: false)
        while !stream.isAtEnd {
            let bytes = [UInt8](unsafeUninitializedCapacity: MenuStream.roomBytes) { room, count in
                count = stream.fill(UnsafeMutableRawBufferPointer(room))
            }
            for item in try MenuChunk(wireBytes: bytes).items {
                let sale = item.salePriceCents ?? item.priceCents
                // All prices are whole dollars, so percentages are exact.
                found.insert(100 - sale * 100 / item.priceCents)
            }
        }
        return found
    }
}
