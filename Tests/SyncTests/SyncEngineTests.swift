import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import Synchronization
import Testing

@testable import Sync

/// One run at a time for each tenant, and how runs are told of.
@Suite struct SyncEngineTests {
    @Test func callersOfTheSameKindShareOneRun() throws {
        try withMirror { mirror in
            let gate = mirror.pos.hold("/inventory/search")
            let first = RunThread(mirror.engine, .products)
            #expect(gate.waitUntilHeld())
            #expect(mirror.engine.underWay == ["acme": .products])
            let others = (0..<3).map { _ in RunThread(mirror.engine, .products) }
            gate.release()
            let report = try first.wait()
            #expect(report.created == 60)
            #expect(!report.joined)
            for other in others {
                var joined = try other.wait()
                // One that came after the end ran by itself and found nothing to do.
                guard joined.joined else {
                    #expect(joined.unchanged == 60)
                    continue
                }
                joined.joined = false
                #expect(joined == report)
            }
            #expect(mirror.engine.underWay.isEmpty)
        }
    }

    @Test func anotherKindWaitsForItsTurn() throws {
        try withMirror { mirror in
            let gate = mirror.pos.hold("/inventory/search")
            let products = RunThread(mirror.engine, .products)
            #expect(gate.waitUntilHeld())
            let discounts = RunThread(mirror.engine, .discounts)
            #expect(mirror.pos.requestCount("/discount") == 0)
            gate.release()
            #expect(try products.wait().success)
            let report = try discounts.wait()
            #expect(report.success && !report.joined)
            #expect(report.kind == .discounts)
        }
    }

    @Test func tenantsDoNotWaitForEachOther() throws {
        try withMirror { mirror in
            try mirror.putLocation("second", org: "other")
            let gate = mirror.pos.hold("/inventory/search")
            let held = RunThread(mirror.engine, .products)
            #expect(gate.waitUntilHeld())
            #expect(mirror.sync(.discounts, org: "other").success)
            gate.release()
            #expect(try held.wait().success)
            #expect(try mirror.menu(org: "other").isEmpty)
        }
    }

    @Test func progressGoesFromStartedToFinishedAndCountsTheProducts() throws {
        try withMirror { mirror in
            let heard = Mutex<[SyncProgress]>([])
            let box = Shared(heard: heard)
            mirror.engine.onProgress { progress in box.heard.withLock { $0.append(progress) } }
            mirror.sync(.products)
            let steps = box.heard.withLock { $0 }
            #expect(steps.map(\.phase) == [.started, .fetching, .mapping, .writing, .finished])
            #expect(steps[3].done == 60)
            #expect(steps[3].total == 60)
            #expect(steps[4].report?.created == 60)
        }
    }

    private final class Shared: Sendable {
        let heard: Mutex<[SyncProgress]>

        init(heard: consuming Mutex<[SyncProgress]>) { self.heard = heard }
    }

    @Test func cancellationEndsRunsAndRefusesNewOnes() throws {
        try withMirror { mirror in
            let gate = mirror.pos.hold("/inventory/search")
            let call = RunThread(mirror.engine, .products)
            #expect(gate.waitUntilHeld())
            mirror.engine.cancelAll()
            let report = try call.wait()
            #expect(!report.success)
            gate.release()
            mirror.engine.waitUntilIdle(
                untilNanoseconds: SystemClock.monotonicNanoseconds() + 10_000_000_000)
            #expect(mirror.engine.underWay.isEmpty)
            #expect(mirror.engine.run(.products, org: "acme").error == "The daemon is stopping")
        }
    }

    @Test func aRunThatTheLastDaemonLeftIsMarked() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            let good = try mirror.status()
            try mirror.engine.noteInterruptedRuns(orgs: ["acme", "nobody"])
            #expect(try mirror.status() == good)
            var running = good
            running["status"] = "running"
            try mirror.put(["tenants", "acme", "integrations", "pos"], running)
            try mirror.engine.noteInterruptedRuns(orgs: ["acme"])
            #expect(try mirror.status()["status"] == "error")
            #expect(try mirror.status()["lastSyncAt"] == good["lastSyncAt"])
        }
    }

    @Test func everyRunLeavesLogLinesWithThePrefix() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            mirror.sync(.discounts)
            mirror.pos.override("/discount", body: "{")
            _ = mirror.engine.run(.discounts, org: "acme")
            let lines = mirror.log.split(separator: "\n")
            #expect(lines.count >= 3)
            #expect(lines.allSatisfy { $0.hasPrefix("[POS_SYNC") })
            #expect(lines.contains { $0.contains("kind=discounts failed") })
        }
    }

    @Test func theStatusKeepsTheCountsOfTheLastGoodRun() throws {
        try withMirror { mirror in
            mirror.sync(.products)
            let good = try mirror.status()
            #expect(good["productsCount"] == .integer(60))
            #expect(good["posProductsCount"] == .integer(60))
            #expect(good["matchRatio"] == .double(1))
            #expect(good["provider"] == "alleaves")
            mirror.pos.override("/inventory/search", body: "{")
            _ = mirror.engine.run(.products, org: "acme")
            let bad = try mirror.status()
            for key in ["productsCount", "posProductsCount", "matchRatio", "lastSyncAt"] {
                #expect(bad[key] == good[key])
            }
            let attempts = [good, bad].map {
                $0["lastAttemptAt"]?.timestampValue?.microseconds ?? 0
            }
            #expect(attempts[1] > attempts[0])
        }
    }
}
