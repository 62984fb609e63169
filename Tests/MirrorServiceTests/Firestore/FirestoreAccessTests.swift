import Catalog
import DocumentStore
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import ProtobufWire
import TTRPC
import TestSupport
import Testing

@testable import Access
@testable import MirrorService

/// What others than admins see of the document API: public documents, and no secret by any way.
@Suite struct FirestoreAccessTests {
    private static let documents: [(path: String, fields: Fields)] = [
        ("tenants/acme/publicViews/products/items/1", ["name": "A", "price": 10]),
        ("tenants/acme/publicViews/products/items/2", ["name": "B", "price": 20]),
        ("tenants/acme/customers/7", ["email": "someone@example.com"]),
        ("tenants/acme/orders/items/items/9", ["name": "private"]),
        ("products/acme_1", ["cost": 5]),
        ("users/u", ["role": "admin"]),
        (
            "locations/main",
            ["orgId": "acme", "posConfig": ["password": "marker", "storeId": "s"]]
        ),
    ]

    private func tree(_ role: Role?, _ body: (FirestoreServer) throws -> Void) throws {
        try withTemporaryDirectory { directory in
            let server = try FirestoreServer(directory, role: role)
            for (path, fields) in Self.documents { try server.store(path, fields) }
            try server.store("c/d", ["v": 1], database: "other")
            try body(server)
            try server.stop()
        }
    }

    private func denied(
        _ location: SourceLocation = #_sourceLocation, _ body: () throws -> Void
    ) {
        #expect(sourceLocation: location) { try body() } throws: {
            ($0 as? MirrorClientError)?.code == .permissionDenied
        }
    }

    @Test func readersGetPublicDocumentsOnly() throws {
        try tree(.reader) { (server) throws in
            let item = "tenants/acme/publicViews/products/items/1"
            #expect(try server.get(item).fields["name"] == "A")
            #expect(try server.get(item).fields["isOnSale"] == false)
            #expect(try server.batchGet([item]).count == 1)
            for path in [
                "tenants/acme/customers/7", "products/acme_1", "users/u",
                "locations/main", "products/none",
            ] {
                denied { _ = try server.get(path) }
                denied { _ = try server.batchGet([item, path]) }
            }
            denied { _ = try server.get("c/d", database: "other") }
        }
    }

    @Test func readersQueryPublicCollectionsOnly() throws {
        try tree(.reader) { (server) throws in
            let items = StructuredQuery(collection: "items", orderBy: [QueryOrder("price")])
            #expect(
                try server.names(items, parent: "tenants/acme/publicViews/products")
                    == ["A", "B"])
            let group = StructuredQuery(collection: "items", allDescendants: true)
            #expect(
                try server.names(group, parent: "tenants/acme/publicViews/products").count == 2)
            for parent in ["", "tenants/acme"] {
                denied { _ = try server.names(group, parent: parent) }
                denied {
                    _ = try server.names(
                        StructuredQuery(collection: "", allDescendants: true), parent: parent)
                }
                denied { _ = try server.names(StructuredQuery(collection: ""), parent: parent) }
            }
            denied { _ = try server.names(items, parent: "tenants/acme/orders/items") }
            denied { _ = try server.names(StructuredQuery(collection: "users")) }
            denied { try server.count(StructuredQuery(collection: "users")) }
            denied { try server.count(group) }
            denied { try server.partition(group) }
            denied { try server.list("users", orderBy: "") }
            denied { try server.list("users", orderBy: "role") }
            denied { try server.collections("") }
            denied { try server.collections("tenants/acme") }
            denied {
                _ = try server.names(StructuredQuery(collection: "c"), database: "other")
            }
        }
    }

    @Test func readersDoNotWrite() throws {
        for role in [Role.reader, .sync] {
            try tree(role) { (server) throws in
                let path = "tenants/acme/publicViews/products/items/1"
                let document = Document(name: server.name(path), fields: [:])
                var commit = CommitRequest()
                commit.database = server.database.name
                commit.writes = [Write(.update(document)).wireBytes]
                denied { let _: CommitResponse = try server.call("Commit", commit) }
                var batch = BatchWriteRequest()
                batch.database = commit.database
                batch.writes = commit.writes
                denied { let _: BatchWriteResponse = try server.call("BatchWrite", batch) }
                var update = UpdateDocumentRequest()
                update.document = document.wireBytes
                denied { let _: Document = try server.call("UpdateDocument", update) }
                var create = CreateDocumentRequest()
                create.parent = server.name("")
                create.collectionId = "c"
                denied { let _: Document = try server.call("CreateDocument", create) }
                var delete = DeleteDocumentRequest()
                delete.name = document.name
                denied { let _: Document = try server.call("DeleteDocument", delete) }
                #expect(try server.get(path).fields["name"] == "A")
            }
        }
    }

    @Test func aTransactionOpensNoDoor() throws {
        try tree(.reader) { (server) throws in
            var begin = BeginTransactionRequest()
            begin.database = server.database.name
            let begun: BeginTransactionResponse = try server.call("BeginTransaction", begin)
            denied {
                _ = try server.batchGet(["users/u"]) { $0.transaction = begun.transaction }
            }
            var commit = CommitRequest()
            commit.database = server.database.name
            commit.transaction = begun.transaction
            let _: CommitResponse = try server.call("Commit", commit)
        }
    }

    @Test func aLocationsSecretsCanNotBeSeenOrGuessed() throws {
        try tree(.sync) { (server) throws in
            let hidden = try server.get("locations/main").fields["posConfig"]
            #expect(hidden?.mapValue?["password"] == "[redacted]")
            #expect(hidden?.mapValue?["storeId"] == "s")
            let all = StructuredQuery(collection: "locations")
            for document in try server.documents(all) {
                #expect(document.fields["posConfig"] == hidden)
            }
            var masked = all
            masked.select = ["posConfig.password"]
            #expect(
                try server.documents(masked)[0].fields
                    == ["posConfig": ["password": "[redacted]"]])
            for path in ["posConfig.password", "posConfig"] {
                denied {
                    _ = try server.documents(
                        StructuredQuery(
                            collection: "locations", where: .where(path, .greaterThan, "m")))
                }
                denied {
                    _ = try server.documents(
                        StructuredQuery(collection: "locations", orderBy: [QueryOrder(path)]))
                }
                denied { try server.count(all, [Aggregation(.sum(path))]) }
                denied { try server.list("locations", orderBy: path) }
            }
            #expect(
                try server.documents(
                    StructuredQuery(
                        collection: "locations", where: .where("orgId", .equal, "acme"))
                ).count
                    == 1)
        }
    }

    @Test func anAdminSeesEverything() throws {
        try tree(nil) { (server) throws in
            let location = try server.get("locations/main").fields["posConfig"]
            #expect(location?.mapValue?["password"] == "marker")
            let group = StructuredQuery(collection: "items", allDescendants: true)
            #expect(try server.names(group) == ["private", "A", "B"])
            #expect(try server.get("c/d", database: "other").fields == ["v": 1])
        }
    }
}
