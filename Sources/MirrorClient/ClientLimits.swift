/// How long the client waits for each kind of call.
public enum ClientLimits {
    /// Seconds for an ordinary call: far above what the daemon needs, below human patience.
    public static let callSeconds: Int64 = 30
    /// Seconds for a stream that has an end, such as a menu of millions.
    public static let streamSeconds: Int64 = 300
    /// Seconds for a sync; the daemon itself gives up after five minutes.
    public static let syncSeconds: Int64 = 330
    /// Seconds for a write to the POS; the daemon itself gives up before.
    public static let posWriteSeconds: Int64 = 60
    /// Seconds for one call of a backfill; the daemon itself gives up after an hour.
    public static let backfillSeconds: Int64 = 3630
    /// Seconds for a sync of all tenants, one after another: a day's worth of five minutes each.
    public static let syncAllSeconds: Int64 = 86_400
    /// Seconds for backup, verify and compact, which read the whole store.
    public static let maintenanceSeconds: Int64 = 3600
}
