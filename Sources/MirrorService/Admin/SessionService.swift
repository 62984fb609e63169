import Serving
import Access
import MirrorMessages
import StatusCodes

/// The methods of posmirror.v1.Admin that manage the mirror's own sessions.
struct SessionService: Sendable {
    let sessions: StoredSessions

    func create(_ request: CreateSessionRequest) throws(Status) -> CreateSessionReply {
        let isOfAnyOrg = OrgMembership.rolesOfAnyOrg.contains(request.role)
        guard isOfAnyOrg || OrgMembership.rolesOfOwnOrgs.contains(request.role) else {
            let roles = OrgMembership.rolesOfAnyOrg.union(OrgMembership.rolesOfOwnOrgs).sorted()
            throw Status(.invalidArgument, "role is one of \(roles.joined(separator: ", "))")
        }
        guard isOfAnyOrg || !request.orgIds.isEmpty || !request.userId.isEmpty else {
            throw Status(.invalidArgument, "role \(request.role) needs an org_id or a user_id")
        }
        for org in request.orgIds { try checkOrg(org) }
        let hours = request.hours == 0 ? ServiceLimits.sessionHoursDefault : request.hours
        guard (1...ServiceLimits.sessionHoursMax).contains(hours) else {
            throw Status(.invalidArgument, "hours must be 1 to \(ServiceLimits.sessionHoursMax)")
        }
        let made = try sessions.create(
            UserSession(userID: request.userId, role: request.role, orgs: request.orgIds),
            hours: hours)
        var reply = CreateSessionReply()
        reply.token = made.token
        reply.session = message(made.entry)
        return reply
    }

    func revoke(_ request: RevokeSessionRequest) throws(Status) -> RevokeSessionReply {
        let ids: [String]
        if !request.userId.isEmpty {
            ids = try sessions.all().filter { $0.session.userID == request.userId }.map(\.id)
        } else {
            ids = [try id(of: request.session)]
        }
        try sessions.revoke(ids)
        var reply = RevokeSessionReply()
        reply.revoked = Int64(ids.count)
        return reply
    }

    private func id(of session: String) throws(Status) -> String {
        let id = session.hasPrefix(StoredSessions.prefix) ? StoredSessions.id(session) : session
        guard id.utf8.count >= 8 else {
            throw Status(.invalidArgument, "name a session by its token or 8 digits of its id")
        }
        let found = try sessions.all().map(\.id).filter { $0.hasPrefix(id) }
        guard let first = found.first else { throw Status(.notFound, "no such session") }
        guard found.count == 1 else {
            throw Status(.invalidArgument, "\(found.count) sessions start with these digits")
        }
        return first
    }

    func list() throws(Status) -> ListSessionsReply {
        var reply = ListSessionsReply()
        reply.sessions = try sessions.all().prefix(ServiceLimits.sessionsListedMax).map(message)
        return reply
    }

    private func message(_ entry: StoredSessions.Entry) -> Session {
        var message = Session()
        message.id = entry.id
        message.role = entry.session.role
        message.orgIds = entry.session.orgs
        message.userId = entry.session.userID
        message.createdAt = WireTimestamp(microseconds: entry.createdAt)
        message.expiresAt = WireTimestamp(microseconds: entry.expiresAt)
        message.expired = entry.expiresAt <= sessions.now() * 1000
        return message
    }
}
