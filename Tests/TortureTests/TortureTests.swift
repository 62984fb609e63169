import TestSupport
import Testing
import Torture

/// A short run of posmirror-torture: what a longer one looks for is not found in these seeds.
@Suite(.serialized) struct TortureTests {
    private static func trial(_ mode: TortureMode, _ seed: UInt64) throws -> TrialResult {
        let settings = TortureSettings(daemon: try #require(BuiltProgram.path("posmirrord")))
        var results: [TrialResult] = []
        _ = TortureRun(settings, modes: [mode], trials: 1, seed: seed).perform { result in
            results.append(result)
            return true
        }
        return try #require(results.first)
    }

    @Test(arguments: Seeds.of(UInt64(1)...3))
    func aKillLosesNothingAndTearsNothing(seed: UInt64) throws {
        let result = try Self.trial(.kill, seed)
        #expect(result.finds == [], "\(result.line)")
        #expect(result.acknowledged > 0)
    }

    /// Of the first files that are damaged none is served otherwise than it was.
    @Test(arguments: Seeds.of(UInt64(1)...6))
    func aDamagedStoreIsRefusedOrWhole(seed: UInt64) throws {
        let result = try Self.trial(.damage, seed)
        #expect(result.finds == [], "\(result.line)")
    }

    /// A block that no reader of the trial needed, and a newest log that was the only one.
    /// Seeds that were found, one after the other.
    @Test func damageThatWasServedWithoutAWordIsRefusedByName() throws {
        for number in [16, 58, 72, 132] {
            let result = try Self.trial(.damage, UInt64(number))
            #expect(result.finds == [], "\(result.line)")
            #expect(result.ending == .refused, "\(result.line)")
        }
    }

    @Test(arguments: Seeds.of(UInt64(1)...2))
    func aFailingDiskLosesNothing(seed: UInt64) throws {
        let result = try Self.trial(.faults, seed)
        #expect(result.finds == [], "\(result.line)")
        #expect(result.ending == .recovered)
    }

    @Test(arguments: Seeds.of(UInt64(1)...4))
    func aLossOfPowerLosesNothingAcknowledged(seed: UInt64) throws {
        let result = try Self.trial(.power, seed)
        #expect(result.finds == [], "\(result.line)")
    }

    @Test func spoiltAnswersChangeNothingTheyDoNotSay() throws {
        let result = try Self.trial(.syncs, 1)
        #expect(result.finds == [], "\(result.line)")
    }

    @Test func aClockThatStepsLosesNothing() throws {
        let result = try Self.trial(.clock, 1)
        #expect(result.finds == [], "\(result.line)")
        #expect(result.ending == .recovered)
    }

    @Test(arguments: Seeds.of(UInt64(1)...2))
    func hostilePeersDisturbNobody(seed: UInt64) throws {
        let result = try Self.trial(.hostile, seed)
        #expect(result.finds == [], "\(result.line)")
        #expect(result.acknowledged > 0)
    }

    @Test(arguments: Seeds.of(UInt64(1)...2))
    func fewDescriptorsLoseNothing(seed: UInt64) throws {
        let result = try Self.trial(.fds, seed)
        #expect(result.finds == [], "\(result.line)")
    }
}
