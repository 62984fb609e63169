import StatusCodes
import Synchronization

/// What one piece of work holds of a budget; gives it back at its own end.
///
/// Counted in units of ``MemoryLimits/leaseUnit``, rounded down: less than one costs nothing. One
/// thread at a time may resize it.
public final class MemoryLease: Sendable {
    private let budget: MemoryBudget
    private let use: MemoryUse
    private let isLarge: Bool
    private let held = Atomic<Int>(0)

    /// `isLarge`: from its first byte on it leaves to small pieces of work what large ones leave,
    /// for what nothing bounds.
    public init(_ budget: MemoryBudget, _ use: MemoryUse, isLarge: Bool = false) {
        self.isLarge = isLarge
        self.budget = budget
        self.use = use
    }

    deinit {
        let bytes = held.load(ordering: .relaxed)
        if bytes > 0 { budget.giveBack(bytes, for: use) }
    }

    /// An empty lease of the same budget and use.
    public func another() -> MemoryLease {
        MemoryLease(budget, use, isLarge: isLarge)
    }

    /// Bytes that are counted.
    public var bytes: Int { held.load(ordering: .relaxed) }

    /// Sets what is held to `bytes`; false, and no change, where more is not there. Less always is.
    @inline(__always)
    public func tryResize(to bytes: Int) -> Bool {
        let counted = bytes & ~(MemoryLimits.leaseUnit - 1)
        return counted == held.load(ordering: .relaxed) || change(to: counted, isForced: false)
    }

    /// As ``tryResize(to:)``, for what cannot be refused any more.
    @inline(__always)
    public func force(to bytes: Int) {
        let counted = bytes & ~(MemoryLimits.leaseUnit - 1)
        if counted != held.load(ordering: .relaxed) { _ = change(to: counted, isForced: true) }
    }

    /// As ``tryResize(to:)``; throws RESOURCE_EXHAUSTED, naming `what`.
    @inline(__always)
    public func resize(to bytes: Int, for what: @autoclosure () -> String) throws(Status) {
        guard tryResize(to: bytes) else { throw budget.refusal(use, of: what()) }
    }

    @inline(never)
    private func change(to counted: Int, isForced: Bool) -> Bool {
        precondition(counted >= 0, "a size")
        let now = held.load(ordering: .relaxed)
        if counted < now {
            budget.giveBack(now - counted, for: use)
        } else if isForced {
            budget.force(counted - now, for: use)
        } else if !budget.take(
            counted - now, holding: now, isLarge: isLarge, for: use)
        {
            return false
        }
        held.store(counted, ordering: .relaxed)
        return true
    }
}
