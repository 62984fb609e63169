import HTTPTransport
import StatusCodes
import Synchronization
import TTRPC
import Testing

@testable import Access

/// Token introspection (RFC 7662): what is asked, what is believed, and for how long.
@Suite struct IntrospectionTests {
    /// Answers with whatever it is set to and remembers what it was asked.
    private final class Endpoint: Transport {
        struct State {
            var answer = (status: 200, body: "{}")
            var failure: TransportError.Kind?
            var requests: [HTTPRequest] = []
        }

        let state = Mutex(State())

        func send(
            _ request: HTTPRequest, onBody: BodySink?
        ) throws(TransportError) -> HTTPResponse {
            try state.withLock { state throws(TransportError) in
                state.requests.append(request)
                if let kind = state.failure {
                    throw TransportError(kind: kind, path: request.path, reason: "scripted")
                }
                return HTTPResponse(
                    head: HTTPResponseHead(status: state.answer.status),
                    body: Array(state.answer.body.utf8))
            }
        }

        func answer(_ body: String, status: Int = 200) {
            state.withLock { $0.answer = (status, body) }
        }

        var count: Int { state.withLock { $0.requests.count } }
    }

    private final class Clock: Sendable {
        let milliseconds = Atomic<Int64>(1_000_000)
        var now: Int64 { milliseconds.load(ordering: .relaxed) }
        func advance(_ duration: Int64) {
            milliseconds.wrappingAdd(duration, ordering: .relaxed)
        }
    }

    private let endpoint = Endpoint()
    private let clock = Clock()
    private let sessions: IntrospectedSessions

    init() {
        let clock = clock
        sessions = IntrospectedSessions(
            IntrospectionConfiguration(
                url: "https://id.example.com/introspect", clientID: "pos:mirror",
                clientSecret: "p@ss"),
            transport: endpoint, now: { clock.now })
    }

    private static let active =
        #"{"active":true,"exp":2000,"sub":"ann","role":"brand_admin","orgId":"acme","x":[1]}"#

    @Test func theRequestIsWhatTheStandardsSay() throws {
        endpoint.answer(Self.active)
        let session = try sessions.session("to+ken/&=")
        #expect(
            session == UserSession(userID: "ann", role: "brand_admin", orgs: ["acme"]))
        let request = try #require(endpoint.state.withLock { $0.requests.first })
        #expect(request.method == .post)
        #expect(String(decoding: request.body, as: UTF8.self) == "token=to%2Bken%2F%26%3D")
        // RFC 6749, 2.3.1: id and secret are form-encoded before they are joined.
        #expect(
            request.headers.contains(
                HTTPHeader("Authorization", "Basic cG9zJTNBbWlycm9yOnAlNDBzcw==")))
        #expect(
            request.headers.contains(
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded")))
    }

    @Test func anAnswerIsKeptUntilTheTokenExpires() throws {
        endpoint.answer(Self.active)
        for _ in 0..<5 { #expect(try sessions.session("token") != nil) }
        #expect(endpoint.count == 1)
        #expect(try sessions.session("other") != nil)
        #expect(endpoint.count == 2)
        clock.advance(999_999)
        #expect(try sessions.session("token") != nil)
        #expect(endpoint.count == 2)
        clock.advance(1)
        // Asked again; the answer's expiry has passed, so it is none.
        #expect(try sessions.session("token") == nil)
        #expect(endpoint.count == 3)
    }

    @Test func aRefusalIsKeptBriefly() throws {
        endpoint.answer(#"{"active":false}"#)
        for _ in 0..<3 { #expect(try sessions.session("token") == nil) }
        #expect(endpoint.count == 1)
        endpoint.answer(Self.active)
        clock.advance(AccessLimits.introspectionRefusedMilliseconds)
        #expect(try sessions.session("token") != nil)
    }

    @Test func anAnswerWithoutExpiryIsKeptForAMinute() throws {
        endpoint.answer(#"{"active":true,"role":"super_user"}"#)
        #expect(try sessions.session("token")?.role == "super_user")
        clock.advance(AccessLimits.introspectionUndatedMilliseconds - 1)
        #expect(try sessions.session("token") != nil)
        #expect(endpoint.count == 1)
        clock.advance(1)
        #expect(try sessions.session("token") != nil)
        #expect(endpoint.count == 2)
    }

    @Test(arguments: [
        #"{"active":"true","exp":2000}"#, #"{"exp":2000}"#, "[]", "true", #"{"active":1}"#,
        #"{"active":true,"exp":1000}"#, #"{"active":true,"exp":-1}"#,
    ])
    func whatIsNotPlainlyActiveIsNot(_ body: String) throws {
        endpoint.answer(body)
        #expect(try sessions.session("token") == nil)
    }

    /// The clock stands at 1,000 seconds.
    @Test(arguments: [
        (#""exp":"1000""#, false), (#""exp":"soon""#, false), (#""exp":"""#, false),
        (#""exp":true"#, false), (#""exp":[2000]"#, false), (#""exp":{"s":2000}"#, false),
        (#""exp":"inf""#, false), (#""exp":"nan""#, false), (#""exp":"0x7fffffff""#, false),
        (#""exp":1e999"#, false), (#""exp":"2000""#, true), (#""exp":" 2000.5 ""#, true),
        (#""exp":2e3"#, true), (#""exp":null"#, true), (#""nbf":99999999999"#, false),
        (#""nbf":"1001""#, false), (#""nbf":"later""#, false), (#""nbf":false"#, false),
        (#""nbf":"1000""#, true), (#""nbf":999"#, true), (#""iat":"yesterday""#, false),
        (#""iat":[]"#, false), (#""iat":"900""#, true), (#""exp":2000,"nbf":1500"#, false),
        (#""exp":"2026-12-31T00:00:00Z""#, false),
    ])
    func aTimeOfASessionIsReadOrTheSessionIsRefused(
        _ member: String, _ isActive: Bool
    ) throws {
        endpoint.answer(#"{"active":true,"role":"super_user",\#(member)}"#)
        #expect((try sessions.session("token") != nil) == isActive, "\(member)")
    }

    @Test(arguments: [#"["super_user"]"#, "7", "true", #"{"name":"super_user"}"#])
    func aRoleThatCannotBeReadIsNotTheProfiles(_ role: String) throws {
        endpoint.answer(#"{"active":true,"sub":"ann","role":\#(role)}"#)
        #expect(try sessions.session("token") == nil)
    }

    @Test func whatCannotBeVerifiedIsRefusedAndAskedAgain() throws {
        let code = { () -> StatusCode? in
            do throws(Status) {
                _ = try sessions.session("token")
                return nil
            } catch {
                #expect(!error.message.contains("token"))
                return error.code
            }
        }
        for status in [401, 404, 500] {
            endpoint.answer(Self.active, status: status)
            #expect(code() == .unavailable)
        }
        endpoint.answer("<html>")
        #expect(code() == .unavailable)
        endpoint.state.withLock { $0.failure = .timeout }
        #expect(code() == .unavailable)
        endpoint.state.withLock { $0.failure = nil }
        endpoint.answer(Self.active)
        #expect(code() == nil)
        #expect(endpoint.count == 6)
    }

    @Test func madeUpTokensPushNoGoodOneOut() throws {
        endpoint.answer(Self.active)
        #expect(try sessions.session("good") != nil)
        endpoint.answer(#"{"active":false}"#)
        for number in 0...AccessLimits.introspectionEntriesMax {
            _ = try sessions.session("bad\(number)")
        }
        let before = endpoint.count
        #expect(try sessions.session("good") != nil)
        #expect(endpoint.count == before)
    }
}
