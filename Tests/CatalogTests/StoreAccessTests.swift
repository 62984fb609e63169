import FirestoreModel
import StatusCodes
import Synchronization
import Testing

@testable import Catalog

/// Which catalog a request for a location gets.
@Suite struct StoreAccessTests {
    private func put(_ mirror: TestCatalog, _ location: String, org: String = "acme") throws {
        try mirror.put(mirror.key(["locations", location]), ["orgId": .string(org)])
    }

    private func failure(_ mirror: TestCatalog, _ location: String, org: String = "acme")
        -> Status?
    {
        do throws(Status) {
            _ = try mirror.catalog.store(org, location: location)
            return nil
        } catch {
            return error
        }
    }

    private func fast(_ mirror: TestCatalog, _ location: String) -> Generation? {
        Array("acme".utf8).withUnsafeBytes { org in
            Array(location.utf8).withUnsafeBytes {
                mirror.catalog.storeGeneration(orgBytes: org, locationBytes: $0)
            }
        }
    }

    @Test func theOnlyLocationIsTheTenant() throws {
        try withCatalog { mirror in
            try put(mirror, "main")
            try put(mirror, "elsewhere", org: "other")
            #expect(failure(mirror, "") == .unknownTenant("acme"))
            #expect(failure(mirror, "main") == .noStoreYet("main", of: "acme"))
            #expect(failure(mirror, "main", org: "nobody") == .unknownTenant("nobody"))
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            let own = try #require(mirror.catalog.tenant("acme"))
            #expect(try mirror.catalog.store("acme", location: "") === own)
            #expect(try mirror.catalog.store("acme", location: "main") === own)
            #expect(fast(mirror, "main") === own.generation)
            #expect(fast(mirror, "") === own.generation)
            #expect(
                failure(mirror, "elsewhere")
                    == .unknownLocation("elsewhere", of: "acme", known: ["main"]))
            #expect(fast(mirror, "elsewhere") == nil)
        }
    }

    @Test func locationsComeMoveAndGo() throws {
        try withCatalog { mirror in
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            #expect(failure(mirror, "b") == .unknownLocation("b", of: "acme", known: []))
            for location in ["b", "a", "c"] { try put(mirror, location) }
            #expect(
                failure(mirror, "d")
                    == .unknownLocation("d", of: "acme", known: ["a", "b", "c"]))
            #expect(failure(mirror, "b") == .noStoreYet("b", of: "acme"))
            try put(mirror, "a", org: "other")
            try mirror.delete(mirror.key(["locations", "c"]))
            #expect(failure(mirror, "b") == nil)
            #expect(
                failure(mirror, "c") == .unknownLocation("c", of: "acme", known: ["b"]))
            try mirror.reopen()
            #expect(failure(mirror, "b") == nil)
            #expect(failure(mirror, "a") == .unknownLocation("a", of: "acme", known: ["b"]))
        }
    }

    @Test func aPublicationSaysWhoseItIs() throws {
        try withCatalog { mirror in
            let said = Said()
            mirror.catalog.onPublish { org, location, generation in
                said.add("\(org) \(location) \(generation.activeCount)")
            }
            try mirror.put(mirror.product("alleaves_1"), productFields("One", 10))
            #expect(said.all == ["acme  1"])
        }
    }
}

/// What a listener was told.
final class Said: Sendable {
    private let texts = Mutex<[String]>([])

    var all: [String] { texts.withLock { $0 } }

    func add(_ text: String) { texts.withLock { $0.append(text) } }
}
