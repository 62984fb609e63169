import Foundation
import LinuxSystem
import Synchronization
import Testing

@testable import AlleavesSimulator

@Suite struct FaultTests {
    @Test func theNextRequestsFailAndThenNoMore() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            pos.failNext(2, "/discount", status: 429, headers: [("Retry-After", "7")])
            let replies = try (0..<3).map { _ in try client.get("/api/discount") }
            #expect(replies.map(\.status) == [429, 429, 200])
            #expect(replies[0].headers["retry-after"] == "7")
            #expect(pos.requestCount("/discount") == 3)
        }
    }

    @Test func aTruncatedBodyEndsTheConnection() throws {
        try withPOS {
            $0.products = 2_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            pos.truncate("/inventory/search", afterBytes: 1_000_003)
            let cut = try client.post("/api/inventory/search", "{}")
            #expect(!cut.isComplete && cut.body.count == 1_000_003)
            pos.truncate("/location", afterBytes: 10)
            let other = try TestClient.loggedIn(pos)
            let short = try other.get("/api/location")
            #expect(!short.isComplete && short.body.count == 10)
            pos.truncate("/inventory/search", afterBytes: nil)
            let whole = try TestClient.loggedIn(pos).post("/api/inventory/search", "{}")
            #expect(whole.isComplete && whole.rows.count == pos.rowCount())
        }
    }

    @Test func overridesDownPathsAndPatternsAnswerInstead() throws {
        try withPOS {
            $0.downPaths = ["/inventory/area*"]
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            pos.override(
                "/customer/*", status: 418, headers: [("X-Test", "yes")], body: "<html>")
            let reply = try client.post("/api/customer/search", "{}")
            #expect(reply.status == 418 && reply.text == "<html>")
            #expect(reply.headers["x-test"] == "yes")
            pos.clearOverride("/customer/*")
            #expect(try client.post("/api/customer/search", "{}").status == 400)
            #expect(try client.get("/api/inventory/area/open_grid/1").status == 503)
            pos.setDown("/inventory/area*", false)
            #expect(try client.get("/api/inventory/area/open_grid/1").status == 200)
        }
    }

    @Test func theFailRateSparesNothingAndFollowsTheSeed() throws {
        let outcomes = try (0..<2).map { _ in
            try withPOS {
                $0.failMillionths = 300_000
            } _: { pos in
                let client = try TestClient(pos)
                return try (0..<100).map { _ in try client.logIn().status }
            }
        }
        #expect(outcomes[0] == outcomes[1])
        let failed = outcomes[0].count { $0 >= 500 }
        #expect((15...45).contains(failed))
        #expect(outcomes[0].count { $0 == 200 } == 100 - failed)
    }

    @Test func aRateLimitAnswers429WithRetryAfter() throws {
        try withPOS {
            $0.rateLimit = 5
        } _: { pos in
            let client = try TestClient(pos)
            let replies = try (0..<40).map { _ in try client.get("/api/location") }
            let limited = replies.filter { $0.status == 429 }
            #expect(!limited.isEmpty)
            #expect(limited.allSatisfy { $0.headers["retry-after"] == "1" })
            #expect(replies.prefix(5).allSatisfy { $0.status == 401 })
        }
    }

    @Test func delaysAreWaited() throws {
        try withPOS {
            $0.latencyMilliseconds = 20
        } _: { pos in
            pos.delay("/location", milliseconds: 30)
            let client = try TestClient(pos)
            let start = SystemClock.monotonicNanoseconds()
            #expect(try client.get("/api/location").status == 401)
            #expect(SystemClock.monotonicNanoseconds() - start >= 50_000_000)
        }
    }

    @Test func aGateHoldsARequestUntilReleased() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            let gate = pos.hold("/discount")
            let status = Atomic(0)
            let asker = SystemThread(name: "asker") {
                let reply = try? client.get("/api/discount")
                status.store(reply?.status ?? -1, ordering: .releasing)
            }
            #expect(gate.waitUntilHeld())
            #expect(status.load(ordering: .acquiring) == 0)
            gate.release()
            asker.join()
            #expect(status.load(ordering: .acquiring) == 200)
        }
    }

    @Test func aGateHoldsInTheMiddleOfABody() throws {
        try withPOS {
            $0.products = 3_000
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let gate = pos.hold("/inventory/search", afterBodyBytes: 1_000_000)
            let rows = Atomic(0)
            let asker = SystemThread(name: "asker") {
                let reply = try? client.post("/api/inventory/search", "{}")
                rows.store(reply?.rows.count ?? -1, ordering: .releasing)
            }
            #expect(gate.waitUntilHeld())
            gate.release()
            asker.join()
            #expect(rows.load(ordering: .acquiring) == pos.rowCount())
        }
    }

    @Test func aStopReleasesWhoeverIsHeld() throws {
        let pos = try SimulatedPOS().start()
        let client = try TestClient.loggedIn(pos)
        let gate = pos.hold("*")
        let isDone = Atomic(false)
        let asker = SystemThread(name: "asker") {
            _ = try? client.get("/api/discount")
            isDone.store(true, ordering: .releasing)
        }
        #expect(gate.waitUntilHeld())
        pos.stop()
        asker.join()
        pos.stop()
        let wasAnswered = isDone.load(ordering: .acquiring)
        #expect(wasAnswered)
    }

    @Test func waitingForARequestNeedsNoPolling() throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            let asker = SystemThread(name: "asker") {
                for _ in 0..<3 { _ = try? client.get("/api/location") }
            }
            #expect(pos.waitForRequest("/location", count: 3))
            #expect(!pos.waitForRequest("/location", count: 4, timeoutSeconds: 0.01))
            asker.join()
            pos.resetCounts()
            #expect(pos.requestCount("/location") == 0 && pos.requestCount == 0)
        }
    }

    @Test func cutConnectionsAreReplacedByNewOnes() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            pos.cutConnections()
            #expect((try? client.get("/api/location"))?.isComplete != true)
            let next = try TestClient(pos)
            next.token = client.token
            #expect(try next.get("/api/location").status == 200)
        }
    }
}
