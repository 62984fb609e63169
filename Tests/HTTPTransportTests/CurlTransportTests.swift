import Glibc
import LinuxSystem
import Memory
import Synchronization
import TestSupport
import Testing

@testable import HTTPTransport

@Suite struct CurlTransportTests {
    private let transport = CurlTransport(usesEnvironmentProxy: false)

    private func failure(_ request: HTTPRequest, onBody: BodySink? = nil) -> TransportError? {
        do throws(TransportError) {
            _ = try transport.send(request, onBody: onBody)
            return nil
        } catch {
            return error
        }
    }

    @Test func aRequestAndItsAnswerPassUnchanged() throws {
        let script: @Sendable (String) -> LocalServer.Reply = { _ in
            let headers = "Retry-After:  7 \r\nContent-Type: text/x\r\n"
            return .ok("hello", status: "503 Busy", headers: headers)
        }
        try withServer(script) { server in
            let response = try transport.send(
                HTTPRequest(
                    method: .post, url: server.url("/api/x?secret=1"),
                    headers: [HTTPHeader("Authorization", "Bearer t")], body: Array("{}".utf8)))
            #expect(
                response.head
                    == HTTPResponseHead(
                        status: 503, retryAfter: "7", contentType: "text/x", contentLength: 5))
            #expect(String(decoding: response.body, as: UTF8.self) == "hello")
            let request = try #require(server.requests.first)
            #expect(request.hasPrefix("POST /api/x?secret=1 HTTP/1.1\r\n"))
            #expect(request.contains("\r\nAuthorization: Bearer t\r\n"))
            #expect(request.contains("\r\nAccept-Encoding: "))
            #expect(!request.contains("Expect:"))
            #expect(request.hasSuffix("\r\n\r\n{}"))
        }
    }

    @Test(arguments: [(HTTPMethod.get, "GET"), (.post, "POST"), (.put, "PUT")])
    func methodsMayHaveNoBody(_ method: HTTPMethod, _ name: String) throws {
        try withServer({ _ in .ok("") }) { server in
            let response = try transport.send(HTTPRequest(method: method, url: server.url("/")))
            #expect(response.head.status == 200 && response.body.isEmpty)
            #expect(server.requests.first?.hasPrefix("\(name) / ") == true)
        }
    }

    @Test func aBodyThatThereIsNoMemoryForEndsTheExchange() throws {
        let memory = MemoryBudget(bytes: 128 << 20)
        let transport = CurlTransport(memory: memory)
        let script: @Sendable (String) -> LocalServer.Reply = { request in
            let mebibytes = request.hasPrefix("GET /large ") ? 24 : 1
            return LocalServer.Reply(body: [UInt8](repeating: 65, count: mebibytes << 20))
        }
        try withServer(script) { server in
            let error = #expect(throws: TransportError.self) {
                try transport.send(HTTPRequest(method: .get, url: server.url("/large")))
            }
            #expect(error?.kind == .tooLarge)
            #expect(error?.reason.contains("MiB for answers") == true)
            #expect(memory.used(.answers) == 0)
            var response: HTTPResponse? = try transport.send(
                HTTPRequest(method: .get, url: server.url("/small")))
            #expect(response?.body.count == 1 << 20)
            #expect(memory.used(.answers) >= 1 << 20)
            response = nil
            #expect(memory.used(.answers) == 0)
        }
    }

    @Test func connectionsAreReused() throws {
        try withServer({ _ in .ok("x") }) { server in
            for _ in 0..<3 {
                _ = try transport.send(HTTPRequest(method: .get, url: server.url("/")))
            }
            #expect(server.requests.count == 3 && server.connectionCount == 1)
        }
    }

    @Test func headersOfOneRequestDoNotLeakIntoTheNext() throws {
        try withServer({ _ in .ok("x") }) { server in
            let secret = HTTPHeader("Authorization", "Bearer t")
            _ = try transport.send(
                HTTPRequest(
                    method: .post, url: server.url("/"), headers: [secret], body: Array("b".utf8)))
            _ = try transport.send(HTTPRequest(method: .get, url: server.url("/")))
            let second = try #require(server.requests.last)
            #expect(second.hasPrefix("GET ") && !second.contains("Bearer"))
            #expect(!second.contains("Content-Length"))
        }
    }

    @Test func aBodyIsStreamedInOrder() throws {
        let body = (0..<200_000).map { "\($0)," }.joined()
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + String(body.utf8.count, radix: 16) + "\r\n\(body)\r\n0\r\n\r\n"
        try withServer({ _ in .init(chunked) }) { server in
            var received: [UInt8] = []
            var pieces = 0
            let request = HTTPRequest(method: .get, url: server.url("/"))
            let response = try transport.send(request) { (bytes) throws(TransportError) in
                received += bytes
                pieces += 1
            }
            #expect(response.head.status == 200 && response.body.isEmpty)
            #expect(received == Array(body.utf8) && pieces > 1)
        }
    }

    @Test func aCompressedBodyIsInflated() throws {
        // gzip of [{"id":1}]
        let body: [UInt8] = [
            0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x8B, 0xAE, 0x56, 0xCA,
            0x4C, 0x51, 0xB2, 0x32, 0xAC, 0x8D, 0x05, 0x00, 0x64, 0xA8, 0xE5, 0x68, 0x0A, 0x00,
            0x00, 0x00,
        ]
        var reply = LocalServer.Reply(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
        reply.bytes += body
        try withServer({ [reply] _ in reply }) { server in
            let response = try transport.send(HTTPRequest(method: .get, url: server.url("/")))
            #expect(String(decoding: response.body, as: UTF8.self) == "[{\"id\":1}]")
            #expect(server.requests.first?.contains("gzip") == true)
        }
    }

    @Test func textsOfARequestShowNoSecrets() {
        let request = HTTPRequest(
            method: .post, url: "https://h/p?token=abc",
            headers: [HTTPHeader("Authorization", "Bearer abc")], body: Array("abc".utf8))
        var dumped = ""
        dump(request, to: &dumped)
        #expect("\(request)" == "POST /p" && "\(request.headers)".contains("Authorization"))
        for text in ["\(request.headers)", String(reflecting: request.headers), dumped] {
            #expect(!text.contains("abc"))
        }
    }

    @Test func anErrorsBodyIsNotStreamed() throws {
        try withServer({ _ in .ok("nope", status: "404 No") }) { server in
            let request = HTTPRequest(method: .get, url: server.url("/"))
            let response = try transport.send(request) { (_) throws(TransportError) in
                throw TransportError(kind: .other, path: "", reason: "streamed")
            }
            #expect(response.head.status == 404)
            #expect(String(decoding: response.body, as: UTF8.self) == "nope")
        }
    }

    @Test func whatTheSinkThrowsEndsTheExchange() throws {
        try withServer({ _ in .ok("body") }) { server in
            let stop = TransportError(kind: .malformed, path: "/p", reason: "enough")
            let request = HTTPRequest(method: .get, url: server.url("/p"))
            #expect(failure(request) { (_) throws(TransportError) in throw stop } == stop)
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ])
    func aTruncatedBodyIsMalformed(_ reply: String) throws {
        try withServer({ _ in .init(reply, closes: true) }) { server in
            let error = failure(HTTPRequest(method: .get, url: server.url("/p")))
            #expect(error?.kind == .malformed && error?.path == "/p")
        }
    }

    @Test func anAnswerThatIsNotHTTPFails() throws {
        try withServer({ _ in .init("SSH-2.0-x\r\n\r\n", closes: true) }) { server in
            #expect(failure(HTTPRequest(method: .get, url: server.url("/"))) != nil)
        }
    }

    @Test func aBodyOverTheLimitIsTooLarge() throws {
        try withServer({ _ in .ok("12345") }) { server in
            var request = HTTPRequest(method: .get, url: server.url("/"), bodyBytesMax: 5)
            #expect(failure(request) == nil)
            request.bodyBytesMax = 4
            #expect(failure(request)?.kind == .tooLarge)
            #expect(failure(request) { (_) throws(TransportError) in }?.kind == .tooLarge)
        }
    }

    @Test func redirectsAreNotFollowed() throws {
        try withServer({ _ in .ok("", status: "302 Found", headers: "Location: /b\r\n") }) {
            server in
            let response = try transport.send(HTTPRequest(method: .get, url: server.url("/a")))
            #expect(response.head.status == 302 && server.requests.count == 1)
        }
    }

    @Test func aSilentServerIsATimeout() throws {
        try withServer({ _ in .init("") }) { server in
            let request = HTTPRequest(
                method: .get, url: server.url("/p?token=x"), totalTimeoutMilliseconds: 50)
            let error = failure(request)
            #expect(error?.kind == .timeout)
            #expect(error?.description.contains("token") == false)
        }
    }

    @Test func aRaisedFlagStopsARunningExchange() throws {
        let flag = CancellationFlag()
        // The server raises the flag when it has the request, and answers nothing.
        let script: @Sendable (String) -> LocalServer.Reply = { _ in
            flag.cancel()
            return .init("")
        }
        try withServer(script) { server in
            let request = HTTPRequest(method: .get, url: server.url("/"), cancellation: flag)
            #expect(failure(request)?.kind == .cancelled)
            #expect(failure(request)?.kind == .cancelled)
            #expect(server.requests.count == 1)
        }
    }

    @Test func aClosedPortIsAConnectFailure() throws {
        let server = try LocalServer(isListening: false) { _ in .ok("") }
        #expect(failure(HTTPRequest(method: .get, url: server.url("/")))?.kind == .connect)
        #expect(server.connectionCount == 0)
    }

    /// libcurl refused its options on a handle whose last host was unknown, for good.
    @Test func afterAnUnknownHostTheTransportServesAsBefore() throws {
        let unknown = HTTPRequest(
            method: .get, url: "http://nowhere.invalid/x", connectTimeoutMilliseconds: 2_000,
            totalTimeoutMilliseconds: 2_000)
        for _ in 0..<3 {
            let error = failure(unknown)
            #expect(error?.kind == .connect || error?.kind == .timeout)
        }
        try withServer({ _ in .ok("back") }) { server in
            let response = try transport.send(HTTPRequest(method: .get, url: server.url("/x")))
            #expect(response.body == Array("back".utf8))
        }
    }

    @Test(arguments: ["ftp://127.0.0.1/x", "file:///etc/hostname", "nonsense://x", "http://"])
    func otherProtocolsAreRefused(_ url: String) {
        #expect(failure(HTTPRequest(method: .get, url: url)) != nil)
    }

    @Test(arguments: ["a\r\nX: y", "a\nb", "a\u{0}b"])
    func lineBreaksInHeadersAreRefused(_ value: String) throws {
        try withServer({ _ in .ok("") }) { server in
            let headers = [HTTPHeader("X-A", value)]
            let request = HTTPRequest(method: .get, url: server.url("/"), headers: headers)
            #expect(failure(request)?.kind == .other)
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: [
        ("https://host/api/x?q=1", "/api/x"), ("http://host", "/"), ("http://u:p@h?x", "/"),
        ("http://h/a#b", "/a"),
    ])
    func pathsShowNeitherHostNorQuery(_ url: String, _ path: String) {
        #expect(HTTPRequest(method: .get, url: url).path == path)
    }

    @Test(arguments: [
        ("http://127.0.0.1:80/x", true), ("http://localhost", true), ("http://[::1]:9/", true),
        ("http://127.0.0.1.example.com/", false), ("https://app.example.com/localhost", false),
    ])
    func proxiesAreNotUsedForThisMachine(_ url: String, _ isLoopback: Bool) {
        #expect(HTTPRequest(method: .get, url: url).isLoopback == isLoopback)
    }

    @Test func headersOfTheLastAnswerCount() {
        var head = HTTPResponseHead(status: 0)
        for line in [
            "HTTP/1.1 100 Continue\r\n", "Retry-After: 9\r\n", "\r\n", "HTTP/2 200\r\n",
            "content-LENGTH: 12\r\n", "Content-Type:text/plain\r\n", "nocolon\r\n",
            "ETag: W/\"a b\"\r\n", "Last-Modified: Sun, 29 Nov 2026 10:00:00 GMT\r\n",
        ] {
            Array(line.utf8).withUnsafeBytes { HeaderLine.apply($0, to: &head) }
        }
        var wanted = HTTPResponseHead(status: 200, contentType: "text/plain", contentLength: 12)
        wanted.entityTag = "W/\"a b\""
        wanted.lastModified = "Sun, 29 Nov 2026 10:00:00 GMT"
        #expect(head == wanted)
    }
}
