import FirestoreModel
import StatusCodes
import Sync
import TTRPC

/// The caller of a document method.
///
/// A caller with a session has a reader's rights, plus access to the orders and customers of the
/// tenants that the session's holder manages. The session is verified only when needed: public
/// documents need none.
package struct DocumentCaller: Sendable {
    package let role: Role
    package let principal: AuditPrincipal
    /// The caller explicitly allows overwriting POS-owned fields.
    package var overwritesPosFields = false
    private let token: String?
    private let callers: DocumentCallers?

    fileprivate init(
        role: Role, principal: AuditPrincipal, token: String?, callers: DocumentCallers
    ) {
        self.role = role
        self.principal = principal
        self.token = token
        self.callers = callers
    }

    /// A caller with a role and no session.
    package init(role: Role, principal: AuditPrincipal) {
        self.role = role
        self.principal = principal
        token = nil
        callers = nil
    }

    package var hasSession: Bool { token != nil }

    /// Verifies the session where that takes another server: reads that threw a wait can be begun
    /// anew afterwards. Blocks.
    package func verifySession() throws(Status) {
        if let token { try callers?.waits?.verify(token) }
    }

    /// Throws PERMISSION_DENIED unless the session's holder manages `org`, UNAUTHENTICATED for an
    /// invalid session.
    func requireTenant(_ org: String) throws(Status) {
        guard let callers, let membership = callers.membership else {
            throw Status(.permissionDenied, "needs role admin")
        }
        try membership.require(org, try session())
    }

    /// Throws PERMISSION_DENIED unless the session's holder manages every tenant.
    func requireAnyTenant() throws(Status) {
        guard let callers, let membership = callers.membership else {
            throw Status(.permissionDenied, "needs role admin")
        }
        try membership.requireAnyOrg(try session())
    }

    /// The only tenant whose orders and customers the session's holder may see; nil for any, none
    /// or several.
    func onlyTenant() throws(Status) -> String? {
        guard let membership = callers?.membership else { return nil }
        return try membership.onlyOrg(try session())
    }

    private func session() throws(Status) -> UserSession {
        guard let token, let found = try callers?.sessions?.session(token) else {
            throw Status(.unauthenticated, "the session is unknown, revoked or has expired")
        }
        return found
    }
}

/// Determines the callers of document methods.
package struct DocumentCallers: Sendable {
    package let access: PeerRoles
    /// Nil: no session is valid.
    package var sessions: (any SessionVerifier)?
    package var membership: OrgMembership?
    fileprivate var waits: SessionWaits?

    package init(_ access: PeerRoles) { self.access = access }

    package init(_ gate: CallGate) {
        access = gate.access
        sessions = gate.sessions
        membership = gate.membership
        waits = gate.waits
    }

    /// The caller of a document method. Ignores the authorization that Google's clients send. Does
    /// not block.
    package func caller(_ context: borrowing CallContext) -> DocumentCaller {
        let token = context.metadata("session")
        let role = token == nil ? access.role(context.peer) : .reader
        var caller = DocumentCaller(
            role: role,
            principal: AuditPrincipal(name: "uid:\(context.peer.uid)", role: role.name),
            token: token, callers: self)
        caller.overwritesPosFields = context.metadata(Self.posFieldsKey) == "true"
        return caller
    }

    /// The metadata key that allows a write to overwrite POS-owned fields.
    package static let posFieldsKey = "allow-pos-fields"

    /// The metadata keys that decide what a call may do. One with two values is refused.
    package static let metadataKeys = ["authorization", "session", posFieldsKey]
}

extension CallGate {
    /// The principal of an authorised call.
    package func principal(_ context: borrowing CallContext) throws(Status) -> AuditPrincipal {
        var principal = AuditPrincipal(
            name: "uid:\(context.peer.uid)", role: access.role(context.peer).name)
        if let token = context.metadata("session") {
            guard let session = try sessions.session(token) else {
                throw Status(.unauthenticated, "the session is unknown, revoked or has expired")
            }
            principal.role = try membership.role(session)
            principal.user = session.userID
        }
        return principal
    }
}
