import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

/// A POS that refuses, limits, breaks off or is slow.
@Suite struct POSFaultTests {
    @Test func aRefusedLoginSaysWhatToCheckAndChangesNothing() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let menu = try daemon.menu()
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            daemon.pos.resetCounts()
            let reply = try daemon.client.syncProducts(TestDaemon.org)
            #expect(!reply.success)
            #expect(reply.error.contains("check username, password and pin"))
            // One refusal is an answer: further tries would lock the account.
            #expect(daemon.pos.requestCount("/auth") == 1)
            #expect(try daemon.menu() == menu)
            #expect(try daemon.status().status == "error")
            daemon.pos.refuseLogins(false)
            #expect(try daemon.sync(.products).unchanged == 60)
        }
    }

    @Test func aTokenThatExpiresDuringASyncIsRenewedOnce() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            daemon.pos.resetCounts()
            let gate = daemon.pos.hold("/inventory/area")
            let thread = try SyncThread(daemon, .products)
            #expect(gate.waitUntilHeld())
            daemon.pos.expireTokens()
            gate.release()
            let reply = try #require(thread.reply())
            #expect(reply.success, "\(reply.error)")
            #expect(reply.unchanged == 60)
            #expect(daemon.pos.requestCount("/auth") <= 1)
            daemon.pos.expireTokens()
            daemon.pos.resetCounts()
            #expect(try daemon.sync(.discounts).success)
            #expect(daemon.pos.requestCount("/auth") == 1)
            #expect(daemon.pos.requestCount("/discount") <= 2)
        }
    }

    @Test func oneLoginServesManySyncs() throws {
        try withDaemon { daemon in
            for kind in MirrorClient.SyncKind.allCases { try daemon.sync(kind) }
            try daemon.sync(.products)
            #expect(daemon.pos.requestCount("/auth") == 1)
        }
    }

    @Test func aRateLimitIsWaitedForAsLongAsThePOSAsks() throws {
        try withDaemon { (daemon) throws in
            daemon.pos.failNext(
                1, "/inventory/search", status: 429, headers: [("Retry-After", "1")])
            let start = SystemClock.monotonicNanoseconds()
            #expect(try daemon.sync(.products).created == 60)
            #expect(SystemClock.monotonicNanoseconds() - start >= 1_000_000_000)
            #expect(daemon.pos.requestCount("/inventory/search") == 2)
        }
    }

    @Test(arguments: [500, 502, 503, 504])
    func aServerErrorThatPassesIsTriedAgain(status: Int) throws {
        try withDaemon { (daemon) throws in
            daemon.pos.failNext(1, "/inventory/search", status: status)
            #expect(try daemon.sync(.products).created == 60)
            #expect(daemon.pos.requestCount("/inventory/search") == 2)
        }
    }

    @Test func aStatusThatNoRetryHealsFailsAtOnce() throws {
        try withDaemon { daemon in
            daemon.pos.failNext(9, "/inventory/search", status: 403)
            let reply = try daemon.client.syncProducts(TestDaemon.org)
            #expect(!reply.success)
            #expect(reply.error.contains("HTTP 403"))
            #expect(daemon.pos.requestCount("/inventory/search") == 1)
        }
    }

    @Test func aCallersTimeoutIsTheCallersAloneAndTheSyncGoesOn() throws {
        try withDaemon { daemon in
            let gate = daemon.pos.hold("/inventory/search")
            var hasty = try daemon.connect()
            hasty.timeoutSeconds = 1
            let error = failure { _ = try hasty.syncProducts(TestDaemon.org) }
            #expect(error?.code == .deadlineExceeded)
            #expect(try daemon.status().status == "running")
            #expect(try daemon.status().running == "products")
            let joined = try SyncThread(daemon, .products)
            gate.release()
            let reply = try #require(joined.reply())
            #expect(reply.success)
            #expect(reply.joined)
            #expect(daemon.pos.requestCount("/inventory/search") == 1)
            #expect(try daemon.menu().count == 60)
        }
    }

    @Test func aSecondSyncOfTheTenantJoinsTheOneUnderWay() throws {
        try withDaemon { daemon in
            let gate = daemon.pos.hold("/inventory/search")
            let first = try SyncThread(daemon, .products)
            #expect(gate.waitUntilHeld())
            let others = try (0..<4).map { _ in try SyncThread(daemon, .products) }
            // The others are in the daemon once it has answered what they sent before this.
            #expect(try daemon.status().running == "products")
            gate.release()
            let reply = try #require(first.reply())
            #expect(reply.created == 60)
            for other in others {
                let second = try #require(other.reply())
                #expect(second.success)
                // Whoever came too late to join found nothing to do.
                #expect(second.joined ? second.created == 60 : second.unchanged == 60)
            }
        }
    }

    @Test func watchersHearEveryStepOfASync() throws {
        try withDaemon { daemon in
            let watcher = try daemon.connect()
            let events = Monitor<[SyncEvent]>([])
            let thread = SystemThread(name: "test-watch") {
                try? watcher.watchSync(orgID: TestDaemon.org) { event in
                    events.update { $0.append(event) }
                }
            }
            // The stream is known to the daemon once an event arrives.
            let end = SystemClock.monotonicNanoseconds() + 30_000_000_000
            var isHeard = false
            while !isHeard, SystemClock.monotonicNanoseconds() < end {
                events.update { $0 = [] }
                try daemon.sync(.products)
                let step = SystemClock.monotonicNanoseconds() + 200_000_000
                isHeard =
                    events.wait(untilNanoseconds: step) { events in
                        events.first?.phase == "started" && events.last?.phase == "finished"
                            ? true : nil
                    } ?? false
            }
            #expect(isHeard)
            let heard = events.withLock { $0 }
            #expect(heard.allSatisfy { $0.orgId == "acme" && $0.kind == "products" })
            #expect(heard.map(\.phase).contains("fetching"))
            #expect(heard.last?.reply?.success == true)
            watcher.close()
            thread.join()
        }
    }
}
