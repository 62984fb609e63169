import Alleaves
import AlleavesSimulator
import FirestoreModel
import HTTPTransport
import Testing

@testable import Sync

/// A POS that fails for good, or just long enough, on a clock that nobody waits for.
@Suite struct RetryAndFaultTests {
    @Test(arguments: ["/inventory/search", "/auth"], [500, 502, 503, 504])
    func aPOSThatIsDownChangesNothing(path: String, status: Int) throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.pos.expireTokens()
            mirror.pos.failNext(100, path, status: status)
            let report = try mirror.failingSync(.products)
            #expect(report.error.contains("HTTP \(status)"))
            #expect(report.error.contains("try again later"))
            mirror.pos.failNext(0, path)
            #expect(mirror.sync(.products).unchanged == 60)
            #expect(try mirror.status()["status"] == "success")
            #expect(try mirror.status()["lastError"] == .null)
        }
    }

    @Test(arguments: [500, 502, 503, 504, 404, 403])
    func aDiscountFetchThatFailsMovesNoPrice(status: Int) throws {
        try withMirror { mirror in
            mirror.pos.addDiscount(json: Self.flowerSale)
            mirror.sync(.products)
            #expect(mirror.sync(.discounts).productsOnSale > 0)
            mirror.pos.failNext(100, "/discount", status: status)
            let report = try mirror.failingSync(.discounts)
            #expect(report.error.contains("HTTP \(status)"))
            #expect(report.productsOnSale > 0)
        }
    }

    private static let flowerSale = """
        {"name":"F","discount_type":"percent","discount_value":20,"active":true,
         "conditions":{"categories":["Flower"]}}
        """

    @Test func aDiscountListCutOffMovesNoPrice() throws {
        try withMirror { mirror in
            for _ in 0..<5 { mirror.pos.addDiscount(json: Self.flowerSale) }
            mirror.sync(.products)
            mirror.sync(.discounts)
            mirror.pos.truncate("/discount", afterBytes: 200)
            let report = try mirror.failingSync(.discounts)
            #expect(report.error.contains("/discount"))
        }
    }

    @Test(arguments: [1, 50, 1_000, 50_000])
    func anInventoryCutOffAnywhereChangesNothing(bytes: Int) throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.pos.setPrice(idItem: try #require(mirror.pos.idItems.first), cents: 1)
            mirror.pos.truncate("/inventory/search", afterBytes: bytes)
            _ = try mirror.failingSync(.products)
            mirror.pos.truncate("/inventory/search", afterBytes: nil)
            #expect(mirror.sync(.products).updated == 1)
        }
    }

    @Test(arguments: [TransportError.Kind.timeout, .connect, .malformed])
    func aTransferThatFailsOnceIsMadeAgain(kind: TransportError.Kind) throws {
        try withMirror { mirror in
            mirror.transport.fail(2, "/inventory/search", kind)
            #expect(mirror.sync(.products).created == 60)
            #expect(mirror.clock.sleeps.count == 2)
            #expect(mirror.clock.sleeps[1] > mirror.clock.sleeps[0] / 2)
        }
    }

    @Test(arguments: [
        TransportError.Kind.timeout, .connect, .malformed, .tls, .tooLarge, .other,
    ])
    func aTransferThatKeepsFailingChangesNothing(kind: TransportError.Kind) throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.transport.fail(100, "/inventory/search", kind)
            let report = try mirror.failingSync(.products)
            #expect(report.error.contains("/inventory/search"))
            if kind == .timeout { #expect(report.error.contains("timeout")) }
        }
    }

    @Test(arguments: ["7", "119"])
    func retryAfterIsHonoured(seconds: String) throws {
        try withMirror { mirror in
            mirror.pos.failNext(
                1, "/inventory/search", status: 429, headers: [("Retry-After", seconds)])
            #expect(mirror.sync(.products).created == 60)
            let waited = mirror.clock.sleeps.max() ?? 0
            #expect(waited >= (Int64(seconds) ?? 0) * 1000)
        }
    }

    @Test func aRetryAfterBeyondReasonFailsAtOnce() throws {
        try withMirror { mirror in
            mirror.sync(.metadata)
            mirror.pos.failNext(
                1, "/inventory/search", status: 429, headers: [("Retry-After", "86400")])
            _ = try mirror.failingSync(.products)
            #expect(mirror.clock.sleeps.isEmpty)
        }
    }

    @Test func aRunEndsAfterFiveMinutes() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.pos.failNext(
                100, "/inventory/search", status: 429, headers: [("Retry-After", "110")])
            let report = try mirror.failingSync(.products)
            #expect(report.error.contains("HTTP 429"))
            #expect(mirror.clock.sleeps.reduce(0, +) <= SyncLimits.runMilliseconds)
        }
    }

    @Test func aTokenThatThePOSForgotIsReplacedByOneLogin() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.pos.resetCounts()
            mirror.pos.expireTokens()
            mirror.sync(.products)
            #expect(mirror.pos.requestCount("/auth") == 1)
            #expect(mirror.pos.requestCount("/inventory/search") == 2)
        }
    }

    @Test func aTokenNearItsEndIsRenewedBeforeItIsRefused() throws {
        try withMirror({ $0.tokenSeconds = 3_600 }) { mirror in
            mirror.sync(.products)
            mirror.pos.resetCounts()
            mirror.pos.setTokenLifetime(seconds: 86_400)
            // Within the five minutes before its end a token counts as stale.
            mirror.clock.advance(milliseconds: 3_400_000)
            mirror.sync(.products)
            #expect(mirror.pos.requestCount("/auth") == 1)
            #expect(mirror.pos.requestCount("/inventory/search") == 1)
        }
    }

    /// Warnings but those of stock that is not sold, of which the simulated store has some.
    private static func faults(_ report: SyncReport) -> [String] {
        report.warnings.filter { !$0.contains("not sold") }
    }

    @Test func withBothBatchEndpointsDownProductsKeepWhatBatchesSaid() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            let menu = try mirror.menu()
            let documents = try mirror.everything()
            mirror.pos.setDown("/inventory/batch/*")
            mirror.pos.setDown("/inventory/batch/search")
            mirror.pos.resetCounts()
            // What was asked for within a day is known.
            #expect(Self.faults(mirror.sync(.products)).isEmpty)
            #expect(mirror.pos.requestCount("/inventory/batch/search") == 0)
            mirror.clock.environment.sleep(SyncLimits.batchMilliseconds, nil)
            let report = mirror.sync(.products)
            #expect(report.warnings.contains { $0.contains("batches have no details") })
            #expect(report.updated == 0)
            #expect(report.deactivated == 0)
            for (id, item) in try mirror.menu() {
                var expected = try #require(menu[id])
                expected.updatedAt = item.updatedAt
                #expect(item == expected)
            }
            for (key, document) in try mirror.everything() {
                let before = try Fields(mapValueBytes: try #require(documents[key]).fields)
                let after = try Fields(mapValueBytes: document.fields)
                #expect(Set(before.keys).isSubset(of: after.keys))
                #expect(before["packageDate"] == after["packageDate"])
            }
            mirror.pos.setDown("/inventory/batch/*", false)
            mirror.pos.setDown("/inventory/batch/search", false)
            #expect(Self.faults(mirror.sync(.products)).isEmpty)
            for (key, document) in try mirror.everything() {
                #expect(documents[key]?.fields == document.fields)
            }
        }
    }

    @Test func aFirstSyncWithoutBatchesIsAMenuAllTheSame() throws {
        try withMirror { (mirror) throws in
            mirror.pos.setDown("/inventory/batch/*")
            mirror.pos.setDown("/inventory/batch/search")
            mirror.pos.setDown("/inventory/area")
            let report = mirror.sync(.products)
            #expect(report.created == 60)
            #expect(Self.faults(report).count == 2)
            #expect(try mirror.menu().count == 60)
            mirror.pos.setDown("/inventory/batch/*", false)
            mirror.pos.setDown("/inventory/batch/search", false)
            mirror.pos.setDown("/inventory/area", false)
            let enriched = mirror.sync(.products)
            #expect(Self.faults(enriched).isEmpty)
            #expect(enriched.updated > 0)
        }
    }
}
