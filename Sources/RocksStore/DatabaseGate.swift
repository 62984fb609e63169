import Synchronization

/// Lets calls in until the database is closed, and tells who is the last one out.
///
/// One word: the number of users, the closed flag and the destroyed flag, so that a read pays two
/// uncontended atomic additions and no lock. Users are calls, which end by themselves, and
/// children (snapshots, iterators, batches), which their owners end.
final class DatabaseGate: Sendable {
    private let state = Atomic<Int>(0)
    private let children = Atomic<Int>(0)
    private let isFinished = Atomic<Bool>(false)
    private static let closed = 1 << 60
    private static let destroyed = 1 << 61

    /// Counts one more user; false when the gate is closed, and then nothing is counted.
    @inline(__always)
    func enter() -> Bool {
        let before = state.add(1, ordering: .acquiring).oldValue
        return before < Self.closed
    }

    /// Takes back one ``enter()``, also a refused one. True for exactly one caller: the last one
    /// out of a closed gate, who must destroy what the gate guards.
    @inline(__always)
    func leave() -> Bool {
        let after = state.subtract(1, ordering: .acquiringAndReleasing).newValue
        return after == Self.closed && claimDestruction()
    }

    /// Refuses everybody from now on; false when it was closed before.
    func close() -> Bool {
        let before = state.bitwiseOr(Self.closed, ordering: .acquiringAndReleasing).oldValue
        return before < Self.closed
    }

    /// Counts a child, which is counted by ``enter()`` as well.
    func childBorn() { children.add(1, ordering: .relaxed) }

    func childGone() { children.subtract(1, ordering: .relaxed) }

    /// What stands between a closed gate and the end of what it guards.
    enum Obstacle {
        /// Nothing: the caller must destroy now.
        case none
        /// A call that will end shortly, or somebody who destroys right now.
        case call
        case child
        /// It is destroyed.
        case gone
    }

    /// Asks a closed gate; `none` is answered once.
    func obstacle() -> Obstacle {
        if claimDestruction() { return .none }
        if isFinished.load(ordering: .acquiring) { return .gone }
        return children.load(ordering: .relaxed) > 0 ? .child : .call
    }

    /// What the gate guards is destroyed.
    func finish() { isFinished.store(true, ordering: .releasing) }

    /// True for one caller, once the gate is closed and empty.
    func claimDestruction() -> Bool {
        state.compareExchange(
            expected: Self.closed, desired: Self.closed | Self.destroyed,
            ordering: .acquiringAndReleasing
        ).exchanged
    }
}
