import HTTPTransport
import Synchronization
import Testing

@testable import Alleaves
@testable import PointOfSale

/// A transport that answers from a script and remembers what it was asked.
final class FakePOS: Transport {
    struct Answer {
        var status = 200
        var body = "[]"
        var retryAfter: String?
        var failure: TransportError.Kind?
        /// Bytes handed to the sink at a time.
        var pieceBytes = 7

        static func status(_ status: Int, _ body: String = "") -> Answer {
            Answer(status: status, body: body)
        }

        static func failure(_ kind: TransportError.Kind) -> Answer { Answer(failure: kind) }
    }

    private let script: @Sendable (HTTPRequest, Int) -> Answer
    private let sent = Mutex<[HTTPRequest]>([])

    /// `script` gets the request and how many were sent to the same path before.
    init(_ script: @escaping @Sendable (HTTPRequest, Int) -> Answer) { self.script = script }

    var requests: [HTTPRequest] { sent.withLock { $0 } }

    func requests(to path: String) -> [HTTPRequest] {
        requests.filter { $0.path == "/api" + path }
    }

    var loginCount: Int { requests(to: "/auth").count }

    func send(_ request: HTTPRequest, onBody: BodySink?) throws(TransportError) -> HTTPResponse {
        let before = sent.withLock { sent in
            defer { sent.append(request) }
            return sent.filter { $0.path == request.path }.count
        }
        let answer = script(request, before)
        if let kind = answer.failure {
            throw TransportError(kind: kind, path: request.path, reason: "scripted")
        }
        let head = HTTPResponseHead(status: answer.status, retryAfter: answer.retryAfter)
        let body = Array(answer.body.utf8)
        guard let onBody, head.isSuccess else { return HTTPResponse(head: head, body: body) }
        var offset = 0
        while offset < body.count {
            let piece = Array(body[offset..<min(offset + answer.pieceBytes, body.count)])
            offset += piece.count
            let failure: TransportError? = piece.withUnsafeBytes { bytes in
                do throws(TransportError) {
                    try onBody(bytes)
                    return nil
                } catch {
                    return error
                }
            }
            if let failure { throw failure }
        }
        return HTTPResponse(head: head, body: [])
    }
}

extension HTTPRequest {
    var bearer: String? { headers.first { $0.name == "Authorization" }?.value }
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Clocks that only move when something sleeps or a test says so.
final class FakeTime: Sendable {
    static let start: Int64 = 1_800_000_000_000
    private let state = Mutex<(now: Int64, slept: [Int64])>((0, []))

    var slept: [Int64] { state.withLock { $0.slept } }

    func advance(_ milliseconds: Int64) { state.withLock { $0.now += milliseconds } }

    var environment: POSEnvironment {
        POSEnvironment(
            wallMilliseconds: { FakeTime.start + self.state.withLock { $0.now } },
            monotonicMilliseconds: { self.state.withLock { $0.now } },
            sleep: { duration, _ in
                self.state.withLock { state in
                    state.now += duration
                    state.slept.append(duration)
                }
            }, seed: 42)
    }
}

/// A client of a scripted POS.
struct Fixture {
    let pos: FakePOS
    let time = FakeTime()
    let client: AlleavesClient

    init(
        credentials: AlleavesCredentials = AlleavesCredentials(
            username: "clerk@example.com", password: "s3cret-pass", pin: "4321",
            partnerID: "partner", locationID: "1000"),
        _ script: @escaping @Sendable (HTTPRequest, Int) -> FakePOS.Answer
    ) {
        pos = FakePOS { request, before in
            let isLogin = request.path == "/api/auth"
            let answer = script(request, before)
            // A script that has nothing to say about the login lets it pass.
            return isLogin && answer.body == "[]" && answer.status == 200 && answer.failure == nil
                ? FakePOS.Answer(body: #"{"token":"token-\#(before)"}"#) : answer
        }
        client = AlleavesClient(
            credentials: credentials, transport: pos, environment: time.environment)
    }

    func deadline(_ milliseconds: Int64 = 300_000) -> POSDeadline {
        client.deadline(afterMilliseconds: milliseconds)
    }
}

/// The POS's error that `body` throws.
func listingFailure<Value>(_ body: () throws(ListingFailure) -> Value) -> POSError? {
    do throws(ListingFailure) {
        _ = try body()
        return nil
    } catch {
        guard case .pos(let error) = error else {
            Issue.record("nobody refused a page: \(error)")
            return nil
        }
        return error
    }
}

/// The error that `body` throws.
func failure<Value>(_ body: () throws(POSError) -> Value) -> POSError? {
    do throws(POSError) {
        _ = try body()
        return nil
    } catch {
        return error
    }
}
