import DocumentStore
import FirestoreModel
import RocksStore
import StatusCodes
import TestSupport
import Testing

@testable import StoreInspector

@Suite struct StoreInspectorTests {
    @Test func everyFamilyIsDecoded() throws {
        try withInspectedStore { store in
            Golden.expect(try store.report(), is: "StoreInspector/everyFamily.txt")
        }
    }

    @Test func nothingIsWrittenIntoTheDirectory() throws {
        try withInspectedStore { store in
            let before = store.files()
            #expect(before.count > 3)
            _ = try store.report()
            let inspector = try StoreInspector(directory: store.path)
            _ = try inspector.row(org: "acme", id: "1018")
            #expect(store.files() == before)
        }
    }

    @Test func aStoreThatSomebodyHasOpenIsSeenAsItWasThen() throws {
        try withInspectedStore { store in
            let open = try DocumentStore(
                path: store.path, options: DocumentStoreOptions(memoryBytes: 16 << 20))
            try InspectedStore.commit(open, ["tenants", "acme", "notes", "a"], ["text": "here"])
            let inspector = try StoreInspector(directory: store.path)
            try InspectedStore.commit(open, ["tenants", "acme", "notes", "b"], ["text": "later"])
            let found = try inspector.entries("documents", prefix: "tenants/acme/notes", limit: 9)
            #expect(found.entries.map(\.key) == ["tenants/acme/notes/a"])
            let later = try StoreInspector(directory: store.path)
                .entries("documents", prefix: "tenants/acme/notes", limit: 9)
            #expect(later.entries.map(\.key) == ["tenants/acme/notes/a", "tenants/acme/notes/b"])
            try open.close()
        }
    }

    @Test func secretsAreShownToWhoAsksAlone() throws {
        try withInspectedStore { store in
            let plain = try store.report()
            for secret in InspectedStore.secrets { #expect(!plain.contains(secret), "\(secret)") }
            #expect(plain.contains("posConfig"))
            let whole = try store.report(showsSecrets: true)
            for secret in InspectedStore.secrets { #expect(whole.contains(secret), "\(secret)") }
        }
    }

    @Test func aPrefixTakesWhatLiesThere() throws {
        try withInspectedStore { store in
            let inspector = try StoreInspector(directory: store.path)
            func keys(_ family: String, _ prefix: String, limit: Int = 99) throws -> [String] {
                try inspector.entries(family, prefix: prefix, limit: limit).entries.map(\.key)
            }
            let rule = "tenants/acme/discounts/alleaves_7"
            #expect(try keys("documents", rule) == [rule])
            #expect(try keys("documents", "tenants/acme").count == 2)
            #expect(try keys("documents", "tenants").count == 2)
            #expect(try keys("documents", "ten") == [])
            #expect(try keys("columns", "acme/alleaves_1018").contains("row acme/alleaves_1018"))
            #expect(try keys("columns", "acm") == [])
            #expect(try keys("changes", "tenants/acme") == ["4", "3"])
            #expect(try keys("changes", "", limit: 2) == ["4", "3"])
            let fields = try keys("indexes", "tenants/acme/discounts")
            #expect(fields.contains("tenants/acme/discounts brands[]"))
            #expect(!fields.contains { $0.hasPrefix("index ") || $0.hasPrefix("locations") })
            #expect(try inspector.entries("documents", limit: 1).isTruncated)
            #expect(try !inspector.entries("documents", limit: 4).isTruncated)
            #expect(throws: Status.self) { try keys("documents", "a//b") }
            #expect(throws: Status.self) { try keys("tables", "") }
        }
    }

    @Test func whatIsNoDataDirectoryIsNotFound() throws {
        try withTemporaryDirectory { directory in
            for path in [directory, "\(directory)/none"] {
                let error = #expect(throws: Status.self) {
                    try StoreInspector(directory: path)
                }
                #expect(error?.code == .notFound)
            }
            #expect(names(in: directory) == [])
        }
    }

    @Test func aDirectoryWithoutItsTablesIsRefusedAndNotTouched() throws {
        try withInspectedStore { store in
            for name in names(in: store.path) where name.hasSuffix(".sst") {
                removeTree("\(store.path)/\(name)")
            }
            let before = store.files()
            #expect(throws: Status.self) { try StoreInspector(directory: store.path) }
            #expect(store.files() == before)
        }
    }
}
