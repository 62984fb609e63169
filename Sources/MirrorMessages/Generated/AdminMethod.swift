// Written by Protocol/generate.py from Protocol/admin.proto; change that file instead.

/// The methods of `posmirror.v1.Admin`.
public enum AdminMethod: String, ServiceMethod {
    case getInfo = "GetInfo"
    /// Prometheus text format.
    case getMetrics = "GetMetrics"
    /// A consistent copy of the store, while serving: a data directory in a new directory, or with
    /// `copy` a backup that `posmirror restore` reads. Refused with INVALID_ARGUMENT, ALREADY_EXISTS or
    /// FAILED_PRECONDITION where the directory cannot be made.
    case backup = "Backup"
    /// Reads and decodes everything that is stored, and compares what follows from what.
    case verify = "Verify"
    /// The same with words of progress; the last has the reply.
    case watchVerify = "WatchVerify"
    case compact = "Compact"
    /// Makes a session by which a user's calls may act for a tenant.
    case createSession = "CreateSession"
    /// Ends one session, or all of a user's.
    case revokeSession = "RevokeSession"
    case listSessions = "ListSessions"

    public static let service = "posmirror.v1.Admin"

    public var access: MethodAccess {
        switch self {
        case .getInfo, .getMetrics: .everybody
        case .backup, .verify, .watchVerify, .compact, .createSession, .revokeSession,
            .listSessions: .admin
        }
    }

    public var work: MethodWork {
        switch self {
        case .getInfo, .getMetrics, .createSession, .revokeSession, .listSessions: .admin
        case .backup, .verify, .watchVerify, .compact: .upkeep
        }
    }

    public var streaming: MethodStreaming {
        switch self {
        case .getInfo, .getMetrics, .backup, .verify, .compact, .createSession, .revokeSession,
            .listSessions: .unary
        case .watchVerify: .server
        }
    }
}

/// The methods of `posmirror.v1.Admin` with their messages.
public enum AdminCall {
    public static let getInfo = UnaryCall<GetInfoRequest, GetInfoReply>(AdminMethod.getInfo)
    public static let getMetrics = UnaryCall<GetMetricsRequest, GetMetricsReply>(
        AdminMethod.getMetrics)
    public static let backup = UnaryCall<BackupRequest, BackupReply>(AdminMethod.backup)
    public static let verify = UnaryCall<VerifyRequest, VerifyReply>(AdminMethod.verify)
    public static let watchVerify = StreamCall<VerifyRequest, VerifyProgress>(
        AdminMethod.watchVerify)
    public static let compact = UnaryCall<CompactRequest, CompactReply>(AdminMethod.compact)
    public static let createSession = UnaryCall<CreateSessionRequest, CreateSessionReply>(
        AdminMethod.createSession)
    public static let revokeSession = UnaryCall<RevokeSessionRequest, RevokeSessionReply>(
        AdminMethod.revokeSession)
    public static let listSessions = UnaryCall<ListSessionsRequest, ListSessionsReply>(
        AdminMethod.listSessions)
}
