import DocumentStore
import LinuxSystem
import Sync

/// How a daemon is set up, from its command line and configuration file.
public struct DaemonConfiguration: Sendable {
    /// Directory of the store; created with what is missing above it.
    public var dataDirectory: String
    /// Path of the Unix socket; at most 107 bytes.
    public var socketPath: String
    public var sync = SyncLevel.grouped
    public var logFormat = LogFormat.text
    /// Bytes for caches and write buffers.
    public var memoryBytes = ServiceLimits.memoryBytesDefault
    /// Who may do what, besides the daemon's own user.
    public var principals: [PrincipalRule] = []
    /// By which a scheduler outside proves itself; without one, every such call is refused.
    public var cronSecret = CronSecret(nil)
    /// Where users' sessions are introspected; nil where only the mirror's own sessions count.
    public var introspection: IntrospectionConfiguration?
    /// What collections of the agents' own have indexes on; comes before the mirror's own rules.
    public var indexes = IndexPolicy()
    /// Minutes between the scheduled runs of a tenant; 0 for none.
    public var scheduleMinutes = SyncLimits.scheduleMinutesDefault
    /// Pages of 100 customers that one run reads of a location.
    public var customerPages = SyncLimits.customerPagesDefault
    /// Permission bits of the socket.
    public var socketMode: UInt32 = 0o660

    public init(dataDirectory: String, socketPath: String) {
        self.dataDirectory = dataDirectory
        self.socketPath = socketPath
    }
}

/// How log lines look.
public enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
