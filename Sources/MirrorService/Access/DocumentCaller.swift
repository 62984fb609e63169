import FirestoreModel
import Sync
import TTRPC

/// Who reads or writes documents.
///
/// Whoever passes on a session acts for somebody who has a reader's rights, and beyond them may see
/// the orders and customers of the tenants that the session's holder manages. The session is looked
/// at only where that matters: public documents need none.
struct DocumentCaller: Sendable {
    let role: Role
    let principal: AuditPrincipal
    /// The caller says that it means to overwrite fields of the POS.
    var overwritesPosFields = false
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

    /// Somebody with a role and no session.
    init(role: Role, principal: AuditPrincipal) {
        self.role = role
        self.principal = principal
        token = nil
        callers = nil
    }

    var hasSession: Bool { token != nil }

    /// Throws PERMISSION_DENIED unless the session's holder manages `org`, UNAUTHENTICATED for a
    /// session that does not count.
    func requireTenant(_ org: String) throws(RPCError) {
        guard let callers, let membership = callers.membership else {
            throw RPCError(.permissionDenied, "needs role admin")
        }
        try membership.require(org, try session())
    }

    /// Throws PERMISSION_DENIED unless the session's holder manages every tenant.
    func requireAnyTenant() throws(RPCError) {
        guard let callers, let membership = callers.membership else {
            throw RPCError(.permissionDenied, "needs role admin")
        }
        try membership.requireAnyOrg(try session())
    }

    /// The one tenant whose people the session's holder may see; nil where that is any, none or
    /// several.
    func onlyTenant() throws(RPCError) -> String? {
        guard let membership = callers?.membership else { return nil }
        return try membership.onlyOrg(try session())
    }

    private func session() throws(RPCError) -> UserSession {
        guard let token, let found = try callers?.sessions?.session(token) else {
            throw RPCError(.unauthenticated, "the session is unknown, revoked or has expired")
        }
        return found
    }
}

/// Finds out who is calling for documents.
struct DocumentCallers: Sendable {
    let access: Access
    /// Without them no session counts.
    var sessions: (any SessionVerifier)?
    var membership: OrgMembership?

    init(_ access: Access) { self.access = access }

    init(_ gate: CallGate) {
        access = gate.access
        sessions = gate.sessions
        membership = gate.membership
    }

    /// The caller of a document method. Google's clients send an authorization that means nothing
    /// to us. Never waits.
    func caller(_ context: borrowing CallContext) -> DocumentCaller {
        let token = context.metadata("session")
        let role = token == nil ? access.role(context.peer) : .reader
        var caller = DocumentCaller(
            role: role,
            principal: AuditPrincipal(name: "uid:\(context.peer.uid)", role: role.name),
            token: token, callers: self)
        caller.overwritesPosFields = context.metadata(Self.posFieldsKey) == "true"
        return caller
    }

    /// The metadata by which a write says that it means to overwrite fields of the POS.
    static let posFieldsKey = "allow-pos-fields"
}

extension CallGate {
    /// Who is behind a call that the gate has let through.
    func principal(_ context: borrowing CallContext) throws(RPCError) -> AuditPrincipal {
        var principal = AuditPrincipal(
            name: "uid:\(context.peer.uid)", role: access.role(context.peer).name)
        if let token = context.metadata("session") {
            guard let session = try sessions.session(token) else {
                throw RPCError(.unauthenticated, "the session is unknown, revoked or has expired")
            }
            principal.role = try membership.role(session)
            principal.user = session.userID
        }
        return principal
    }
}
