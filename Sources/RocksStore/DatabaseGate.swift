import Synchronization

/// Admits calls until the database is closed, and determines the last user, who destroys it.
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

    /// Adds a user; false, without counting it, when the gate is closed.
    @inline(__always)
    func enter() -> Bool {
        let before = state.add(1, ordering: .acquiring).oldValue
        return before < Self.closed
    }

    /// Reverts one ``enter()``, also a refused one. True for exactly one caller: the last user of a
    /// closed gate, who must destroy the guarded object.
    @inline(__always)
    func leave() -> Bool {
        let (before, after) = state.subtract(1, ordering: .acquiringAndReleasing)
        assert(before & (Self.closed - 1) > 0, "whoever leaves has entered")
        return after == Self.closed && claimDestruction()
    }

    /// Closes the gate; false if it was closed already.
    func close() -> Bool {
        let before = state.bitwiseOr(Self.closed, ordering: .acquiringAndReleasing).oldValue
        return before < Self.closed
    }

    /// Counts a child, which is counted by ``enter()`` as well.
    func childBorn() {
        assert(state.load(ordering: .relaxed) & (Self.closed - 1) > 0, "a child has entered")
        children.add(1, ordering: .relaxed)
    }

    func childGone() {
        let left = children.subtract(1, ordering: .relaxed).newValue
        assert(left >= 0, "a child goes once")
    }

    /// What delays the destruction of a closed gate's object.
    enum Obstacle {
        /// Nothing: the caller must destroy now.
        case none
        /// A call that will end shortly, or a destruction in progress.
        case call
        case child
        /// The object is destroyed.
        case gone
    }

    /// The obstacle of a closed gate; returns `none` exactly once.
    func obstacle() -> Obstacle {
        if claimDestruction() { return .none }
        if isFinished.load(ordering: .acquiring) { return .gone }
        return children.load(ordering: .relaxed) > 0 ? .child : .call
    }

    /// Records that the guarded object is destroyed.
    func finish() {
        precondition(
            state.load(ordering: .relaxed) & Self.destroyed != 0, "who destroys has claimed it")
        let wasFinished = isFinished.exchange(true, ordering: .acquiringAndReleasing)
        precondition(!wasFinished, "an object is destroyed once")
    }

    /// True for one caller, once the gate is closed and empty.
    func claimDestruction() -> Bool {
        state.compareExchange(
            expected: Self.closed, desired: Self.closed | Self.destroyed,
            ordering: .acquiringAndReleasing
        ).exchanged
    }
}
