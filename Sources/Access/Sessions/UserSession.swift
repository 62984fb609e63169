import StatusCodes

/// The holder of a session token.
package struct UserSession: Equatable, Sendable {
    /// Id of users/{uid}; empty if the verifier does not know it.
    package var userID = ""
    /// Empty if only the profile has it.
    package var role = ""
    /// Organisations of the session, as spelled there.
    package var orgs: [String] = []

    package init(userID: String = "", role: String = "", orgs: [String] = []) {
        self.userID = userID
        self.role = role
        self.orgs = orgs
    }
}

/// Resolves session tokens. Where that takes another server it blocks, or throws a status that
/// stands for a wait (``CallWaits``).
package protocol SessionVerifier: Sendable {
    /// The token's session; nil if unknown, revoked or expired. Throws UNAVAILABLE if it cannot be
    /// verified now.
    func session(_ token: String) throws(Status) -> UserSession?
}

/// Resolves the mirror's own tokens, recognised by their prefix, and all others by introspection,
/// if configured. Own tokens are never sent to another server.
package struct CompositeSessions: SessionVerifier {
    package let stored: StoredSessions
    package let introspection: (any SessionVerifier)?

    package init(stored: StoredSessions, introspection: (any SessionVerifier)? = nil) {
        self.stored = stored
        self.introspection = introspection
    }

    package func session(_ token: String) throws(Status) -> UserSession? {
        guard !token.isEmpty, token.utf8.count <= AccessLimits.sessionTokenBytesMax else {
            return nil
        }
        return token.hasPrefix(StoredSessions.prefix)
            ? try stored.session(token) : try introspection?.session(token)
    }
}
