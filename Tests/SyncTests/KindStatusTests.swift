import FirestoreModel
import Testing

@testable import Sync

/// A tenant's status after runs of several kinds: each kind keeps its own result
/// (Protocol/tree.md, Integration status).
@Suite struct KindStatusTests {
    @Test func anotherKindsSuccessEndsNoSuspicion() throws {
        try withMirror(products: 80) { mirror in
            mirror.sync(.products)
            mirror.pos.removeItems(Array(mirror.pos.idItems.dropFirst(3)))
            mirror.sync(.products)
            for kind in [SyncKind.discounts, .metadata, .customers, .orders] {
                mirror.sync(kind)
                let status = try mirror.status()
                #expect(status["status"] == "suspicious", "\(kind)")
                #expect(
                    status["incomplete"]?.arrayValue?.map { $0.mapValue?["listing"] }
                        == ["inventory"])
            }
            #expect(mirror.engine.run(.products, org: "acme", acceptsRemovals: true).success)
            #expect(try mirror.status()["status"] == "success")
            #expect(try mirror.status()["incomplete"]?.arrayValue == [])
        }
    }

    @Test func anotherKindsSuccessEndsNoFailure() throws {
        try withMirror { mirror in
            mirror.sync(.org)
            mirror.pos.override("/inventory/search", body: "{}")
            #expect(!mirror.engine.run(.products, org: "acme").success)
            mirror.sync(.discounts)
            #expect(try mirror.status()["status"] == "error")
            let error = try #require(try mirror.status()["lastError"]?.stringValue)
            #expect(error.hasPrefix("products: "))
            // A run of everything fails in the same part, and heals it.
            #expect(!mirror.engine.run(.org, org: "acme").success)
            #expect(try mirror.status()["status"] == "error")
            mirror.pos.clearOverride("/inventory/search")
            mirror.sync(.org)
            #expect(try mirror.status()["status"] == "success")
            #expect(try mirror.status()["lastError"] == .null)
        }
    }

    @Test func aTenantWithoutItsLocationIsInError() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            try mirror.put(["locations", "main"], mirror.location(org: "other"))
            #expect(!mirror.engine.run(.products, org: "acme").success)
            #expect(try mirror.status()["status"] == "error")
            // Nobody makes up a tenant by asking for one.
            #expect(!mirror.engine.run(.products, org: "nobody").success)
            #expect(try mirror.document("tenants", "nobody", "integrations", "pos") == nil)
        }
    }
}
