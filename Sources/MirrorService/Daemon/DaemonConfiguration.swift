import Access
import DocumentStore
import LinuxSystem
import Memory
import Sync

/// The configuration of a daemon, from its command line and configuration file.
public struct DaemonConfiguration: Sendable {
    /// Directory of the store; created with missing parents.
    public var dataDirectory: String
    /// Path of the Unix socket; at most 107 bytes.
    public var socketPath: String
    public var sync = SyncLevel.grouped
    public var logFormat = LogFormat.text
    /// What the whole process may have in memory.
    public var memory = MemoryBudget(bytes: ServiceLimits.memoryBytesDefault)
    /// Roles of users and groups, besides the daemon's own user.
    public var principals: [PrincipalRule] = []
    /// Authenticates an external scheduler; without it every such call is refused.
    public var cronSecret = CronSecret(nil)
    /// Introspection of users' sessions; nil if only the mirror's own sessions are valid.
    public var introspection: IntrospectionConfiguration?
    /// Index rules of the operator; take precedence over the mirror's own.
    public var indexes = IndexPolicy()
    /// Minutes between the scheduled runs of a tenant; 0 for none.
    public var scheduleMinutes = SyncLimits.scheduleMinutesDefault
    /// Pages of 100 customers that one run reads of a location.
    public var customerPages = SyncLimits.customerPagesDefault
    /// Permission bits of the socket.
    public var socketMode: UInt32 = 0o660

    /// What users and queries may take.
    public var limits = ServingLimits()

    public init(dataDirectory: String, socketPath: String) {
        self.dataDirectory = dataDirectory
        self.socketPath = socketPath
    }
}

/// Format of log lines.
public enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}
