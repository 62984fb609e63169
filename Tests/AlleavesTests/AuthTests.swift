import HTTPTransport
import JSON
import Synchronization
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct AuthTests {
    @Test func theLoginSendsThePINAsItsOwnFieldAndNoOtherHeaders() throws {
        let fixture = Fixture { _, _ in .init() }
        _ = try fixture.client.discounts(deadline: fixture.deadline())
        let login = try #require(fixture.pos.requests(to: "/auth").first)
        #expect(
            login.text
                == #"{"username":"clerk@example.com","password":"s3cret-pass","pin":"4321"}"#)
        #expect(login.headers == [HTTPHeader("Content-Type", "application/json")])
        let call = try #require(fixture.pos.requests(to: "/discount").first)
        #expect(call.bearer == "Bearer token-0")
        #expect(call.headers.contains(HTTPHeader("X-Partner-ID", "partner")))
    }

    @Test func anAbsentPINIsLeftOut() throws {
        let credentials = AlleavesCredentials(username: "a\"b", password: "c")
        let fixture = Fixture(credentials: credentials) { _, _ in .init() }
        _ = try fixture.client.discounts(deadline: fixture.deadline())
        #expect(
            fixture.pos.requests(to: "/auth").first?.text
                == #"{"username":"a\"b","password":"c"}"#)
    }

    @Test func parallelCallsShareOneLogin() {
        let fixture = Fixture { _, _ in .init() }
        let succeeded = Mutex(0)
        let client = fixture.client
        let deadline = fixture.deadline()
        ParallelWork.run(16, threads: 8) { _ in
            if (try? client.brands(deadline: deadline)) != nil { succeeded.withLock { $0 += 1 } }
        }
        #expect(succeeded.withLock { $0 } == 16)
        #expect(fixture.pos.loginCount == 1)
    }

    @Test func whoWaitedForAFailedLoginSharesItsFailure() throws {
        let store = TokenStore()
        let refused = POSError(code: .credentialsRejected, path: "/auth", message: "no")
        let ticket = store.ticket()
        #expect(throws: refused) {
            try store.token(ticket: ticket, now: 0) { () throws(POSError) in throw refused }
        }
        var logins = 0
        #expect(throws: refused) {
            try store.token(ticket: ticket, now: 0) { () throws(POSError) in
                logins += 1
                throw refused
            }
        }
        #expect(logins == 0)
        let token = TokenStore.Token(text: "t", expiry: .max)
        let later = store.ticket()
        #expect(try store.token(ticket: later, now: 0) { token } == token)
    }

    @Test func anotherCallersTimeoutIsNotShared() throws {
        let store = TokenStore()
        let timeout = POSError(code: .timeout, path: "/auth", message: "late")
        let ticket = store.ticket()
        #expect(throws: timeout) {
            try store.token(ticket: ticket, now: 0) { () throws(POSError) in throw timeout }
        }
        let token = TokenStore.Token(text: "t", expiry: .max)
        #expect(try store.token(ticket: ticket, now: 0) { token } == token)
    }

    @Test func a401LeadsToOneNewLoginAndOneReplay() throws {
        let fixture = Fixture { request, before in
            request.path == "/api/discount" && before == 0 ? .status(401) : .init()
        }
        _ = try fixture.client.discounts(deadline: fixture.deadline())
        #expect(fixture.pos.loginCount == 2)
        #expect(
            fixture.pos.requests(to: "/discount").map(\.bearer)
                == ["Bearer token-0", "Bearer token-1"])
    }

    @Test func aSecond401RejectsTheCredentials() {
        let fixture = Fixture { request, _ in
            request.path == "/api/discount" ? .status(401, #"{"message":"expired"}"#) : .init()
        }
        let error = failure { () throws(POSError) in
            try fixture.client.discounts(deadline: fixture.deadline())
        }
        #expect(error?.code == .credentialsRejected)
        #expect(fixture.pos.loginCount == 2)
        #expect(fixture.pos.requests(to: "/discount").count == 2)
        #expect(fixture.time.slept.isEmpty)
    }

    @Test(arguments: [400, 401, 403, 422])
    func aRefusedLoginIsFinal(_ status: Int) {
        let fixture = Fixture { request, _ in
            .status(status, #"{"message":"no user clerk@example.com","token":"x"}"#)
        }
        let error = failure { () throws(POSError) in
            try fixture.client.brands(deadline: fixture.deadline())
        }
        #expect(error?.code == .credentialsRejected)
        #expect(error?.path == "/auth")
        #expect(error?.description.contains("clerk") == false)
        #expect(fixture.pos.requests.count == 1)
    }

    @Test(arguments: [
        "{}", #"{"token":""}"#, #"{"token":null}"#, #"{"token":7}"#, #"{"token":"a\nb"}"#,
    ])
    func aLoginWithoutATokenIsARefusal(_ body: String) {
        let fixture = Fixture { _, _ in .status(200, body) }
        let error = failure { () throws(POSError) in
            try fixture.client.brands(deadline: fixture.deadline())
        }
        #expect(error?.code == .credentialsRejected)
        #expect(fixture.pos.requests.count == 1)
    }

    @Test func aLoginAnswerThatIsNoJSONIsMalformed() {
        let fixture = Fixture { _, _ in .status(200, "<html>") }
        let error = failure { () throws(POSError) in
            try fixture.client.brands(deadline: fixture.deadline())
        }
        #expect(error?.code == .malformed)
    }

    @Test func theLoginIsRetriedWhenThePOSIsAway() throws {
        let fixture = Fixture { request, before in
            request.path == "/api/auth" && before < 2 ? .status(503) : .init()
        }
        _ = try fixture.client.brands(deadline: fixture.deadline())
        #expect(fixture.pos.loginCount == 3 && fixture.time.slept.count == 2)
    }

    @Test func aTokenIsStaleFiveMinutesBeforeItExpires() throws {
        let expiry = FakeTime.start / 1_000 + 3_600
        let fixture = Fixture { request, _ in
            request.path == "/api/auth"
                ? .status(200, #"{"token":"t","expires_at":"\#(expiry)"}"#) : .init()
        }
        let deadline = fixture.client.deadline(afterMilliseconds: .max)
        _ = try fixture.client.brands(deadline: deadline)
        fixture.time.advance(55 * 60_000 - 1)
        _ = try fixture.client.brands(deadline: deadline)
        #expect(fixture.pos.loginCount == 1)
        fixture.time.advance(1)
        _ = try fixture.client.brands(deadline: deadline)
        #expect(fixture.pos.loginCount == 2)
    }

    @Test func anEmptyAPIKeyCountsAsMissing() throws {
        let credentials = AlleavesCredentials(username: "a", password: "b", apiKey: " ")
        let fixture = Fixture(credentials: credentials) { _, _ in .init() }
        _ = try fixture.client.brands(deadline: fixture.deadline())
        #expect(fixture.pos.loginCount == 1)
    }

    @Test func anAPIKeyReplacesTheLogin() throws {
        let credentials = AlleavesCredentials(username: "", password: "", apiKey: "key-1")
        let fixture = Fixture(credentials: credentials) { request, before in
            before == 0 ? .init() : .status(401)
        }
        _ = try fixture.client.brands(deadline: fixture.deadline())
        #expect(fixture.pos.requests.map(\.bearer) == ["Bearer key-1"])
        let error = failure { () throws(POSError) in
            try fixture.client.brands(deadline: fixture.deadline())
        }
        #expect(error?.code == .credentialsRejected)
        #expect(fixture.pos.requests.count == 2)
    }

    @Test func credentialsDoNotShowInTexts() {
        let credentials = AlleavesCredentials(username: "clerk", password: "s3cret")
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("clerk") && !text.contains("s3cret"))
        }
    }
}

@Suite struct TokenExpiryTests {
    private static let now: Int64 = 1_800_000_000_000

    private static func expiry(_ token: String, _ answer: String = "{}") throws -> Int64 {
        TokenExpiry.milliseconds(
            token: token, answer: try JSONParser.parse(Array(answer.utf8), .lenient), now: now)
    }

    @Test func theTokensOwnExpiryComesFirst() throws {
        // {"exp":1800003600,"x":"~"}
        let token = "h.eyJleHAiOjE4MDAwMDM2MDAsIngiOiJ-In0.s"
        #expect(try Self.expiry(token, #"{"expires_at":1}"#) == 1_800_003_600_000)
    }

    @Test(arguments: [
        "1800003600", "1800003600000", "\"1800003600\"", "\"1800003600000\"", "1800003600.0",
    ])
    func thenTheAnswersInSecondsOrMilliseconds(_ value: String) throws {
        let answer = "{\"expires_at\":\(value)}"
        for token in ["opaque", "a.b", "a.!!.c", "a.e30.c"] {
            #expect(try Self.expiry(token, answer) == 1_800_003_600_000)
        }
    }

    @Test(arguments: [
        "{}", #"{"expires_at":null}"#, #"{"expires_at":"soon"}"#, #"{"expires_at":-1}"#,
    ])
    func thenADayFromNow(_ answer: String) throws {
        #expect(try Self.expiry("opaque", answer) == Self.now + 86_400_000)
    }

    @Test(arguments: [
        ("5", 5_000), ("0", 0), ("1.5", 1_500), ("Fri, 15 Jan 2027 08:00:10 GMT", 10_000),
        ("Fri, 15 Jan 2027 07:00:00 GMT", 0),
    ])
    func retryAfterIsSecondsOrADate(_ text: String, _ milliseconds: Int64) {
        #expect(RetryAfter.milliseconds(text, wallMilliseconds: Self.now) == milliseconds)
    }

    @Test(arguments: [
        "", "-1", "soon", "Fri, 15 Jan 2027 08:00:10", "Fri, 15 Foo 2027 08:00:10 GMT",
    ])
    func otherRetryAfterIsIgnored(_ text: String) {
        #expect(RetryAfter.milliseconds(text, wallMilliseconds: Self.now) == nil)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777), ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Thu, 29 Feb 2024 23:59:59 GMT", 1_709_251_199),
    ])
    func datesOfHTTPAreSeconds(_ text: String, _ seconds: Int64) {
        #expect(RetryAfter.seconds(ofDate: text) == seconds)
    }
}
