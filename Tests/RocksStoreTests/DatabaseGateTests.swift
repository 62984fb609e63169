import Testing

@testable import RocksStore

@Suite struct DatabaseGateTests {
    @Test func lastOneOutOfAClosedGateDestroys() {
        let gate = DatabaseGate()
        #expect(gate.enter())
        #expect(gate.enter())
        #expect(gate.close())
        #expect(!gate.claimDestruction())
        #expect(!gate.leave())
        #expect(gate.leave())
    }

    @Test func refusedCallNeverDestroysTwice() {
        let gate = DatabaseGate()
        #expect(gate.close())
        #expect(gate.claimDestruction())
        #expect(!gate.enter())
        #expect(!gate.leave())
        #expect(!gate.claimDestruction())
    }

    @Test func closedGateNamesItsObstacle() {
        let gate = DatabaseGate()
        #expect(gate.enter())
        #expect(gate.enter())
        gate.childBorn()
        #expect(gate.close())
        #expect(gate.obstacle() == .child)
        gate.childGone()
        #expect(!gate.leave())
        #expect(gate.obstacle() == .call)
        #expect(gate.leave())
        #expect(gate.obstacle() == .call)
        gate.finish()
        #expect(gate.obstacle() == .gone)
    }

    @Test func gateClosesOnce() {
        let gate = DatabaseGate()
        #expect(gate.close())
        #expect(!gate.close())
    }
}
