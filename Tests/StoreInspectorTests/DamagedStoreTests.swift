import Catalog
import Glibc
import RocksStore
import Randomness
import TestSupport
import Testing

@testable import StoreInspector

@Suite struct DamagedStoreTests {
    @Test func damageIsShownAndCounted() throws {
        try withInspectedStore { store in
            try store.damage(.documents, [1, 2, 3], [1])
            try store.damage(.columns, [9], [])
            try store.damage(.indexes, [1], [])
            try store.damage(.changes, [1], [])
            try store.damage(.meta, Array("commit".utf8), [1, 2])
            try store.damage(.meta, Array("later".utf8), [1, 2])
            let inspector = try StoreInspector(directory: store.path)
            for family in inspector.families() {
                #expect(family.damaged == 1 && family.failure == "", "\(family)")
            }
            for family in ColumnFamily.allCases {
                let found = try inspector.entries(family.name, limit: 999).entries
                #expect(found.count { $0.problem != nil } == 1, "\(family.name)")
            }
            let documents = try inspector.entries("documents", limit: 9).entries
            #expect(documents.first { $0.problem != nil }?.key == "010203")
            let meta = try inspector.entries("meta", limit: 9).entries
            #expect(meta.first { $0.key == "later" }?.facts.first?.text == "0102")
        }
    }

    /// It shows what a daemon would not open, and says so.
    @Test func aStoreThatADaemonRefusesIsShownWithItsDamage() throws {
        try withInspectedStore { store in
            #expect(try StoreInspector(directory: store.path).damage == nil)
            unlink("\(store.path)/ACKNOWLEDGED")
            let inspector = try StoreInspector(directory: store.path)
            #expect(inspector.damage?.message.contains("ACKNOWLEDGED") == true)
            #expect(try inspector.row(org: "acme", id: "alleaves_1018") != nil)
        }
    }

    @Test func aDamagedDocumentKeepsItsPath() throws {
        try withInspectedStore { store in
            try store.damage(.documents, InspectedStore.productKey, [1, 2])
            let inspector = try StoreInspector(directory: store.path)
            let items = "tenants/acme/publicViews/products/items"
            let entry = try inspector.entries("documents", prefix: items, limit: 9).entries.first
            #expect(entry?.key == "\(items)/alleaves_1018")
            #expect(entry?.problem?.contains("2 bytes") == true && entry?.document == nil)
            let row = try #require(try inspector.row(org: "acme", id: "alleaves_1018"))
            #expect(row.document == nil && row.problems.count == 1)
            #expect(row.lines.first { $0.name == "price" }?.row == "3955 cents")
        }
    }

    /// Whatever the bytes are, they are shown or refused.
    @Test(arguments: Seeds.of([1, 2, 3] as [UInt64]))
    func damagedBytesNeverTrap(seed: UInt64) throws {
        try withInspectedStore { store in
            var random = SeededRandom(seed: seed)
            let database = try RocksDatabase(path: store.path)
            for family in ColumnFamily.allCases {
                var pairs: [([UInt8], [UInt8])] = []
                try database.scan(family) { key, value in
                    pairs.append(([UInt8](key), [UInt8](value)))
                    return true
                }
                let batch = try RocksWriteBatch(for: database)
                for (key, value) in pairs {
                    for _ in 0..<20 {
                        batch.put(
                            family, Self.damaged(key, &random), Self.damaged(value, &random))
                    }
                    batch.put(family, key, Self.damaged(value, &random))
                }
                try database.write(batch, .synced)
            }
            try database.close()
            let report = try store.report()
            #expect(report.contains("damaged:"))
            #expect(!report.contains("swordfish"))
            let inspector = try StoreInspector(directory: store.path)
            _ = try inspector.row(org: "acme", id: "alleaves_1018")
        }
    }

    private static func damaged(
        _ bytes: [UInt8], _ random: inout SeededRandom
    ) -> [UInt8] {
        var copy = bytes
        for _ in 0...random.below(3) {
            guard !copy.isEmpty else { break }
            let index = random.below(copy.count)
            switch random.below(4) {
            case 0: copy[index] = UInt8.random(in: .min ... .max, using: &random)
            case 1: copy.removeSubrange(index...)
            case 2: copy[index] ^= 1 << UInt8(random.below(8))
            default: copy.insert(contentsOf: copy[index...].prefix(9), at: index)
            }
        }
        return copy
    }
}
