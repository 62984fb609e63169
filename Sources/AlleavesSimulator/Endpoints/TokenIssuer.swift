import JSON
import LinuxSystem
import Randomness
import Synchronization
import TextForms

/// Issues and verifies login tokens. Any thread.
final class TokenIssuer: Sendable {
    private struct State {
        /// When tokens expire, in milliseconds since 1970.
        var tokens: [String: Int64] = [:]
        var issued = 0
        var isRefusing = false
        var lifetimeSeconds: Int
    }

    private let state: Mutex<State>
    private let usernames: Set<String>
    private let password: String
    private let pin: String?
    private let company: Int

    init(_ options: SimulatorOptions, company: Int) {
        self.company = company
        state = Mutex(State(lifetimeSeconds: options.tokenSeconds))
        usernames =
            options.accounts == 1
            ? [options.username]
            : Set(["user\(company)"] + (company == 1 ? [options.username] : []))
        password = options.password
        pin = options.pin
    }

    func refuseLogins(_ isRefusing: Bool) { state.withLock { $0.isRefusing = isRefusing } }

    func setLifetime(seconds: Int) { state.withLock { $0.lifetimeSeconds = seconds } }

    /// Revokes all tokens, whatever their `exp` claims.
    func expireAll() { state.withLock { $0.tokens = [:] } }

    func knows(username: String) -> Bool { usernames.contains(username) }

    func isValid(authorization: String?) -> Bool {
        guard let authorization, authorization.lowercased().hasPrefix("bearer ") else {
            return false
        }
        let token = String(authorization.dropFirst(7))
        let now = SystemClock.wallMilliseconds()
        return state.withLock { ($0.tokens[token] ?? 0) > now }
    }

    func logIn(_ body: JSONValue) -> HTTPResponse {
        let username = body["username"]?.string ?? ""
        let isKnown = usernames.contains(username) && body["password"]?.string == password
        // The PIN is a separate field; appended to the password it is refused, as in production.
        let isPinRight = pin == nil || body["pin"]?.string == pin
        let token = state.withLock { state -> String? in
            guard isKnown, isPinRight, !state.isRefusing else { return nil }
            return issue(&state)
        }
        guard let token else { return .failure(401, "Invalid username, password or pin") }
        return .json(
            .fields([
                "id_user": .integer(idUser), "name_first": .string("Demo"),
                "name_last": .string("Integration"), "username": .string(username),
                "id_company": .integer(company),
                "company": .string("Sample Company" + (company == 1 ? "" : " \(company)")),
                "token": .string(token),
            ]))
    }

    /// Distinguishes the tokens of different companies.
    private var idUser: Int { 6 + company }

    private func issue(_ state: inout State) -> String {
        let issuedAt = SystemClock.wallMilliseconds() / 1_000
        let expiry = issuedAt + Int64(state.lifetimeSeconds)
        state.issued += 1
        let claims = JSONValue.fields([
            "id_user": .integer(idUser), "id_role": .integer(3), "jti": .integer(state.issued),
            "iat": .number(String(issuedAt)), "exp": .number(String(expiry)),
        ])
        let header = Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8)
        var random = SeededRandom(seed: UInt64(state.issued), stream: 8, index: company - 1)
        let signature = (0..<32).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let token = [header, claims.bytes, signature].map { Base64.encode($0, .url) }
            .joined(separator: ".")
        state.tokens[token] = expiry * 1_000
        return token
    }
}
