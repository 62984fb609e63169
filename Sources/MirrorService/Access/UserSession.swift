import TTRPC

/// Whom a session token stands for.
struct UserSession: Equatable, Sendable {
    /// Id of users/{uid}; empty where the verifier does not know it.
    var userID = ""
    /// Empty where only the profile knows it.
    var role = ""
    /// Organisations that the session names, as it names them.
    var orgs: [String] = []
}

/// Finds out whom a session token stands for. May block.
protocol SessionVerifier: Sendable {
    /// The token's session; nil where it is unknown, revoked or expired. Throws UNAVAILABLE where
    /// that cannot be told now.
    func session(_ token: String) throws(RPCError) -> UserSession?
}

/// The mirror's own sessions by their prefix, every other token by introspection, where that is
/// set up. Own tokens are never shown to another server.
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
