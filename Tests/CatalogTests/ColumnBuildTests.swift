import DocumentStore
import FirestoreModel
import MirrorMessages
import Ordering
import ProtobufWire
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
            try mirror.store.derive(.columns, as: 1, batchBytes: 100) { writer throws(StoreError) in
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

    @Test func aBuildThatIsCutShortStartsOver() throws {
        try withOldStore { mirror in
            // Some rows are new, others old, and the mark is not there.
            try mirror.store.derive(.columns, as: 1, batchBytes: 1) { writer throws(StoreError) in
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
            #expect(throws: StoreError.self) { try mirror.put(mirror.product("a"), own) }
            try mirror.put(mirror.product("a"), ["name": "A", "price": 10.0])
            let read = try Fields(
                mapValueBytes: try #require(mirror.generation).withSaleFields(
                    id: Array("a".utf8), stored: own.mapValueBytes))
            #expect(read["bogoUnitPrice"] == nil)
        }
    }
}
