import FirestoreModel
import HTTPTransport
import JSON
import StatusCodes
import LinuxSystem
import Synchronization
import TTRPC
import TextForms

/// The introspection endpoint of session tokens and its credentials. Its description shows no
/// secret.
public struct IntrospectionConfiguration: Sendable, CustomStringConvertible, CustomReflectable {
    public var url: String
    public var clientID: String
    public var clientSecret: String

    public init(url: String, clientID: String, clientSecret: String) {
        self.url = url
        self.clientID = clientID
        self.clientSecret = clientSecret
    }

    public var description: String { "IntrospectionConfiguration(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Sessions of another server: OAuth 2.0 token introspection (RFC 7662), authenticated as RFC 6749,
/// 2.3.1 says. Caches responses until the token expires, refusals for a few seconds.
package final class IntrospectedSessions: SessionVerifier {
    private let configuration: IntrospectionConfiguration
    private let transport: any Transport
    /// Milliseconds since 1970.
    private let now: @Sendable () -> Int64
    private let cache = Monitor(Cache())

    private struct Cached {
        let session: UserSession?
        /// When it was asked for, and until when it holds, milliseconds since 1970: if the clock
        /// is set back to before it was asked for, it is asked for again.
        let since: Int64
        let until: Int64

        func holds(at now: Int64) -> Bool { since <= now && now < until }
    }

    /// Refusals have a separate limit, so that invalid tokens evict no valid one.
    private struct Cache {
        var active: [String: Cached] = [:]
        var refused: [String: Cached] = [:]

        func known(_ key: String, at time: Int64) -> Cached? {
            guard let found = active[key] ?? refused[key], found.holds(at: time) else {
                return nil
            }
            return found
        }

        /// Those that are being asked about.
        var questions: [String: Question] = [:]
    }

    /// A question that is under way: whoever else needs its answer waits for it.
    private final class Question: Sendable {
        let answer = Mutex<Result<UserSession?, Status>?>(nil)
    }

    package init(
        _ configuration: IntrospectionConfiguration, transport: any Transport,
        now: @escaping @Sendable () -> Int64
    ) {
        self.configuration = configuration
        self.transport = transport
        self.now = now
    }

    package func session(_ token: String) throws(Status) -> UserSession? {
        let key = StoredSessions.id(token)
        let time = now()
        let (known, question, isMine) = cache.withLock { cache -> (Cached?, Question, Bool) in
            if let known = cache.known(key, at: time) { return (known, Question(), false) }
            if let question = cache.questions[key] { return (nil, question, false) }
            let question = Question()
            cache.questions[key] = question
            return (nil, question, true)
        }
        if let known { return known.session }
        guard isMine else { return try wait(for: question) }
        let answer = answer(token, key, at: time)
        question.answer.withLock { $0 = answer }
        cache.update { cache in
            precondition(cache.questions[key] === question, "a question is asked once")
            cache.questions[key] = nil
        }
        return try answer.get()
    }

    /// What is known of a token without asking; nil where nothing is.
    package func known(_ token: String) -> UserSession?? {
        let key = StoredSessions.id(token)
        let time = now()
        guard let found = cache.withLock({ $0.known(key, at: time) }) else { return nil }
        return .some(found.session)
    }

    private func wait(for question: Question) throws(Status) -> UserSession? {
        let answer = cache.wait { _ in question.answer.withLock { $0 } }
        guard let answer else { preconditionFailure("a wait without a deadline ends") }
        return try answer.get()
    }

    private func answer(
        _ token: String, _ key: String, at time: Int64
    ) -> Result<UserSession?, Status> {
        let found: Cached
        do throws(Status) {
            found = Self.read(try ask(token), now: time)
        } catch {
            return .failure(error)
        }
        cache.withLock { cache in
            cache.active[key] = nil
            cache.refused[key] = nil
            if found.session == nil {
                Self.keep(found, key, in: &cache.refused, now: time)
            } else {
                Self.keep(found, key, in: &cache.active, now: time)
            }
        }
        return .success(found.session)
    }

    private static func keep(
        _ found: Cached, _ key: String, in entries: inout [String: Cached], now: Int64
    ) {
        if entries.count >= AccessLimits.introspectionEntriesMax {
            entries = entries.filter { $0.value.holds(at: now) }
        }
        // Still full: start over; active tokens are introspected again.
        if entries.count >= AccessLimits.introspectionEntriesMax { entries.removeAll() }
        entries[key] = found
    }

    private func ask(_ token: String) throws(Status) -> JSONValue {
        let id = PercentEncoding.encode(configuration.clientID)
        let secret = PercentEncoding.encode(configuration.clientSecret)
        let request = HTTPRequest(
            method: .post, url: configuration.url,
            headers: [
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
                HTTPHeader("Accept", "application/json"),
                HTTPHeader(
                    "Authorization", "Basic " + Base64.encode(Array("\(id):\(secret)".utf8))),
            ],
            body: Array("token=\(PercentEncoding.encode(token))".utf8),
            connectTimeoutMilliseconds: AccessLimits.introspectionMilliseconds,
            totalTimeoutMilliseconds: AccessLimits.introspectionMilliseconds,
            bodyBytesMax: AccessLimits.introspectionBytesMax)
        let response: HTTPResponse
        do throws(TransportError) {
            response = try transport.send(request)
        } catch {
            throw Self.unavailable("\(error.kind.rawValue)")
        }
        guard response.head.isSuccess else {
            throw Self.unavailable("HTTP \(response.head.status)")
        }
        do throws(JSONFault) {
            return try JSONParser.parse(response.body)
        } catch {
            throw Self.unavailable("its answer is no JSON")
        }
    }

    /// A time in a response, in milliseconds since 1970.
    private enum TimeClaim: Equatable {
        case absent
        case read(Double)
        case unreadable
    }

    /// Fails closed: an unverifiable token is rejected.
    private static func unavailable(_ reason: String) -> Status {
        Status(.unavailable, "the session cannot be verified now: \(reason)")
    }

    private static func read(_ answer: JSONValue, now: Int64) -> Cached {
        let refusal = Cached(
            session: nil, since: now, until: now + AccessLimits.introspectionRefusedMilliseconds)
        guard answer["active"] == .bool(true) else { return refusal }
        let times = ["exp", "nbf", "iat"].map { time(answer[$0]) }
        // An unreadable expiry must not count as none.
        guard times.allSatisfy({ $0 != .unreadable }) else { return refusal }
        var until = now + AccessLimits.introspectionUndatedMilliseconds
        if case .read(let milliseconds) = times[0] {
            guard milliseconds > Double(now) else { return refusal }
            until = Int64(min(milliseconds, Double(now) + 86_400_000 * 366))
        }
        if case .read(let milliseconds) = times[1], milliseconds > Double(now) { return refusal }
        guard isReadable(answer["role"]) else { return refusal }
        var session = UserSession()
        session.userID = text(answer["sub"]) ?? text(answer["uid"]) ?? ""
        session.role = text(answer["role"]) ?? ""
        session.orgs = (OrgMembership.claims.map(\.rawValue) + ["org_id"]).compactMap {
            text(answer[$0])
        }
        return Cached(session: session, since: now, until: until)
    }

    /// A time of the response in milliseconds since 1970: seconds as a number or a numeric string.
    private static func time(_ value: JSONValue?) -> TimeClaim {
        let text: String
        switch value {
        case nil, .null?: return .absent
        case .number(let number)?: text = number
        case .string(let string)?: text = string.trimmed
        default: return .unreadable
        }
        let digits = Set("0123456789.-+eE")
        guard let seconds = Double(text), seconds.isFinite, text.allSatisfy(digits.contains),
            abs(seconds) < 1e15
        else { return .unreadable }
        return .read(seconds * 1000)
    }

    /// Whether a claim is a string or absent: a role of another type must not fall back to the
    /// profile's.
    private static func isReadable(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?, .string?: true
        default: false
        }
    }

    private static func text(_ value: JSONValue?) -> String? {
        if case .string(let text)? = value { text } else { nil }
    }
}
