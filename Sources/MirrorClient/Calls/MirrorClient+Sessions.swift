import MirrorMessages

/// The sessions of posmirror.v1.Admin
extension MirrorClient {
    /// Makes a session; its token is in the reply and nowhere else. `hours` 0 is the daemon's
    /// default.
    public func createSession(
        role: String, orgIDs: [String] = [], userID: String = "", hours: Int64 = 0
    ) throws(MirrorClientError) -> CreateSessionReply {
        var request = CreateSessionRequest()
        request.role = role
        request.orgIds = orgIDs
        request.userId = userID
        request.hours = hours
        return try call(AdminCall.createSession, request)
    }

    /// Ends the session with this token, id or beginning of an id.
    public func revokeSession(_ session: String) throws(MirrorClientError) -> RevokeSessionReply {
        var request = RevokeSessionRequest()
        request.session = session
        return try call(AdminCall.revokeSession, request)
    }

    /// Ends every session of a user.
    public func revokeSessions(
        ofUser userID: String
    ) throws(MirrorClientError) -> RevokeSessionReply {
        var request = RevokeSessionRequest()
        request.userId = userID
        return try call(AdminCall.revokeSession, request)
    }

    /// Every session, expired ones too.
    public func sessions() throws(MirrorClientError) -> ListSessionsReply {
        try call(AdminCall.listSessions, ListSessionsRequest())
    }
}
