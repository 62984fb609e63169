import Synchronization

import PointOfSale

/// Caches the token and allows only one login at a time (single flight). Any thread.
final class TokenStore: Sendable {
    /// The description is redacted.
    struct Token: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
        let text: String
        /// Milliseconds since 1970.
        let expiry: Int64
        /// The company of the login; nil for a fixed token and where the answer does not say.
        var account: String?

        var description: String { "Token(redacted)" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    private struct State {
        var token: Token?
        /// The last login's failure, shared with its waiters.
        var failure: POSError?
        var logins: UInt64 = 0
    }

    private let state = Mutex(State())
    /// Number of finished logins, readable without waiting for a running one.
    private let finished = Atomic<UInt64>(0)

    /// Taken before requesting the token: a caller whose ticket is older than a failed login shares
    /// its failure.
    func ticket() -> UInt64 { finished.load(ordering: .acquiring) }

    /// The token, or a new one from `login`. Callers during a login wait for its result instead of
    /// logging in themselves.
    func token(
        ticket: UInt64, now: Int64, login: () throws(POSError) -> Token
    ) throws(POSError) -> Token {
        // The lock is held during the login on purpose: it implements the single flight.
        try state.withLock { (state) throws(POSError) -> Token in
            if let token = state.token,
                token.expiry - AlleavesLimits.tokenBufferMilliseconds > now
            {
                return token
            }
            if state.logins > ticket, let failure = state.failure { throw failure }
            state.logins += 1
            defer { finished.store(state.logins, ordering: .releasing) }
            do throws(POSError) {
                let token = try login()
                state.token = token
                state.failure = nil
                return token
            } catch {
                state.token = nil
                state.failure = TokenStore.isShared(error) ? error : nil
                throw error
            }
        }
    }

    /// Drops `token` if it is still the current one.
    func drop(_ token: Token) {
        state.withLock { state in
            if state.token == token { state.token = nil }
        }
    }

    /// Not shared: timeouts and cancellations, which are the caller's own.
    private static func isShared(_ error: POSError) -> Bool {
        switch error.code {
        case .timeout, .cancelled: false
        case .credentialsRejected, .rateLimited, .unavailable, .malformed, .tooLarge, .suspicious,
            .invalidRequest, .refused, .http:
            true
        }
    }
}
