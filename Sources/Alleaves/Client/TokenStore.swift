import Synchronization

import PointOfSale

/// Keeps the token and makes sure that only one login runs at a time. Thread safe.
final class TokenStore: Sendable {
    /// Its description shows nothing of it.
    struct Token: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
        let text: String
        /// Milliseconds since 1970.
        let expiry: Int64

        var description: String { "Token(redacted)" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    private struct State {
        var token: Token?
        /// The last login's failure, for those who waited for it.
        var failure: POSError?
        var logins: UInt64 = 0
    }

    private let state = Mutex(State())
    /// Logins finished, readable without waiting for the one that runs.
    private let finished = Atomic<UInt64>(0)

    /// To be taken before asking for the token: who holds one from before a login ended in
    /// failure shares that failure.
    func ticket() -> UInt64 { finished.load(ordering: .acquiring) }

    /// The token, or a new one from `login`. Callers that come during a login wait for its result
    /// (at most as long as one login takes) instead of making their own.
    func token(
        ticket: UInt64, now: Int64, login: () throws(POSError) -> Token
    ) throws(POSError) -> Token {
        // The lock is held during the login on purpose: waiting for it is the single flight.
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

    /// Forgets `token` if it is still the current one.
    func drop(_ token: Token) {
        state.withLock { state in
            if state.token == token { state.token = nil }
        }
    }

    /// Another caller may have more time, and was not cancelled.
    private static func isShared(_ error: POSError) -> Bool {
        switch error.code {
        case .timeout, .cancelled: false
        case .credentialsRejected, .rateLimited, .unavailable, .malformed, .tooLarge, .suspicious,
            .invalidRequest, .refused, .http:
            true
        }
    }
}
