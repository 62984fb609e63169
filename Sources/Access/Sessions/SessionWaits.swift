import StatusCodes
import TTRPC

/// Sessions of another server for whoever must not wait: of a token that has to be asked about, it
/// throws a status that stands for a wait (``CallWaits``).
package struct KnownSessions: SessionVerifier {
    private let sessions: IntrospectedSessions

    package init(_ sessions: IntrospectedSessions) { self.sessions = sessions }

    package func session(_ token: String) throws(Status) -> UserSession? {
        guard let known = sessions.known(token) else {
            throw .awaiting(Status(.unavailable, "the session cannot be verified now"))
        }
        return known
    }
}

/// Waits for the session of a call to be verified by another server, where there is one.
package struct SessionWaits: CallWaits {
    private let sessions: IntrospectedSessions?

    package init(_ sessions: IntrospectedSessions? = nil) { self.sessions = sessions }

    package func wait(for context: borrowing CallContext) throws(Status) {
        guard let token = context.metadata("session") else { return }
        try verify(token)
    }

    /// Asks about the token unless its session is known. Throws UNAVAILABLE where it cannot be
    /// verified now. Blocks.
    package func verify(_ token: String) throws(Status) {
        // The mirror's own tokens are never sent to another server.
        guard !token.isEmpty, token.utf8.count <= AccessLimits.sessionTokenBytesMax,
            !token.hasPrefix(StoredSessions.prefix)
        else { return }
        _ = try sessions?.session(token)
    }
}
