import TTRPC

/// The tenants whose synchronisations a caller may see.
struct TenantVisibility: Sendable {
    /// Those that every reader's documents tell of as well: tenants/{org}/integrations.
    static let all = TenantVisibility { _ in true }

    private let isVisible: @Sendable (String) -> Bool

    init(_ isVisible: @escaping @Sendable (String) -> Bool) { self.isVisible = isVisible }

    /// Whether the caller may see `org`; as things are now, since memberships change.
    func includes(_ org: String) -> Bool { isVisible(org) }

    /// Throws PERMISSION_DENIED unless the caller may see `org`.
    func require(_ org: String) throws(RPCError) {
        guard includes(org) else {
            throw RPCError(.permissionDenied, "the session does not belong to \(org)")
        }
    }
}

/// The credentials in a call's metadata, apart from the call.
struct CallCredentials: Sendable {
    let authorization: String?
    let session: String?

    init(_ context: borrowing CallContext) {
        authorization = context.metadata("authorization")
        session = context.metadata("session")
    }
}

extension CallGate {
    /// What the caller may see: what its credentials say where there are any, and else every
    /// tenant. Throws UNAUTHENTICATED where they are not valid.
    func visibility(_ credentials: CallCredentials) throws(RPCError) -> TenantVisibility {
        if let authorization = credentials.authorization {
            try cron.check(authorization)
            return .all
        }
        guard let token = credentials.session else { return .all }
        guard let session = try sessions.session(token) else {
            throw RPCError(.unauthenticated, "the session is unknown, revoked or has expired")
        }
        return try membership.visible(session)
    }

    /// As above for a call that may wait.
    func visibility(_ context: borrowing CallContext) throws(RPCError) -> TenantVisibility {
        try visibility(CallCredentials(context))
    }
}
