/// When each tenant's next scheduled run is due. Pure: the time, milliseconds since 1970, is
/// passed in.
///
/// A tenant's slots are one interval apart, with a per-tenant offset, so that tenants do not all
/// start at once. One run makes up for any number of missed slots; a run shortly before a slot
/// counts for it, whoever requested it.
public struct SyncSchedule: Sendable {
    private struct Tenant {
        /// The last run of everything, or when the tenant was first seen.
        var last: Int64
        var lastScheduled: Int64?
    }

    public let intervalMilliseconds: Int64
    private var tenants: [String: Tenant] = [:]

    public init(intervalMilliseconds: Int64) {
        precondition(intervalMilliseconds > 0, "a schedule that is off is none")
        self.intervalMilliseconds = intervalMilliseconds
    }

    /// Sets the tenants. `lastRun` is called for new ones.
    mutating func set(_ orgs: [String], now: Int64, lastRun: (String) -> Int64?) {
        let known = Set(orgs)
        tenants = tenants.filter { known.contains($0.key) }
        for org in orgs {
            var tenant = tenants[org] ?? Tenant(last: min(lastRun(org) ?? now, now))
            // The clock was set back: times in the future are invalid.
            tenant.last = min(tenant.last, now)
            tenants[org] = tenant
        }
        precondition(tenants.count == known.count, "every tenant has its slots")
    }

    /// Records that a run of everything has begun.
    mutating func ran(_ org: String, now: Int64, isScheduled: Bool) {
        guard var tenant = tenants[org] else { return }
        tenant.last = now
        if isScheduled { tenant.lastScheduled = now }
        tenants[org] = tenant
    }

    /// When a tenant's next run is due; nil for an unknown one.
    public func next(_ org: String) -> Int64? {
        guard let tenant = tenants[org] else { return nil }
        let since = tenant.last - Self.offset(org, intervalMilliseconds)
        let passed = since.quotientAndRemainder(dividingBy: intervalMilliseconds).remainder
        let slot = tenant.last - passed + intervalMilliseconds
        assert(slot > tenant.last, "the next slot lies ahead")
        return slot - tenant.last < intervalMilliseconds / 2
            ? slot + intervalMilliseconds : slot
    }

    /// When the schedule last started a tenant's run.
    public func lastScheduled(_ org: String) -> Int64? { tenants[org]?.lastScheduled }

    /// The tenants that are due, the longest overdue first.
    func due(now: Int64) -> [String] {
        tenants.keys.compactMap { org in next(org).map { (org, $0) } }
            .filter { $0.1 <= now }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.map(\.0)
    }

    /// When the next tenant is due; nil where there is none.
    var nextDue: Int64? { tenants.keys.compactMap { next($0) }.min() }

    /// A tenant's offset within the interval: FNV-1a of its id.
    private static func offset(_ org: String, _ interval: Int64) -> Int64 {
        let hash = org.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01B3
        }
        let offset = Int64(hash % UInt64(interval))
        assert(offset >= 0 && offset < interval, "a place within the interval")
        return offset
    }
}
