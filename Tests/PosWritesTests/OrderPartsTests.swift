import FirestoreModel
import MirrorMessages
import PointOfSale
import Randomness
import StatusCodes
import TTRPC
import TestSupport
import Testing

@testable import PosWrites

/// What an order is made of before it is sent (lines 25 and 27b).
@Suite struct OrderPartsTests {
    private func item(_ price: Int64, _ stock: Double = 100) -> MenuItem {
        var item = MenuItem()
        item.name = "Thing"
        item.priceCents = price
        item.stock = stock
        item.inStock = stock > 0
        return item
    }

    private static let ids = POSIDs(POSOrigin(POSProvider("alleaves")), isNumbered: true)

    private func line(_ id: String, _ quantity: Double, _ cents: Int64? = nil) -> NewOrderItem {
        var line = NewOrderItem()
        line.productId = id
        line.quantity = quantity
        line.unitPriceCents = cents
        return line
    }

    @Test func pairsOfABogoAreForOneProductOverAllItsLines() throws {
        var pair = item(999)
        pair.bogoUnitPriceCents = 500
        pair.salePriceCents = 999
        let pricing = OrderPricing(ids: Self.ids) { _ in pair }
        for (quantities, expected) in [
            ([1], [[1000, 999]]), ([2], [[2000, 500]]), ([1, 1], [[2000, 500]]),
            ([3], [[2000, 500], [1000, 999]]), ([2.5, 1], [[2000, 500], [1500, 999]]),
            ([0.5], [[500, 999]]), ([4, 0.001], [[4000, 500], [1, 999]]),
        ] as [([Double], [[Int64]])] {
            let order = try pricing.priced(quantities.map { line("alleaves_7", $0) })
            #expect(order.lines.map { [$0.thousandths, $0.cents] } == expected)
            #expect(order.lines.allSatisfy { $0.productID == "7" })
        }
    }

    /// Three of a bogo at a POS that does not tell an order's lines apart.
    @Test func linesThatThePOSCallsTheSameHaveOnePrice() throws {
        func added(
            _ line: String, _ thousandths: Int64, _ cents: Int64, pos: Int64? = nil
        ) -> WriteStep {
            WriteStep(
                call: .addLine, productID: "7", thousandths: thousandths, cents: cents,
                lineID: line, posCents: pos)
        }
        let opened = WriteStep(call: .openOrder)
        for (lines, expected, warnings) in [
            ([added("", 2000, 500), added("", 1000, 999)], [["7", 666]], 1),
            ([added("a", 2000, 500), added("b", 1000, 999)], [["a", 500], ["b", 999]], 0),
            ([added("a", 2000, 500, pos: 500), added("b", 1000, 999)], [["b", 999]], 0),
            ([added("", 1500, 500, pos: 999), added("", 500, 500, pos: 500)], [["7", 500]], 0),
            ([added("", 1000, 500, pos: 500), added("", 1000, 500, pos: 500)], [], 0),
            ([added("", .max, 2), added("", .max, 1)], [["7", 1]], 1),
            ([added("", 1000, 600, pos: 700), added("", 1000, 800, pos: 700)], [], 1),
        ] as [([WriteStep], [[AnyHashable]], Int)] {
            let prices = LinePrices([opened] + lines)
            let set = prices.steps.map { [$0.lineID, Int($0.cents)] as [AnyHashable] }
            #expect(set == expected)
            #expect(prices.warnings.count == warnings)
        }
    }

    @Test func whatIsInStockIsCountedByProduct() throws {
        let pricing = OrderPricing(ids: Self.ids) {
            $0 == "9" ? nil : self.item(100, $0 == "8" ? 0 : 2.5)
        }
        for (lines, isThere) in [
            ([line("7", 2.5)], true), ([line("7", 1, 5), line("7", 1.5, 6)], true),
            ([line("7", 1, 5), line("alleaves_7", 1.501)], false), ([line("8", 0.001)], false),
            ([line("9", 1, 5)], false), ([line("7", 1), line("9", 1, 5)], false),
        ] {
            let order = try pricing.priced(lines)
            if isThere {
                try pricing.checkStock(order)
            } else {
                #expect(throws: Status.self) { try pricing.checkStock(order) }
            }
        }
    }

    @Test func everyDifferenceToTheMenuIsNoted() throws {
        var sale = item(1000)
        sale.salePriceCents = 800
        let pricing = OrderPricing(ids: Self.ids) { $0 == "9" ? nil : sale }
        let order = try pricing.priced([
            line("1", 1, 800), line("2", 1, 1000), line("3", 1, 0), line("9", 1, 5), line("4", 1),
        ])
        #expect(
            order.differences == [
                PriceDifferenceNote(productID: "2", namedCents: 1000, menuCents: 800),
                PriceDifferenceNote(productID: "3", namedCents: 0, menuCents: 800),
            ])
        #expect(order.lines.map(\.cents) == [800, 1000, 0, 5, 800])
        for bad in [line("x", 1), line("1", 0), line("1", .nan), line("-61", 1), line("1", 1, -1)] {
            #expect(throws: Status.self) { try pricing.priced([bad]) }
        }
    }

    /// Against a till that hands out one thousandth after the other.
    @Test(arguments: Seeds.of(0..<200))
    func batchesArePickedAsFromATill(_ seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let batches = (0..<Int.random(in: 0...5, using: &random)).map { number in
            SellableBatch(
                idBatch: "\(number + 1)", idArea: "\(Int.random(in: 1...2, using: &random))",
                thousandths: Int64.random(in: -2...9, using: &random),
                expiry: [nil, "2026-12-01", "2027-01-01"].randomElement(using: &random) ?? nil)
        }
        let lines = (0..<Int.random(in: 1...3, using: &random)).map { _ in
            PricedLine(
                productID: "7", thousandths: Int64.random(in: 1...8, using: &random), cents: 100)
        }
        let oversells = Bool.random(using: &random)
        var till: [(String, POSID, POSID)] = []
        for batch in batches {
            for _ in 0..<max(0, batch.thousandths) {
                till.append((batch.expiry ?? "~", POSID(batch.idBatch), POSID(batch.idArea)))
            }
        }
        till.sort { $0 < $1 }
        let last = batches.map {
            ($0.expiry ?? "~", POSID($0.idBatch), POSID($0.idArea))
        }.max { $0 < $1 }
        var expected: [[POSID]] = []
        var isShort = false
        for line in lines {
            for _ in 0..<line.thousandths {
                let unit = till.isEmpty ? (oversells ? last : nil) : till.removeFirst()
                guard let unit else {
                    isShort = true
                    break
                }
                expected.append([unit.1, unit.2])
            }
        }
        let picking = BatchPicking(batches: { _ in batches }, oversells: oversells)
        if isShort {
            #expect(throws: Status.self) { try picking.steps(lines) }
        } else {
            let steps = try picking.steps(lines)
            let handed = steps.flatMap { step in
                (0..<step.thousandths).map { _ in [POSID(step.idBatch), POSID(step.idArea)] }
            }
            #expect(handed == expected)
            #expect(steps.allSatisfy { $0.thousandths > 0 && $0.state == .waiting })
        }
    }

    @Test func onlyWhatSaysItsBatchAndAreaIsPicked() {
        let batch = { (more: Fields) -> Value in
            var map: Fields = [
                "batchId": "5", "areaId": "1", "available": 2, "sellable": true,
            ]
            for (key, value) in more { map[key] = value }
            return .map(map)
        }
        let read = { (values: [Value]) in
            BatchPicking.batches(values, at: "1000")?.map(\.thousandths)
        }
        #expect(read([]) == nil)
        #expect(read([.map(["batchId": "5", "available": 2, "sellable": true])]) == nil)
        #expect(read([batch(["sellable": false])]) == [])
        #expect(read([batch(["locationId": "1001"])]) == [])
        #expect(read([batch(["locationId": "1000"])]) == [2000])
        #expect(read([batch(["available": 0.25])]) == [250])
        #expect(read([batch(["available": .double(.nan)])]) == [0])
        #expect(read([batch(["available": .integer(.max)])]).map { $0[0] > 0 } == true)
    }

    @Test(arguments: [
        ("Limit of 2 per day reached", "Limit of 2 per day reached"),
        ("no stock for item 1018, batch 100347", "no stock for item 1018, batch 100347"),
        ("mail ann@shop.example now", "mail [redacted] now"),
        ("call +1 (555) 019-9123 first", "call [redacted] first"),
        ("born 1990-12-31?", "born [redacted]"),
        ("lives at 12 Old Mill Road, Troy", "lives at [redacted] Troy"),
        ("MARKER: Zelda Fitz is banned", "[redacted]: [redacted] is banned"),
        ("zelda's card 4111 1111 1111 1111", "[redacted]'s card [redacted]"),
        ("token sk_live_51Hxyz0123456789ab bad", "token [redacted] bad"),
        ("phone=5550199123 known", "[redacted] known"),
        ("Zelda%20Fitz is banned", "[redacted] is banned"),
        ("mail ann%40shop.example now", "mail [redacted] now"),
        ("100% of zelda", "100% of [redacted]"), ("50%zz off", "50%zz off"),
    ])
    func aRefusalSaysWhyAndNothingOfAnybody(_ text: String, _ expected: String) {
        #expect(RefusalText.scrubbed(text, sent: ["Zelda Fitz", "marker"]) == expected)
    }
}
