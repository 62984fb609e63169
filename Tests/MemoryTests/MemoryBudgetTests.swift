import Memory
import Randomness
import StatusCodes
import TestSupport
import Testing

@Suite struct MemoryBudgetTests {
    @Test(
        arguments: [
            // MiB in all, of the catalogs; then of the store, for answers, and wanted.
            (1024, 0, 256, 288, nil), (1024, 128, 256, 240, nil), (1024, 672, 256, 36, nil),
            (1024, 680, 256, 36, nil), (1024, 681, 256, 36, 1037), (64, 0, 16, 36, nil),
            (16, 0, 8, 36, nil), (16, 8, 8, 36, nil), (16, 24, 8, 36, 161),
            (4096, 1024, 1024, 768, nil),
        ] as [(Int, Int, Int, Int, Int?)])
    func memoryIsDivided(all: Int, catalogs: Int, store: Int, answers: Int, wanted: Int?) {
        let budget = MemoryBudget(bytes: all << 20)
        budget.setCatalogs(catalogs << 20)
        #expect(budget.storeBytes == store << 20)
        #expect(budget.limit(.answers) == answers << 20)
        #expect(budget.bytesWanted == wanted.map { $0 << 20 })
        let work = MemoryUse.allCases.reduce(0) { $0 + budget.limit($1) }
        #expect(work == budget.limit(.answers) / 6 * 16)
    }

    @Test func whatIsWantedIsEnough() throws {
        let budget = MemoryBudget(bytes: 1024 << 20)
        budget.setCatalogs(3 << 30)
        let bytes: Int = try #require(budget.bytesWanted)
        let wanted = MemoryBudget(bytes: bytes)
        wanted.setCatalogs(3 << 30)
        #expect(wanted.bytesWanted == nil)
    }

    @Test func aLargePieceLeavesAQuarterToSmallOnes() {
        let budget = MemoryBudget(bytes: 1024 << 20)
        let limit = budget.limit(.queries)
        let large = MemoryLease(budget, .queries)
        #expect(!large.tryResize(to: limit))
        #expect(!large.tryResize(to: limit / 4 * 3 + MemoryLimits.leaseUnit))
        #expect(large.tryResize(to: limit / 4 * 3))
        let small = MemoryLease(budget, .queries)
        #expect(small.tryResize(to: limit / 16))
        #expect(!small.tryResize(to: limit / 16 + MemoryLimits.leaseUnit))
        #expect(budget.refusals(.queries) == 3)
        #expect(budget.used(.replies) == 0)
    }

    @Test func whatNothingBoundsIsLargeFromItsFirstByteOn() {
        let budget = MemoryBudget(bytes: 1024 << 20)
        let limit = budget.limit(.queries)
        let endless = (0..<50).map { _ in MemoryLease(budget, .queries, isLarge: true) }
        let granted = endless.filter { $0.tryResize(to: limit / 32) }
        #expect(granted.count == 24)
        #expect(MemoryLease(budget, .queries).tryResize(to: limit / 16))
    }

    @Test func aRefusalNamesWhatAndTheSetting() {
        let budget = MemoryBudget(bytes: 1024 << 20)
        let lease = MemoryLease(budget, .queries)
        let error = #expect(throws: Status.self) {
            try lease.resize(to: 1 << 30, for: "sorting a query")
        }
        #expect(error?.code == .resourceExhausted)
        #expect(
            error?.message == "sorting a query needs more memory than is left of the 144 MiB for "
                + "queries; ask for less, try again later, or start the daemon with more "
                + "--memory than 1024")
        #expect(lease.bytes == 0 && budget.used(.queries) == 0)
    }

    @Test func lessThanAUnitCostsNothing() {
        let budget = MemoryBudget(bytes: 1024 << 20)
        let lease = MemoryLease(budget, .replies)
        #expect(lease.tryResize(to: MemoryLimits.leaseUnit - 1))
        #expect(budget.used(.replies) == 0)
    }

    @Test func sizesBeyondAllNumbersAreRefused() {
        let budget = MemoryBudget(bytes: 1024 << 20)
        #expect(!budget.take(.max, holding: .max, for: .answers))
        #expect(!budget.take(.max, for: .answers))
        #expect(MemoryBudget.unlimited.take(1 << 50, for: .answers))
        MemoryBudget.unlimited.giveBack(1 << 50, for: .answers)
    }

    /// Any sequence of leases against a list of what each holds.
    @Test(arguments: Seeds.of(1...20))
    func theCountIsTheSumOfTheLeases(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let budget = MemoryBudget(bytes: 1024 << 20)
        var leases: [(lease: MemoryLease, use: MemoryUse, bytes: Int)] = []
        for _ in 0..<2_000 {
            if leases.isEmpty || random.below(4) == 0 {
                let use = MemoryUse.allCases[random.below(MemoryUse.allCases.count)]
                leases.append((MemoryLease(budget, use), use, 0))
            }
            let index = random.below(leases.count)
            if random.below(8) == 0 {
                leases.remove(at: index)
            } else {
                let bytes = random.below(8 << 20)
                let isForced = random.below(10) == 0
                if isForced { leases[index].lease.force(to: bytes) }
                if isForced || leases[index].lease.tryResize(to: bytes) {
                    leases[index].bytes = bytes / MemoryLimits.leaseUnit * MemoryLimits.leaseUnit
                }
            }
            for use in MemoryUse.allCases {
                let sum = leases.filter { $0.use == use }.reduce(0) { $0 + $1.bytes }
                #expect(budget.used(use) == sum && budget.peak(use) >= sum)
            }
        }
        leases = []
        #expect(MemoryUse.allCases.allSatisfy { budget.used($0) == 0 })
    }
}
