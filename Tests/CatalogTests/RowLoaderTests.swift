import MirrorMessages
import Ordering
import Synchronization
import Testing

@testable import Catalog

/// Rows that pass in batches from one thread to another become the catalogs of their tenants.
@Suite struct RowLoaderTests {
    private func row(_ id: String, _ price: Int32, itemBytes: Int = 0) -> [UInt8] {
        var menuItem = MenuItem()
        menuItem.id = id
        let item = menuItem.wireBytes + [UInt8](repeating: 0, count: itemBytes)
        let header: [UInt8] = [StoredRow.version, RowFlags.active.rawValue]
        var bytes = header
        bytes.appendLittleEndian(UInt32(bitPattern: price))
        bytes.appendLittleEndian(UInt64(7))
        bytes.appendLittleEndian(UInt16(3))
        bytes.appendLittleEndian(UInt16(0))
        return bytes + Array("Wax".utf8) + item
    }

    /// The tenants' names and prices in the order in which they were finished; nil where the rows
    /// were refused.
    private func load(_ rows: [(org: String, id: String, value: [UInt8])]) -> [String]? {
        let found = Mutex<[String]>([])
        let loading = RowLoader { loader in
            var loader = loader
            let org = [loader.org, loader.location].filter { !$0.isEmpty }.joined(separator: "@")
            let generation = loader.finish(now: 0)
            let prices = generation.segments.flatMap(\.prices).map(String.init)
            found.withLock { $0.append(([org] + prices).joined(separator: " ")) }
        }
        for row in rows {
            let key = ColumnKey.prefix(org: row.org) + Array(row.id.utf8)
            key.withUnsafeBytes { key in
                row.value.withUnsafeBytes { loading.add(key: key, value: $0) }
            }
        }
        return loading.finish() ? found.withLock { $0 } : nil
    }

    @Test func eachTenantGetsItsRowsInTheOrderOfTheirKeys() {
        let rows = [("a", "1", 5), ("a", "2", 6), ("b", "1", 7), ("c", "9", 8)]
            .map { ($0.0, $0.1, row($0.1, $0.2)) }
        #expect(load(rows) == ["a 5 6", "b 7", "c 8"])
        #expect(load([]) == [])
    }

    @Test func eachStoreGetsItsRows() {
        let keys = [("a", "x"), ("a", "x\0y"), ("a\0", "x")].map {
            ColumnKey.storePrefix(org: $0.0, location: $0.1) + Array("1".utf8)
        }
        let found = Mutex<[String]>([])
        let loading = RowLoader { loader in
            found.withLock { $0.append("\(loader.org)@\(loader.location)") }
        }
        for key in keys {
            key.withUnsafeBytes { key in
                row("1", 5).withUnsafeBytes { loading.add(key: key, value: $0) }
            }
        }
        #expect(loading.finish())
        #expect(found.withLock { $0 } == ["a@x", "a@x\0y", "a\0@x"])
        for end in 1..<keys[0].count - 1 {
            keys[0][..<end].withUnsafeBytes { #expect(ColumnKey.parse($0) == nil) }
        }
    }

    @Test func batchesOfManySizesAreOneCatalog() {
        // Three to a batch, and more than may wait.
        let large = CatalogLimits.itemBytesMax - 100
        let rows = (0..<40).map { ("a", "\($0)", row("\($0)", Int32($0), itemBytes: large)) }
        #expect(load(rows) == [(["a"] + (0..<40).map(String.init)).joined(separator: " ")])
    }

    @Test func whatIsNoRowIsRefused() {
        #expect(load([("a", "1", row("1", 5)), ("a", "2", [9])]) == nil)
        #expect(load([("a", "1", row("1", -5)), ("b", "1", row("1", 7))]) == nil)
        #expect(load([("a", "1", row("1", 5)), ("a", "2", row("3", 6))]) == nil)
    }
}
