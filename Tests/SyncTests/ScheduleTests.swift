import AlleavesSimulator
import FirestoreModel
import Testing

@testable import Sync

/// When tenants are due, and that what is due runs.
@Suite struct ScheduleTests {
    private static let minute: Int64 = 60_000
    private static let interval = 30 * minute
    private static let now: Int64 = 1_800_000_000_000

    private func schedule(_ orgs: [String], lastRun: Int64? = nil) -> SyncSchedule {
        var schedule = SyncSchedule(intervalMilliseconds: Self.interval)
        schedule.set(orgs, now: Self.now) { _ in lastRun }
        return schedule
    }

    @Test func aNewTenantIsDueBetweenHalfAndOneAndAHalfIntervals() throws {
        for number in 0..<200 {
            let next = try #require(schedule(["org\(number)"]).next("org\(number)"))
            #expect((Self.interval / 2...Self.interval * 3 / 2).contains(next - Self.now))
        }
    }

    @Test func tenantsHavePlacesOfTheirOwn() {
        let orgs = (0..<100).map { "org\($0)" }
        let all = schedule(orgs)
        let places = Set(orgs.compactMap { all.next($0) }.map { $0 % Self.interval / Self.minute })
        #expect(places.count > 20)
    }

    @Test func slotsLieOneIntervalApart() throws {
        var schedule = schedule(["a"])
        let first = try #require(schedule.next("a"))
        #expect(schedule.due(now: first - 1) == [])
        #expect(schedule.due(now: first) == ["a"])
        schedule.ran("a", now: first, isScheduled: true)
        #expect(schedule.due(now: first) == [])
        #expect(schedule.next("a") == first + Self.interval)
        #expect(schedule.lastScheduled("a") == first)
    }

    @Test func missedSlotsAreMadeUpForByOneRun() throws {
        var schedule = schedule(["a"], lastRun: Self.now - 10 * Self.interval)
        #expect(schedule.due(now: Self.now) == ["a"])
        schedule.ran("a", now: Self.now, isScheduled: true)
        let next = try #require(schedule.next("a"))
        #expect(next > Self.now)
        #expect(schedule.due(now: next - 1) == [])
    }

    @Test func aRunShortlyBeforeASlotCountsForIt() throws {
        var schedule = schedule(["a"])
        let slot = try #require(schedule.next("a"))
        schedule.ran("a", now: slot - Self.minute, isScheduled: false)
        #expect(schedule.next("a") == slot + Self.interval)
        #expect(schedule.lastScheduled("a") == nil)
    }

    @Test func aClockThatIsSetBackStopsNothing() throws {
        var schedule = schedule(["a"])
        schedule.ran("a", now: Self.now + 1_000 * Self.interval, isScheduled: true)
        schedule.set(["a"], now: Self.now) { _ in nil }
        #expect(try #require(schedule.next("a")) <= Self.now + 2 * Self.interval)
    }

    @Test func tenantsThatAreGoneAreForgotten() {
        var schedule = schedule(["a", "b"])
        schedule.set(["b"], now: Self.now) { _ in nil }
        #expect(schedule.next("a") == nil)
        #expect(schedule.next("b") != nil)
    }

    @Test func whatIsDueRunsOnceAndIsToldOf() throws {
        try withPeople(orders: 10, customers: 10) { mirror in
            try mirror.putLocation("b", org: "bravo")
            let scheduler = SyncScheduler(
                engine: mirror.engine, store: mirror.store, intervalMilliseconds: Self.interval,
                wallMilliseconds: mirror.clock.environment.wallMilliseconds)
            #expect(scheduler.step() != nil)
            #expect(mirror.pos.requestCount == 0)
            mirror.clock.advance(milliseconds: 2 * Self.interval)
            _ = scheduler.step()
            #expect(mirror.pos.requestCount("/inventory/search") == 2)
            _ = scheduler.step()
            #expect(mirror.pos.requestCount("/inventory/search") == 2)
            #expect(try mirror.status()["status"] == "success")
            let now = mirror.clock.environment.wallMilliseconds()
            let last = try #require(scheduler.schedule.lastScheduled("acme"))
            let next = try #require(scheduler.schedule.next("acme"))
            #expect(last <= now)
            #expect(next > now)
            // A run by hand moves the next one.
            mirror.clock.advance(milliseconds: next - now - Self.minute)
            mirror.sync(.org)
            mirror.clock.advance(milliseconds: 2 * Self.minute)
            _ = scheduler.step()
            #expect(mirror.pos.requestCount("/inventory/search") == 3 + 1)
            scheduler.stop()
            #expect(scheduler.step() == nil)
        }
    }

    /// What ended the daemon twice would end it at every start.
    @Test func aRunThatEndedTheDaemonTwiceIsNotScheduledAThirdTime() throws {
        try withPeople(orders: 10, customers: 10) { mirror in
            let scheduler = SyncScheduler(
                engine: mirror.engine, store: mirror.store, intervalMilliseconds: Self.interval,
                wallMilliseconds: mirror.clock.environment.wallMilliseconds)
            func isRunWhenDue() -> Bool {
                let before = mirror.pos.requestCount("/inventory/search")
                mirror.clock.advance(milliseconds: 2 * Self.interval)
                _ = scheduler.step()
                return mirror.pos.requestCount("/inventory/search") > before
            }
            func kill() throws {
                var running = try mirror.status()
                running["status"] = "running"
                running["running"] = "org"
                try mirror.put(["tenants", "acme", "integrations", "pos"], running)
                try mirror.engine.noteInterruptedRuns(orgs: ["acme"])
            }
            _ = scheduler.step()
            #expect(isRunWhenDue())
            try kill()
            #expect(isRunWhenDue())
            try kill()
            #expect(isRunWhenDue())
            try kill()
            try kill()
            #expect(!isRunWhenDue() && !isRunWhenDue())
            #expect(try mirror.status()["lastError"]?.stringValue?.contains("2 times") == true)
            mirror.sync(.org)
            #expect(isRunWhenDue())
        }
    }
}
