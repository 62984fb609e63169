import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import Synchronization
import Testing

@testable import Sync

/// Lines 27 and 36: a run ends in its time, says what it had done where it was cut, and tells
/// what it is doing.
@Suite struct RunTimeTests {
    @Test(arguments: [SyncKind.products, .discounts, .metadata, .orders, .customers, .org])
    func aRunThatHasFetchedStillEndsInItsTime(kind: SyncKind) throws {
        try withPeople(orders: 20, customers: 20, { $0.discounts = 4 }) { (mirror) throws in
            // The POS has answered well and in no time; what follows it takes for ever.
            mirror.engine.onProgress { [clock = mirror.clock] step in
                if step.phase == .mapping || step.phase == .writing || step.phase == .fetching {
                    clock.advance(milliseconds: SyncLimits.runMilliseconds)
                }
            }
            let report = mirror.engine.run(kind, org: "acme")
            #expect(!report.success)
            #expect(try mirror.menu().isEmpty)
        }
    }

    @Test func timeAndCancellationAreTold() throws {
        try withMirror { (mirror) throws in
            mirror.engine.onProgress { [clock = mirror.clock] step in
                if step.phase == .mapping { clock.advance(milliseconds: 400_000) }
            }
            let report = mirror.engine.run(.products, org: "acme")
            #expect(report.error.contains("time is over"))
            #expect(report.failure?.code == .deadlineExceeded && !report.isInterrupted)
        }
    }

    @Test func aRunCutByTheDaemonsEndSaysWhatItHadDone() throws {
        try withPeople(orders: 120, customers: 30) { (mirror) throws in
            let gate = mirror.pos.hold("/inventory/search")
            let call = RunThread(mirror.engine, .org)
            #expect(gate.waitUntilHeld())
            #expect(mirror.waitForStatusOfPart(.customers))
            mirror.engine.cancelAll()
            gate.release()
            let report = try call.wait()
            #expect(!report.success && report.isInterrupted)
            #expect(report.error.contains("stored by then: 0 products"))
            #expect(report.error.contains("30 customers"))
            #expect(mirror.log.contains("30 customers"))
            let interrupted = try #require(try mirror.status()["interrupted"]?.mapValue)
            #expect(interrupted["kind"] == "org")
            #expect(interrupted["customers"] == .integer(30))
            #expect(interrupted["products"] == .integer(0))
        }
    }

    @Test func aRunThatWasKilledIsToldWithWhatItHadStored() throws {
        try withPeople(orders: 50, customers: 30) { (mirror) throws in
            mirror.sync(.customers)
            mirror.sync(.org)
            // As a kill in the middle of the next run leaves it.
            let key = ["tenants", "acme", "integrations", "pos"]
            let began = Timestamp(microseconds: SystemClock.wallMicroseconds())
            try mirror.merge(
                key,
                [
                    "status": "running", "running": "org", "lastAttemptAt": .timestamp(began),
                ])
            mirror.pos.setPrice(idItem: try #require(mirror.pos.idItems.first), cents: 4242)
            let other = TestMirror.org + "_other"
            try mirror.putLocation("o", org: other)
            mirror.pos.setLatency(milliseconds: 0)
            try mirror.touchProduct()
            try mirror.engine.noteInterruptedRuns(orgs: ["acme", other])
            let status = try mirror.status()
            #expect(status["status"] == "error")
            let text = try #require(status["lastError"]?.stringValue)
            #expect(text.contains("sync of org") && text.contains("1 products, 0 discounts"))
            #expect(mirror.log.contains("interrupted: The daemon was killed"))
            let interrupted = try #require(status["interrupted"]?.mapValue)
            #expect(interrupted["products"] == .integer(1))
            #expect(interrupted["customers"] == .integer(0))
            #expect(try mirror.document("tenants", other, "integrations", "pos") == nil)
            mirror.sync(.org)
            #expect(try mirror.status()["interrupted"] == .null)
        }
    }

    @Test func theStatusIsOnTheClockOfTheRun() throws {
        try withMirror { (mirror) throws in
            mirror.clock.advance(milliseconds: 86_400_000)
            mirror.sync(.metadata)
            let now = SystemClock.wallMicroseconds()
            for key in ["lastAttemptAt", "lastSyncAt", "updatedAt"] {
                let time = try #require(try mirror.status()[key]?.timestampValue?.microseconds)
                #expect(time > now + 80_000_000_000, "\(key)")
            }
            let brands = try #require(try mirror.document("tenants", "acme", "metadata", "brands"))
            let updated = try #require(brands["updatedAt"]?.timestampValue?.microseconds)
            #expect(updated > now + 80_000_000_000)
        }
    }

    @Test func anErrorInTheStatusEndsOnACharacter() throws {
        var report = SyncReport(org: "acme", kind: .products)
        for shift in 0..<4 {
            report.error = String(repeating: "x", count: shift) + String(repeating: "🚬", count: 400)
            try withMirror { (mirror) throws in
                try mirror.store.commit([
                    IntegrationStatusDocument.end(
                        report, zone: mirror.catalog.timeZone("acme"), now: 1)
                ])
                let text = try #require(try mirror.status()["lastError"]?.stringValue)
                #expect(!text.contains("\u{FFFD}") && text.utf8.count <= SyncLimits.errorBytesMax)
            }
        }
    }

    // MARK: - Progress

    @Test func progressTellsWhichPartsRunAndHowEachEnded() throws {
        try withPeople(orders: 50, customers: 30, { $0.discounts = 4 }) { (mirror) throws in
            let heard = Mutex<[SyncProgress]>([])
            mirror.engine.onProgress { step in heard.withLock { $0.append(step) } }
            mirror.pos.setDown("/customer/search")
            _ = mirror.engine.run(.org, org: "acme")
            let steps = heard.withLock { $0 }
            let ended = steps.filter { $0.phase == .ended }
            #expect(Set(ended.map(\.part)) == Set(SyncKind.allCases).subtracting([.org]))
            #expect(ended.count == 5)
            for step in ended {
                let end = try #require(step.ended)
                #expect(end.kind == step.part)
                #expect(end.success == (step.part != .customers))
                #expect(!step.running.contains(step.part))
            }
            #expect(steps.contains { $0.running.count > 1 })
            #expect(ended.last?.running == [])
            #expect(steps.last?.phase == .finished)
        }
    }
}

extension TestMirror {
    /// Waits until the customers of a run under way are stored; false when that takes too long.
    func waitForStatusOfPart(_ part: SyncKind) -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + 30_000_000_000
        let ended = endedParts
        return ended.wait(untilNanoseconds: deadline) { $0.contains(part) ? true : nil } ?? false
    }

    /// Changes one public product as a run would.
    func touchProduct() throws {
        let id = try #require(try menu().keys.min())
        try merge(
            ["tenants", Self.org, "publicViews", "products", "items", id], ["name": "Touched"])
    }
}
