import Randomness
import TestSupport
import Testing

@testable import PointOfSale

/// Inventories that are filled row by row, with ids that are any text.
@Suite struct InventoryRowsTests {
    private typealias Row = [(InventoryField, String)]

    private func inventory(_ rows: [Row]) throws -> Inventory {
        let filling = InventoryRows()
        for row in rows {
            try filling.begin()
            for (field, text) in row { filling.read(text, field, named: "\(field)") }
            filling.end()
        }
        return filling.build()
    }

    @Test func rowsOfOneTextIdAreOneItem() throws {
        let inventory = try inventory([
            [
                (.idItem, "A-17/b"), (.idBatch, "b 2"), (.name, " Blue Dream "), (.brand, "Sol"),
                (.available, "3.5"), (.onHand, "4"), (.otd, "39.55"), (.costOfGood, "10"),
            ],
            [(.idItem, "12"), (.name, "Cone"), (.available, "1"), (.otd, "5")],
            [(.idItem, "A-17/b"), (.idBatch, "b 1"), (.name, "Blue Dream"), (.available, "1")],
            [(.idItem, "9"), (.name, "Papers"), (.available, "2"), (.otd, "0")],
        ])
        #expect(inventory.items.map(\.idItem) == ["9", "12", "A-17/b"])
        let index = try #require(inventory.itemIndex("A-17/b"))
        let item = inventory.items[index]
        #expect(item.name == "Blue Dream")
        #expect(item.stockThousandths == 4500)
        #expect(item.prices.otd == 3955)
        #expect(item.costCents == 1000)
        #expect(item.batches.map(\.idBatch) == ["b 1", "b 2"])
        #expect(inventory.items[0].prices.otd == nil)
        #expect(inventory.itemIndex("012") == nil)
        #expect(inventory.batchIDs.map(\.description) == ["b 1", "b 2"])
    }

    /// Absent, unreadable and read are three things.
    @Test func whatCannotBeReadIsNotAbsent() throws {
        let inventory = try inventory([
            [(.idItem, "x"), (.available, "many"), (.otd, "$5")],
            [(.idItem, "y"), (.available, "  "), (.otd, "-3")],
            [(.idItem, "z"), (.available, "2"), (.dateExpire, "03/04/2026")],
        ])
        let items = Dictionary(uniqueKeysWithValues: inventory.items.map { ($0.idItem, $0) })
        #expect(items["x"]?.hasUnreadableAmounts == true)
        #expect(items["y"]?.hasUnreadableAmounts == false)
        #expect(items["z"]?.batches.first?.verdict == .unreadableExpiry)
        let entries = inventory.unreadable.entries
        #expect(entries["inventory.available"]?.count == 1)
        #expect(entries["inventory.available"]?.example == "x")
        #expect(entries["inventory.otd"]?.count == 1)
        #expect(entries["inventory.dateExpire"]?.example == "z")
    }

    @Test func flagsAreTrueFalseAbsentOrUnreadable() throws {
        let filling = InventoryRows()
        for text in ["yes", "0", "", "perhaps"] {
            try filling.begin()
            filling.read("id \(text)", .idItem, named: "id")
            filling.read("1", .available, named: "qty")
            filling.read(text, .deleted, named: "deleted")
            filling.end()
        }
        let inventory = filling.build()
        let deleted = Dictionary(
            uniqueKeysWithValues: inventory.items.map { ($0.idItem, $0.batches[0].verdict) })
        #expect(deleted["id yes"] == .deleted)
        #expect(deleted["id 0"] == .sellable)
        #expect(deleted["id"] == .sellable)
        // What may be deleted is not sold.
        #expect(deleted["id perhaps"] == .deleted)
    }

    /// A text id and its hash survive the bytes in which rows are kept, and inventories put
    /// together.
    @Test func textIdsAreKept() throws {
        let row: Row = [
            (.idItem, "Ä/9"), (.idBatch, "007"), (.idArea, "vault"), (.idLocation, "s1"),
            (.available, "1"), (.name, "N"), (.areaType, "Retail"),
        ]
        let first = try inventory([row])
        var builder = InventoryBuilder()
        builder.add(try inventory([[(.idItem, "5"), (.name, "before")]]), location: "p")
        builder.add(first, location: "q")
        let both = try builder.build()
        let index = try #require(both.itemIndex("Ä/9"))
        let item = both.items[index]
        #expect(item.batches[0].idArea == "vault")
        #expect(item.contentHash != both.items[0].contentHash)
        let rows = RetainedRows()
        for record in item.records() {
            #expect(record.location == "q")
            #expect(rows.add(record.bytes, unless: { _ in false }))
            for end in record.bytes.indices.dropFirst() {
                let cut = RetainedRows()
                _ = cut.add(Array(record.bytes[..<end]), unless: { _ in false })
            }
        }
        let again = rows.build()
        #expect(again.items.map(\.idItem) == ["Ä/9"])
        #expect(again.items[0].batches == first.items[0].batches)
        #expect(again.rowKeys() == first.rowKeys())
    }

    /// Whoever may write documents may write such records: whatever their bytes are, they are rows
    /// that a POS could have listed, or none.
    @Test(arguments: Seeds.of(0..<40))
    func damagedRecordsAreNoneOrPlausible(seed: Int) throws {
        var builder = InventoryBuilder()
        builder.add(
            try inventory([
                [
                    (.idItem, "Ä/9"), (.idBatch, "007"), (.available, "-3.5"), (.onHand, "4"),
                    (.name, "Näme"), (.otd, "39.55"), (.costOfGood, "10"), (.thc, "12.5"),
                    (.dateExpire, "2030-02-28"),
                ], [(.idItem, "Ä/9"), (.idBatch, "8"), (.available, "2"), (.costOfGood, "3")],
            ]), location: "q")
        let item = try #require(try builder.build().items.first)
        let record = try #require(item.records().first?.bytes)
        var random = SeededRandom(seed: UInt64(seed))
        for _ in 0..<500 {
            var bytes = record
            for _ in 0..<(1 + random.below(3)) {
                let at = 9 + random.below(bytes.count - 9)
                switch random.below(3) {
                case 0: bytes[at] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.insert(0xFF, at: at)
                default: bytes.remove(at: at)
                }
            }
            let rows = RetainedRows()
            _ = rows.add(bytes, unless: { _ in false })
            for found in rows.build().items {
                let most = 8 * POSLimits.quantityThousandthsMax
                #expect((0...most).contains(found.stockThousandths))
                #expect(found.costCents.map { (0...POSLimits.moneyCentsMax).contains($0) } ?? true)
                #expect(found.expiry.map { CalendarDate("\($0)".utf8) == $0 } ?? true)
                #expect(found.name.map { !$0.unicodeScalars.contains("\u{FFFD}") } ?? true)
                _ = (found.batches, found.contentHash, found.isExpired, found.prices)
            }
        }
    }

    /// Against a plain dictionary, whatever the ids: sums, order and places.
    @Test(arguments: Seeds.of(0..<60))
    func itemsAreThoseOfADictionary(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let names = ["7", "07", "70", "A", "a/b", "%2F", "é", "1e3", "999999999999999999999", "-1"]
        var expected: [String: Int64] = [:]
        var rows: [Row] = []
        for number in 0..<Int.random(in: 1...40, using: &random) {
            let id = names[Int.random(in: names.indices, using: &random)]
            let units = Int64.random(in: 0...9, using: &random)
            expected[id, default: 0] += units * 1000
            rows.append([(.idItem, id), (.idBatch, "\(number)"), (.available, "\(units)")])
        }
        let inventory = try inventory(rows)
        let found = Dictionary(
            uniqueKeysWithValues: inventory.items.map { ($0.idItem, $0.stockThousandths) })
        #expect(found == expected)
        #expect(inventory.items.map(\.id) == inventory.items.map(\.id).sorted())
        for (index, item) in inventory.items.enumerated() {
            #expect(inventory.itemIndex(item.idItem) == index)
        }
        for name in names where expected[name] == nil {
            #expect(inventory.itemIndex(name) == nil)
        }
    }
}

/// What things of a POS are called in documents.
@Suite struct POSOriginTests {
    private let origin = POSOrigin(POSProvider("paper"))

    @Test(arguments: [
        ("1018", "paper_1018"), ("A-17/b", "paper_A-17%2Fb"), ("10%", "paper_10%"),
        ("%2F", "paper_%252F"), ("%/", "paper_%%2F"), ("%2/", "paper_%2%2F"),
    ])
    func idsHaveNoSlash(id: String, document: String) {
        #expect(origin.documentID(id) == document)
    }

    @Test func differentIdsAreDifferentDocuments() {
        let parts = ["%", "2", "F", "5", "/", "a"]
        var ids: [String] = [""]
        for _ in 0..<5 { ids += ids.flatMap { id in parts.map { id + $0 } } }
        let all = Set(ids)
        #expect(Set(all.map { origin.documentID($0) }).count == all.count)
        let accounts = [nil, "a", "b"].map {
            POSOrigin(origin.provider, account: $0).documentID("1000")
        }
        #expect(accounts == ["paper_1000", "paper_a_1000", "paper_b_1000"])
    }

    /// An item of the primary account whose own id looks like one of another account's.
    @Test func noTwoAccountsShareADocument() {
        let names = ["2", "2_5", "2%5F5", "a/b", "a"]
        let primary = POSOrigin(origin.provider, others: names)
        let origins = [primary] + names.map { POSOrigin(origin.provider, account: $0) }
        let parts = ["2", "_", "5", "%5F", "a", "/", "%"]
        var ids: [String] = [""]
        for _ in 0..<4 { ids += ids.flatMap { id in parts.map { id + $0 } } }
        let all = Set(ids)
        var seen: Set<String> = []
        for origin in origins {
            for id in all {
                let document = origin.documentID(id)
                seen.insert(document)
                #expect(origins.filter { $0.holds(document) } == [origin])
                let ranges = origin.idRanges.filter { range in
                    !document.utf8.lexicographicallyPrecedes(range.start.utf8)
                        && document.utf8.lexicographicallyPrecedes(range.end.utf8)
                }
                #expect(ranges.count == 1)
            }
        }
        #expect(seen.count == origins.count * all.count)
        #expect(primary.documentID("2_7") == "paper_2%5F7")
        #expect(primary.documentID("3_7") == "paper_3_7")
        #expect(!primary.holds("paper_2_7") && primary.holds("paper_3_7"))
    }

    @Test func callersMayUseEitherId() {
        let texts = POSIDs(origin, isNumbered: false)
        #expect(texts.own("A-17/b") == "A-17/b")
        #expect(texts.own("paper_9") == "9")
        #expect(texts.own("  ") == nil)
        let numbers = POSIDs(POSOrigin(POSProvider("till")), isNumbered: true)
        #expect(numbers.own("till_1018") == "1018")
        #expect(["0", "-1", "x", "", "1.5"].allSatisfy { numbers.own($0) == nil })
    }

    @Test func digitsOrderAsNumbersBeforeTexts() {
        let sorted = ["9", "10", "101", "007", "a", "b"].map { POSID($0) }
        #expect(sorted.shuffled().sorted() == sorted)
        #expect(POSID("9223372036854775807") == .number(.max))
        #expect(POSID("9223372036854775808") == .text("9223372036854775808"))
    }
}
