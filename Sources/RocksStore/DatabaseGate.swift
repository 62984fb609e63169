import Synchronization

/// Lets calls in until the database is closed, and tells who is the last one out.
///
/// One word: the number of users, the closed flag and the destroyed flag, so that a read pays two
/// uncontended atomic additions and no lock.
final class DatabaseGate: Sendable {
    private let state = Atomic<Int>(0)
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

    /// True for one caller, once the gate is closed and empty.
    func claimDestruction() -> Bool {
        state.compareExchange(
            expected: Self.closed, desired: Self.closed | Self.destroyed,
            ordering: .acquiringAndReleasing
        ).exchanged
    }
}
