import Serving
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

/// Authorises calls by the peer's credentials from the kernel and by the credentials in the call's
/// metadata (Protocol/README.md, Access).
///
/// Presented credentials take precedence: a front end with its own rights must not lend them to a
/// user whose session it passes on. Without any, the peer's role decides.
package struct CallGate: Sendable {
    package let access: PeerRoles
    package let cron: CronSecret
    package let sessions: any SessionVerifier
    package let membership: OrgMembership
    /// Where sessions of another server are verified.
    package let waits: SessionWaits

    package init(
        access: PeerRoles, cron: CronSecret, sessions: any SessionVerifier,
        membership: OrgMembership, waits: SessionWaits = SessionWaits()
    ) {
        self.waits = waits
        self.access = access
        self.cron = cron
        self.sessions = sessions
        self.membership = membership
    }

    /// Throws UNAUTHENTICATED where credentials are missing or not valid, PERMISSION_DENIED where
    /// the caller may not do this.
    package func check(
        _ wanted: MethodAccess, _ context: borrowing CallContext,
        _ payload: UnsafeRawBufferPointer
    ) throws(Status) {
        guard wanted != .everybody else { return }
        if let authorization = context.metadata("authorization") {
            try cron.check(authorization)
            guard wanted.acceptsCronSecret else {
                throw Status(.permissionDenied, "the cron secret is for synchronisations only")
            }
        } else if let token = context.metadata("session") {
            try checkSession(token, wanted, payload)
        } else if !wanted.acceptsCronSecret, !wanted.acceptsSessions {
            try access.require(wanted.role, context.peer)
        } else if access.role(context.peer) < wanted.role {
            throw Status(
                .unauthenticated,
                "needs role \(wanted.role.name), or credentials in the call's metadata")
        }
    }

    /// Throws PERMISSION_DENIED unless the caller is an admin: a peer of that role, or a session
    /// that may manage any tenant. For requests that need more rights than their method.
    package func requireAdmin(_ context: borrowing CallContext) throws(Status) {
        if context.metadata("authorization") != nil {
            throw Status(.permissionDenied, "the cron secret is no administrator's")
        }
        guard let token = context.metadata("session") else {
            return try access.require(.admin, context.peer)
        }
        guard let session = try sessions.session(token) else {
            throw Status(.unauthenticated, "the session is unknown, revoked or has expired")
        }
        try membership.requireAnyOrg(session)
    }

    private func checkSession(
        _ token: String, _ wanted: MethodAccess, _ payload: UnsafeRawBufferPointer
    ) throws(Status) {
        guard wanted.acceptsSessions else {
            throw Status(.permissionDenied, "a user's session cannot do this")
        }
        guard let session = try sessions.session(token) else {
            throw Status(.unauthenticated, "the session is unknown, revoked or has expired")
        }
        if wanted == .triggerAll {
            try membership.requireAnyOrg(session)
        } else {
            let org = try Self.org(payload)
            try checkOrg(org)
            try membership.require(org, session)
        }
    }

    /// org_id, which is field 1 of every request of a tenant. Of several, the last counts, as it
    /// does where the request is decoded.
    private static func org(_ payload: UnsafeRawBufferPointer) throws(Status) -> String {
        var reader = WireReader(payload)
        var org = ""
        do throws(WireError) {
            while let field = try reader.nextField() {
                if field.number == 1 {
                    try reader.expect(.lengthDelimited, of: field)
                    org = try reader.string(field: 1)
                } else {
                    try reader.skip(field.type)
                }
            }
        } catch {
            throw Status(undecodable: error)
        }
        return org
    }
}

extension RPCHandler {
    /// The handler behind the gate of a method that is not for everybody.
    package func guarded(by gate: CallGate, _ access: MethodAccess) -> RPCHandler {
        switch self {
        case .unary(let body):
            return .unary { context, payload throws(Status) in
                try gate.check(access, context, payload)
                return try body(context, payload)
            }
        case .deferred(let body):
            return .deferred { context, payload, reply throws(Status) in
                try gate.check(access, context, payload)
                try body(context, payload, reply)
            }
        case .stream(let body):
            return .stream { context, payload, stream throws(Status) in
                try gate.check(access, context, payload)
                try body(context, payload, stream)
            }
        case .inline(let body):
            Self.mustNotWait(access)
            return .inline { context, payload, reply throws(Status) in
                try gate.check(access, context, payload)
                try body(context, payload, &reply)
            }
        case .producer(let body):
            Self.mustNotWait(access)
            return .producer { context, payload throws(Status) in
                try gate.check(access, context, payload)
                return try body(context, payload)
            }
        case .push(let body):
            Self.mustNotWait(access)
            return .push { context, payload, stream throws(Status) in
                try gate.check(access, context, payload)
                try body(context, payload, stream)
            }
        }
    }

    /// Verifying a session may call another server, for which the event loop must not block.
    private static func mustNotWait(_ access: MethodAccess) {
        precondition(!access.acceptsSessions, "such a method must run on a worker")
    }
}

extension CallGate {
    fileprivate func check(
        _ access: MethodAccess, _ context: borrowing CallContext, _ payload: [UInt8]
    ) throws(Status) {
        try payload.withUnsafeBufferPointer { bytes throws(Status) in
            try check(access, context, UnsafeRawBufferPointer(bytes))
        }
    }
}
