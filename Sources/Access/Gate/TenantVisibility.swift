import StatusCodes
import TTRPC

/// The tenants whose synchronisations a caller may see.
package struct TenantVisibility: Sendable {
    /// All tenants: the same data is in tenants/{org}/integrations, which every reader sees.
    package static let all = TenantVisibility { _ in true }

    private let isVisible: @Sendable (String) -> Bool

    package init(_ isVisible: @escaping @Sendable (String) -> Bool) { self.isVisible = isVisible }

    /// Whether the caller may see `org` now; memberships change.
    package func includes(_ org: String) -> Bool { isVisible(org) }

    /// Throws PERMISSION_DENIED unless the caller may see `org`.
    package func require(_ org: String) throws(Status) {
        guard includes(org) else {
            throw Status(.permissionDenied, "the session does not belong to \(org)")
        }
    }
}

/// A copy of the credentials in a call's metadata.
package struct CallCredentials: Sendable {
    package let authorization: String?
    package let session: String?

    package init(_ context: borrowing CallContext) {
        authorization = context.metadata("authorization")
        session = context.metadata("session")
    }
}

extension CallGate {
    /// The tenants that the caller may see: by its credentials if any, otherwise all. Throws
    /// UNAUTHENTICATED for invalid credentials.
    package func visibility(_ credentials: CallCredentials) throws(Status) -> TenantVisibility {
        if let authorization = credentials.authorization {
            try cron.check(authorization)
            return .all
        }
        guard let token = credentials.session else { return .all }
        guard let session = try sessions.session(token) else {
            throw Status(.unauthenticated, "the session is unknown, revoked or has expired")
        }
        return try membership.visible(session)
    }

    /// As above. On the event loop, which must not read the store, a session is a wait.
    package func visibility(_ context: borrowing CallContext) throws(Status) -> TenantVisibility {
        let credentials = CallCredentials(context)
        if credentials.session != nil, context.turn == nil {
            throw .awaiting(Status(.unavailable, "a session is verified on a worker"))
        }
        return try visibility(credentials)
    }
}
