import HTTPTransport
import LinuxSystem
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct RetryTests {
    /// A fixture whose brand list fails as scripted, then succeeds.
    private static func failing(_ answers: [FakePOS.Answer]) -> Fixture {
        Fixture { request, before in
            request.path == "/api/inventory/brand" && before < answers.count
                ? answers[before] : .init()
        }
    }

    private static func brands(_ fixture: Fixture, within: Int64 = 300_000) -> POSError? {
        failure { () throws(POSError) in
            try fixture.client.brands(deadline: fixture.deadline(within))
        }
    }

    @Test func transientFailuresAreRetriedWithGrowingWaits() {
        let fixture = Self.failing([
            .failure(.timeout), .failure(.connect), .status(500), .status(429),
        ])
        #expect(Self.brands(fixture) == nil)
        let slept = fixture.time.slept
        #expect(slept.count == 4)
        for (index, wait) in slept.enumerated() {
            let longest = Int64(500) << Int64(index)
            #expect((longest / 2...longest).contains(wait))
        }
    }

    @Test(arguments: [
        (FakePOS.Answer.failure(.timeout), POSError.Code.timeout), (.status(408), .timeout),
        (.failure(.connect), .unavailable), (.status(502), .unavailable),
        (.status(429), .rateLimited),
    ])
    func afterFiveTriesTheFailureIsThrown(_ answer: FakePOS.Answer, _ code: POSError.Code) {
        let fixture = Self.failing(Array(repeating: answer, count: 9))
        #expect(Self.brands(fixture)?.code == code)
        #expect(fixture.pos.requests(to: "/inventory/brand").count == 5)
    }

    @Test(arguments: [
        (FakePOS.Answer.status(404), POSError.Code.http(404)), (.status(302), .http(302)),
        (.status(200, "x"), .malformed), (.status(200, "{}"), .malformed),
        (.status(204, ""), .malformed), (.failure(.tls), .unavailable),
        (.failure(.tooLarge), .tooLarge), (.failure(.cancelled), .cancelled),
    ])
    func permanentFailuresAreNotRetried(_ answer: FakePOS.Answer, _ code: POSError.Code) {
        let fixture = Self.failing(Array(repeating: answer, count: answer.status == 204 ? 9 : 1))
        #expect(Self.brands(fixture)?.code == code)
    }

    @Test func retryAfterIsHonoured() {
        let seconds = FakePOS.Answer(status: 429, body: "", retryAfter: "7")
        // 30 seconds after the fake clock's start and the 7 seconds slept.
        let date = FakePOS.Answer(
            status: 503, body: "", retryAfter: "Fri, 15 Jan 2027 08:00:37 GMT")
        let fixture = Self.failing([seconds, date])
        #expect(Self.brands(fixture) == nil)
        #expect(fixture.time.slept == [7_000, 30_000])
    }

    @Test func aRetryAfterBeyondTheBoundOrTheDeadlineFailsAtOnce() {
        let cases: [(String, Int64)] = [("121", 300_000), ("60", 60_000), ("99999999999", 300_000)]
        for (header, within) in cases {
            let fixture = Self.failing([.init(status: 429, body: "", retryAfter: header)])
            #expect(Self.brands(fixture, within: within)?.code == .rateLimited)
            #expect(fixture.time.slept.isEmpty)
        }
    }

    @Test func noTryBeginsAfterTheDeadline() {
        let fixture = Self.failing([])
        let deadline = fixture.deadline(1_000)
        fixture.time.advance(1_000)
        let error = failure { () throws(POSError) in
            try fixture.client.brands(deadline: deadline)
        }
        #expect(error?.code == .timeout)
        #expect(fixture.pos.requests.isEmpty)
    }

    @Test func exchangesAreBoundedByTheDeadline() throws {
        let fixture = Self.failing([])
        _ = try fixture.client.brands(deadline: fixture.deadline(9_000))
        #expect(fixture.pos.requests.allSatisfy { $0.totalTimeoutMilliseconds == 9_000 })
    }

    @Test func aCancelledCallSendsNothing() {
        let fixture = Self.failing([])
        let flag = CancellationFlag()
        flag.cancel()
        let deadline = fixture.client.deadline(afterMilliseconds: 1_000, cancellation: flag)
        let error = failure { () throws(POSError) in
            try fixture.client.brands(deadline: deadline)
        }
        #expect(error?.code == .cancelled)
        #expect(fixture.pos.requests.isEmpty)
    }

    @Test func thePOSsOwnTextIsShownCutAndOnOneLine() {
        let long = String(repeating: "é", count: 150)
        let body = #"{"message":"line\nline \#(long)","customer":"Jane"}"#
        let fixture = Self.failing([.status(418, body)])
        let error = Self.brands(fixture)
        #expect(error?.message.hasPrefix("HTTP 418: line line é") == true)
        #expect(error?.message.utf8.count ?? 999 <= 210)
        #expect(error?.description.contains("Jane") == false)
        let html = Self.failing([.status(404, "<html>secret</html>")])
        #expect(Self.brands(html)?.description == "/inventory/brand: HTTP 404")
    }
}
