import DocumentStore
import FirestoreModel
import MirrorMessages
import StatusCodes
import TestSupport
import Testing

@testable import Catalog

/// The columns of a catalog follow from its documents: a daemon that finds rows of another program,
/// or bytes that are none, starts with the menu that the documents say.
@Suite struct ColumnRebuildTests {
    /// Key of a row: 01, org, 00 01, document id (Protocol/format.md).
    private static func key(_ id: String) -> [UInt8] {
        [1] + Array(TestDaemon.org.utf8) + [0, 1] + Array(id.utf8)
    }

    /// Every stored document, as bytes by key.
    private static func documents(_ store: DocumentStore) throws -> [[UInt8]: RawDocument] {
        let all = try store.documents(DocumentScan(prefix: []))
        return Dictionary(uniqueKeysWithValues: all.map { ($0.key.bytes, $0.document) })
    }

    /// A daemon with a synced menu that is started again on what `body` made of its store.
    private func restarted(
        _ reason: String, _ body: (DocumentStore) throws -> Void
    ) throws {
        try withDaemon(products: 40, { $0.discounts = 5 }) { daemon in
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let menu = try daemon.menu()
            #expect(menu.count > 20)
            daemon.stop()
            let store = try DocumentStore(path: daemon.data)
            let documents = try Self.documents(store)
            try body(store)
            #expect(try Self.documents(store) == documents)
            try store.close()
            try daemon.restart()
            #expect(try daemon.menu() == menu)
            #expect(daemon.log.contains("deriving the columns of 1 tenants"), "\(daemon.log)")
            #expect(daemon.log.contains(reason), "\(daemon.log)")
            // What a sync left is known still: nothing is written again.
            #expect(try daemon.sync(.products).unchanged > 20)
            let log = daemon.log.count
            try daemon.restart()
            #expect(try daemon.menu() == menu)
            #expect(!daemon.log.dropFirst(log).contains("deriving the columns"))
        }
    }

    @Test func rowsOfAnotherProgramAreDerivedAnew() throws {
        try restarted("another program derived them") { store in
            try store.derive(.columns, as: 7, batchBytes: 1 << 20) { _ in }
        }
    }

    @Test func aMangledRowIsDerivedAnew() throws {
        try restarted("a row cannot be read") { store in
            let ids = try Self.rowIDs(store)
            try store.derive(
                .columns, as: StoredRow.derivation, batchBytes: 1 << 20
            ) { writer throws(Status) in
                try writer.put(Self.key(ids[3]), Array("no row at all".utf8))
                try writer.put(
                    Self.key("gone"), try store.auxiliary(.columns, Self.key(ids[5])) ?? [])
            }
        }
    }

    private static func rowIDs(_ store: DocumentStore) throws -> [String] {
        let prefix = key("")
        var ids: [String] = []
        try store.scanAuxiliary(.columns, prefix: prefix) { key, _ in
            ids.append(String(decoding: key.dropFirst(prefix.count), as: UTF8.self))
            return true
        }
        return ids
    }
}
