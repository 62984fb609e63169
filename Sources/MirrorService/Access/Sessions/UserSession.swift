import TTRPC

/// The holder of a session token.
struct UserSession: Equatable, Sendable {
    /// Id of users/{uid}; empty if the verifier does not know it.
    var userID = ""
    /// Empty if only the profile has it.
    var role = ""
    /// Organisations of the session, as spelled there.
    var orgs: [String] = []
}

/// Resolves session tokens. May block.
protocol SessionVerifier: Sendable {
    /// The token's session; nil if unknown, revoked or expired. Throws UNAVAILABLE if it cannot be
    /// verified now.
    func session(_ token: String) throws(RPCError) -> UserSession?
}

/// Resolves the mirror's own tokens, recognised by their prefix, and all others by introspection,
/// if configured. Own tokens are never sent to another server.
struct AnySession: SessionVerifier {
    let stored: StoredSessions
    let introspection: IntrospectedSessions?

    func session(_ token: String) throws(RPCError) -> UserSession? {
        guard !token.isEmpty, token.utf8.count <= ServiceLimits.sessionTokenBytesMax else {
            return nil
        }
        return token.hasPrefix(StoredSessions.prefix)
            ? try stored.session(token) : try introspection?.session(token)
    }
}
