import Randomness
import TestSupport
import Testing

@testable import PointOfSale

/// An item's part at each of the locations that were put together.
@Suite struct ItemLocationsTests {
    private typealias Row = [InventoryField: String]

    private func inventory(_ rows: [Row]) throws -> Inventory {
        let filling = InventoryRows()
        for row in rows {
            try filling.begin()
            for (field, text) in row { filling.read(text, field, named: "\(field)") }
            filling.end()
        }
        return filling.build()
    }

    private func row(_ item: String, _ batch: String, _ units: String, _ price: String) -> Row {
        [.idItem: item, .idBatch: batch, .available: units, .onHand: units, .otd: price]
    }

    @Test func anItemOfOnePlaceIsItsOnlyPart() throws {
        var builder = InventoryBuilder()
        builder.add(
            try inventory([row("1", "1", "2", "5"), row("1", "2", "3", "6")]), location: "a")
        builder.add(try inventory([row("2", "1", "1", "7")]), location: "b")
        let both = try builder.build()
        #expect(both.items.map { $0.byLocation().map(\.name) } == [["a"], ["b"]])
        #expect(both.items[0].byLocation()[0].item.stockThousandths == 5000)
        #expect(both.order.count == 3)
    }

    @Test func rowsThatNobodyNamedThePlaceOfAreNowhere() throws {
        var builder = InventoryBuilder()
        builder.add(try inventory([row("1", "1", "2", "5")]))
        builder.add(try inventory([row("1", "2", "2", "5")]))
        #expect(try builder.build().items[0].byLocation().isEmpty)
        #expect(try inventory([row("1", "1", "2", "5")]).items[0].byLocation().isEmpty)
    }

    @Test func rowsReadNowAndRowsKeptAreOnePlace() throws {
        var builder = InventoryBuilder()
        builder.add(try inventory([row("1", "3", "2", "5")]), location: "b")
        builder.add(try inventory([row("1", "1", "2", "4")]), location: "a")
        builder.add(try inventory([row("1", "2", "-1", "3")]), location: "a", isRetained: true)
        let parts = try builder.build().items[0].byLocation()
        #expect(parts.map(\.name) == ["a", "b"])
        #expect(parts.map(\.item.stockThousandths) == [1000, 2000])
        #expect(parts.map(\.item.prices.otd) == [400, 500])
        #expect(parts[0].item.batches.map(\.idBatch) == ["1", "2"])
    }

    /// Rows that are equal in all that ranks them are told apart by what they say, wherever they
    /// come in.
    @Test(arguments: Seeds.of(0..<40))
    func aPartIsTheItemOfThatPlaceAlone(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) &+ 300)
        let rows = (0..<3).map { _ in
            (0..<random.below(8)).map { _ -> Row in
                var row = row(
                    "1", ["", "4", "5"][random.below(3)], ["0", "2", "2"][random.below(3)],
                    ["", "3", "8", "x"][random.below(4)])
                row[.name] = ["A", "B", "C"][random.below(3)]
                row[.costOfGood] = ["", "2", "3.5"][random.below(3)]
                return row
            }
        }
        var builder = InventoryBuilder()
        for (number, rows) in rows.enumerated() {
            builder.add(try inventory(rows), location: "\(number)")
        }
        let all = try builder.build()
        let parts = all.items.first?.byLocation() ?? []
        #expect(parts.map(\.name) == rows.indices.filter { !rows[$0].isEmpty }.map { "\($0)" })
        for (name, part) in parts {
            let number = try #require(Int(name))
            let alone = try #require(try inventory(rows[number]).items.first)
            #expect(part.batches == alone.batches && part.prices == alone.prices)
            #expect(part.name == alone.name && part.cost == alone.cost)
            #expect(part.stockThousandths == alone.stockThousandths)
            #expect(part.rowCount == alone.rowCount)
            #expect(part.hasUnreadableAmounts == alone.hasUnreadableAmounts)
        }
        #expect(
            all.items.first?.rowCount == parts.reduce(0) { $0 + $1.item.rowCount }
                || rows.allSatisfy(\.isEmpty))
    }
}
