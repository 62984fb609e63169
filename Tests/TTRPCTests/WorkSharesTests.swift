import Testing

@testable import TTRPC

/// How much may wait in each kind of work.
@Suite struct WorkSharesTests {
    /// Streams that follow something are never closed because calls are limited: each has one slice
    /// at most, however many there are.
    @Test func aLimitOfCallsIsNoneOfSlices() {
        let usual = WorkShares(processors: 2)
        let limited = usual.limited(to: 5)
        for work in WorkClass.allCases {
            let isSlices = work == .listen || work == .watch
            #expect(limited[work].queueLengthMax == (isSlices ? .max : 5), "\(work)")
            #expect(limited[work].slots == usual[work].slots)
        }
    }

    /// Also one that is larger than what is usual.
    @Test(arguments: [1, TTRPCLimits.queueLengthMax, 1_000_000])
    func aServerTakesTheLimitOfItsConfiguration(count: Int) {
        var configuration = ServerConfiguration()
        configuration.callsWaitingMax = count
        configuration.shares[.admin].queueLengthMax = 3
        let shares = configuration.shares.limited(to: configuration.callsWaitingMax)
        #expect(shares[.query].queueLengthMax == count)
        #expect(shares[.admin].queueLengthMax == min(3, count))
    }
}
