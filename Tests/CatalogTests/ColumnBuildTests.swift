import DocumentStore
import FirestoreModel
import MirrorMessages
import Ordering
import ProtobufWire
import Randomness
import StatusCodes
import TestSupport
import Testing

@testable import Catalog

/// Rows of columns follow from the documents: a store whose rows an earlier version derived opens
/// and is right, whoever wrote the products.
@Suite struct ColumnBuildTests {
    /// A row as version 1 wrote it: the last part of the category, and an item without a path.
    private static func oldRow(_ id: String, _ fields: Fields, hash: UInt64) -> [UInt8] {
        var item = WireWriter()
        item.string(1, id)
        item.string(3, fields["name"]?.stringValue ?? "")
        item.string(5, "Gummies")
        item.int64(7, 1000)
        let category = Array("Gummies".utf8)
        var bytes: [UInt8] = [1, RowFlags.active.rawValue]
        bytes.appendLittleEndian(Int32(1000))
        bytes.appendLittleEndian(hash)
        bytes.appendLittleEndian(UInt16(category.count))
        bytes.appendLittleEndian(UInt16(0))
        return bytes + category + item.bytes
    }

    private static let products: [String: Fields] = [
        "alleaves_1": [
            "name": "Sour", "price": 10.0, "category": "Gummies",
            "rawCategory": "Category > Edibles > Gummies",
        ],
        "alleaves_2": [
            "name": "Papers", "price": 10.0, "category": "Gummies",
            "rawCategory": "Accessories > Gummies",
        ],
        "own-1": ["name": "Own", "price": 10.0, "category": "Edibles > Gummies > Own"],
    ]

    /// A store as the version before wrote it, closed again.
    private func withOldStore(_ body: (TestCatalog) throws -> Void) throws {
        try withCatalog { mirror in
            for (id, fields) in Self.products { try mirror.put(mirror.product(id), fields) }
            try mirror.put(
                mirror.rule("r"), ruleFields("percent", 20, ["categories": ["Edibles > Gummies"]]))
            // It knew no derivation, as here that of another version.
            try mirror.store.derive(.columns, as: 1, batchBytes: 100) { writer throws(Status) in
                for (id, fields) in Self.products {
                    let key = ColumnKey.prefix(org: TestCatalog.org) + Array(id.utf8)
                    try writer.put(
                        key, Self.oldRow(id, fields, hash: id == "alleaves_1" ? 77 : 0))
                }
                let gone = ColumnKey.prefix(org: TestCatalog.org) + Array("gone".utf8)
                try writer.put(gone, Self.oldRow("gone", [:], hash: 5))
            }
            try body(mirror)
        }
    }

    private func check(_ mirror: TestCatalog) throws {
        let menu = Dictionary(uniqueKeysWithValues: try mirror.menu().map { ($0.id, $0) })
        #expect(Set(menu.keys) == Set(Self.products.keys))
        #expect(menu["alleaves_1"]?.salePriceCents == 800)
        #expect(menu["alleaves_2"]?.isOnSale == false)
        #expect(menu["own-1"]?.salePriceCents == 800)
        #expect(menu["alleaves_1"]?.category == "Edibles")
        #expect(menu["alleaves_2"]?.category == "Accessories")
        #expect(menu["own-1"]?.categoryPath == ["Edibles", "Gummies", "Own"])
        // A sync still knows what it wrote last, and that an agent's product is not its own.
        #expect(mirror.generation?.sourceHash(id: "alleaves_1") == 77)
        #expect(mirror.generation?.sourceHash(id: "alleaves_2") == nil)
    }

    @Test func aStoreOfTheVersionBeforeOpensAndPricesRightly() throws {
        try withOldStore { mirror in
            try mirror.reopen()
            try check(mirror)
            #expect(try mirror.store.isDerived(.columns, as: StoredRow.derivation))
            try mirror.reopen()
            try check(mirror)
        }
    }

    /// Rows as the version before made them, under its mark; the documents stay as they are.
    @Test func aStoreOfTheCommitBeforeOpensWithTheSameDocuments() throws {
        try withCatalog { mirror in
            for (id, fields) in Self.products { try mirror.put(mirror.product(id), fields) }
            let items = ["publicViews", "products", "items"]
            let before = (try mirror.documents(items), try mirror.menu())
            let prefix = ColumnKey.prefix(org: TestCatalog.org)
            let orphan = prefix + Array("gone".utf8)
            let row = try #require(
                try mirror.store.auxiliary(.columns, prefix + Array("own-1".utf8)))
            try mirror.store.derive(.columns, as: 2, batchBytes: 100) { writer throws(Status) in
                try writer.put(orphan, row)
            }
            try mirror.reopen()
            #expect(try mirror.documents(items) == before.0)
            #expect(try mirror.menu().sorted { $0.id < $1.id } == before.1.sorted { $0.id < $1.id })
            #expect(try mirror.store.isDerived(.columns, as: StoredRow.derivation))
            #expect(try mirror.store.auxiliary(.columns, orphan) == nil)
            #expect(mirror.log.first?.contains("another program derived them") == true)
            #expect(mirror.log.last == "derived the columns of 3 products")
            try mirror.reopen()
            #expect(mirror.log.isEmpty)
        }
    }

    /// Whatever bytes a row has become: it is made anew, with the others.
    @Test(arguments: Seeds.of(0..<40 as Range<UInt64>))
    func aDamagedRowIsDerivedAnew(seed: UInt64) throws {
        try withCatalog { mirror in
            for (id, fields) in Self.products {
                var fields = fields
                fields["expirationDate"] = "2027-03-01"
                try mirror.put(mirror.product(id), fields)
            }
            try mirror.put(
                mirror.rule("r"), ruleFields("percent", 20, ["categories": ["Edibles > Gummies"]]))
            let before = try mirror.menu().sorted { $0.id < $1.id }
            var random = SeededRandom(seed: seed)
            let key = ColumnKey.prefix(org: TestCatalog.org) + Array("alleaves_1".utf8)
            let row = try #require(try mirror.store.auxiliary(.columns, key))
            let damaged = Self.damaged(row, &random)
            try mirror.store.derive(
                .columns, as: StoredRow.derivation, batchBytes: 100
            ) { writer throws(Status) in
                try writer.put(key, damaged)
                if seed % 3 == 0 { try writer.put([ColumnKey.rowKind, 0, 7], row) }
                if seed % 4 == 0 {
                    try writer.put(ColumnKey.rulesTime(org: TestCatalog.org), [1, 2, 3])
                }
            }
            try mirror.reopen()
            #expect(try mirror.menu().sorted { $0.id < $1.id } == before, "seed \(seed)")
            #expect(mirror.log.first?.contains("a row cannot be read") == true)
            #expect(mirror.generation?.rulesTime ?? 0 > 0)
            try mirror.reopen()
            #expect(mirror.log.isEmpty)
        }
    }

    /// The row in one of the ways in which it can be seen to be none.
    private static func damaged(_ row: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
        var row = row
        switch Int.random(in: 0..<6, using: &random) {
        case 0: row = []
        case 1:
            row.removeLast(row.count - Int.random(in: 1...StoredRow.headerBytes, using: &random))
        case 2: row[0] = UInt8.random(in: 3...255, using: &random)
        case 3: row[1] |= 4 << UInt8.random(in: 2...5, using: &random)
        case 4: row[15] = 0xFF
        default:
            // Where the item begins: behind the names.
            let item = row.count - Self.itemCount(row)
            let place = Int.random(in: item..<item + 8, using: &random)
            row[place] ^= UInt8.random(in: 1...255, using: &random)
        }
        return row
    }

    private static func itemCount(_ row: [UInt8]) -> Int {
        row.withUnsafeBytes { StoredRowView($0)?.item.count ?? 0 }
    }

    @Test func aBuildThatIsCutShortStartsOver() throws {
        try withOldStore { mirror in
            // Some rows are new, others old, and the mark is not there.
            try mirror.store.derive(.columns, as: 1, batchBytes: 1) { writer throws(Status) in
                let fields = Self.products["alleaves_1"] ?? [:]
                let row = try? DerivedRow(
                    id: Array("alleaves_1".utf8), fields: fields.mapValueBytes, updateTime: 0)
                guard let row else { return }
                let key = ColumnKey.prefix(org: TestCatalog.org) + Array("alleaves_1".utf8)
                try writer.put(key, StoredRow(row, sourceHash: 77).bytes)
            }
            try mirror.reopen()
            try check(mirror)
        }
    }

    /// A field that was somebody's own before it became a derived one is not shown, and keeps
    /// nobody from writing the product.
    @Test func fieldsThatBecameDerivedGiveWay() throws {
        try withCatalog { mirror in
            let own: Fields = ["name": "A", "price": 10.0, "bogoUnitPrice": 3.0]
            #expect(throws: Status.self) { try mirror.put(mirror.product("a"), own) }
            try mirror.put(mirror.product("a"), ["name": "A", "price": 10.0])
            let read = try Fields(
                mapValueBytes: try #require(mirror.generation).withSaleFields(
                    id: Array("a".utf8), stored: own.mapValueBytes))
            #expect(read["bogoUnitPrice"] == nil)
        }
    }
}
