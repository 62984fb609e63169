import StatusCodes
import Synchronization

/// What a process may have in memory, and what its work has taken of it. Any thread.
///
/// Pure accounting: who needs memory takes it here before it is allocated, and is refused where the
/// share is used up. A quarter of all is the store's, the catalogs have what they need, the rest is
/// for work, at least ``MemoryLimits/workBytesMin``.
public final class MemoryBudget: Sendable {
    /// Bytes in all; nil for a program that has no limit.
    public let bytesMax: Int?
    /// Bytes for the store's caches and buffers.
    public let storeBytes: Int
    /// Bytes of the catalogs, as last reported.
    private let catalogs = Atomic<Int>(0)
    private let work: Atomic<Int>
    private let accounts: [Account]
    private let released = Atomic<Int>(0)

    /// One use's count.
    private final class Account: Sendable {
        let used = Atomic<Int>(0)
        let peak = Atomic<Int>(0)
        let refusals = Atomic<Int>(0)
    }

    /// A budget of `bytes`; nil for no limit.
    public init(bytes: Int?) {
        precondition(bytes.map { $0 > 0 } ?? true, "a size")
        bytesMax = bytes
        storeBytes = Self.store(bytes ?? .max)
        work = Atomic(Self.work(bytes, 0))
        accounts = MemoryUse.allCases.map { _ in Account() }
    }

    /// For programs and tests without a limit; counts all the same.
    public static let unlimited = MemoryBudget(bytes: nil)

    private static func store(_ bytes: Int) -> Int {
        max(bytes / 16 * MemoryLimits.storeSixteenths, MemoryLimits.storeBytesMin)
    }

    private static func work(_ bytes: Int?, _ catalogs: Int) -> Int {
        guard let bytes else { return .max }
        let rest = bytes - store(bytes) - catalogs
        return max(rest, MemoryLimits.workBytesMin)
    }

    // MARK: Shares

    /// Reports what the catalogs need, which cannot be refused: work has the less.
    public func setCatalogs(_ bytes: Int) {
        precondition(bytes >= 0, "a size")
        catalogs.store(bytes, ordering: .relaxed)
        work.store(Self.work(bytesMax, bytes), ordering: .relaxed)
    }

    /// Bytes of the catalogs.
    public var catalogBytes: Int { catalogs.load(ordering: .relaxed) }

    /// The least ``bytesMax`` that has room for the catalogs beside the store and the least work;
    /// nil where it has.
    public var bytesWanted: Int? {
        guard let bytesMax else { return nil }
        let room = max(bytesMax - storeBytes - MemoryLimits.workBytesMin, 0)
        guard catalogBytes > room + MemoryLimits.catalogBytesTolerated else { return nil }
        // A part of what is added is the store's again.
        let rest = catalogBytes + MemoryLimits.workBytesMin
        return rest / (16 - MemoryLimits.storeSixteenths) * 16 + 1 << 20
    }

    /// Bytes that a use may take.
    public func limit(_ use: MemoryUse) -> Int {
        work.load(ordering: .relaxed) / 16 * use.sixteenths
    }

    /// Bytes that it has taken, and the most that it had at once.
    public func used(_ use: MemoryUse) -> Int { self[use].used.load(ordering: .relaxed) }
    public func peak(_ use: MemoryUse) -> Int { self[use].peak.load(ordering: .relaxed) }
    /// How often it was refused.
    public func refusals(_ use: MemoryUse) -> Int { self[use].refusals.load(ordering: .relaxed) }

    /// Whether so much is taken that a large piece of work would be refused: what only waits should
    /// be given up. A few atomic loads.
    @inline(__always)
    public func isPressed(_ use: MemoryUse) -> Bool { used(use) >= largeBound(use) }

    /// Whether nothing is left.
    public func isFull(_ use: MemoryUse) -> Bool { used(use) >= limit(use) }

    /// Bytes of a share that large pieces of work may take.
    private func largeBound(_ use: MemoryUse) -> Int {
        let limit = limit(use)
        return limit - limit / use.keptPart
    }

    /// Bytes given back since the start.
    public var releasedBytes: Int { released.load(ordering: .relaxed) }

    private subscript(use: MemoryUse) -> Account { accounts[use.rawValue] }

    // MARK: Taking

    /// Takes `bytes` more for a piece of work that holds `held`; false, and counted as a refusal,
    /// where they are not there.
    public func take(
        _ bytes: Int, holding held: Int = 0, isLarge: Bool = false, for use: MemoryUse
    ) -> Bool {
        precondition(bytes >= 0 && held >= 0, "sizes")
        let limit = limit(use)
        let (whole, overflow) = held.addingReportingOverflow(bytes)
        let isLarge = isLarge || overflow || whole > limit / MemoryLimits.largePart
        let bound = isLarge ? largeBound(use) : limit
        let account = self[use]
        var used = account.used.load(ordering: .relaxed)
        while used <= bound, bytes <= bound - used {
            let (exchanged, original) = account.used.weakCompareExchange(
                expected: used, desired: used + bytes, ordering: .relaxed)
            if exchanged {
                account.peak.max(used + bytes, ordering: .relaxed)
                return true
            }
            used = original
        }
        account.refusals.wrappingAdd(1, ordering: .relaxed)
        return false
    }

    /// Counts `bytes` that are taken whether there is room or not.
    public func force(_ bytes: Int, for use: MemoryUse) {
        precondition(bytes >= 0, "a size")
        let used = self[use].used.wrappingAdd(bytes, ordering: .relaxed).newValue
        self[use].peak.max(used, ordering: .relaxed)
    }

    /// Gives `bytes` back.
    public func giveBack(_ bytes: Int, for use: MemoryUse) {
        let left = self[use].used.wrappingSubtract(bytes, ordering: .relaxed).newValue
        precondition(bytes >= 0 && left >= 0, "nothing is given back twice")
        released.wrappingAdd(bytes, ordering: .relaxed)
    }

    /// The refusal of `what`: names the share, its size and the setting.
    public func refusal(_ use: MemoryUse, of what: String) -> Status {
        Status(.resourceExhausted, refusalText(use, of: what))
    }

    /// The sentence of ``refusal(_:of:)``.
    public func refusalText(_ use: MemoryUse, of what: String) -> String {
        let all = (bytesMax ?? .max) >> 20
        return "\(what) needs more memory than is left of the \(limit(use) >> 20) MiB for "
            + "\(use.name); ask for less, try again later, or start the daemon with more "
            + "--memory than \(all)"
    }
}
