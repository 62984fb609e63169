import Randomness
import TestSupport
import Testing

@testable import AlleavesSimulator

@Suite struct HTTPRequestParserTests {
    private func parse(_ text: String, pieces: Int = .max) throws -> [HTTPRequest] {
        var parser = HTTPRequestParser()
        var requests: [HTTPRequest] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(piece.count)
            piece.withUnsafeBytes { parser.receive($0) }
            while let request = try parser.next() { requests.append(request) }
        }
        return requests
    }

    private func status(_ text: String) -> Int? {
        do {
            _ = try parse(text)
            return nil
        } catch {
            return (error as? HTTPRequestError)?.status
        }
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func requestsAreTheSameInPiecesOfAnySize(pieces: Int) throws {
        let requests = try parse(
            "POST /api/inventory/search?a=1%202&b HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello"
                + "GET /location HTTP/1.1\r\nConnection: close\r\n\r\n"
                + "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "3;note\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n", pieces: pieces)
        #expect(requests.map(\.path) == ["/inventory/search", "/location", "/x"])
        #expect(requests[0].query == ["a": "1 2", "b": ""])
        #expect(requests[0].body == Array("hello".utf8))
        #expect(requests[0].keepsAlive && !requests[1].keepsAlive)
        #expect(requests[2].body == Array("abc0123456789".utf8))
    }

    @Test(arguments: [
        ("GARBAGE\r\n\r\n", 400), ("GET  / HTTP/1.1\r\n\r\n", 400),
        ("GET x HTTP/1.1\r\n\r\n", 400), ("GET / HTTP/2.0\r\n\r\n", 505),
        ("GET / HTTP/1.1\r\nno colon\r\n\r\n", 400), ("GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 1e3\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length:\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nContent-Length: 9223372036854775807\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFF\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFF\r\n", 413),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc", 400),
    ])
    func hostileRequestsAreRefused(text: String, expected: Int) {
        #expect(status(text) == expected)
    }

    @Test func endlessHeadersAreCutOff() {
        let long = String(repeating: "a", count: SimulatorLimits.headBytesMax)
        #expect(status("GET /\(long)") == 431)
        #expect(status("GET / HTTP/1.1\r\nX: \(long)\r\n\r\n") == 431)
        let many = String(repeating: "A: b\r\n", count: SimulatorLimits.headersMax + 1)
        #expect(status("GET / HTTP/1.1\r\n\(many)\r\n") == 431)
    }

    @Test(arguments: Seeds.of([7] as [UInt64]))
    func randomBytesNeverTrap(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("GET / HTTP/1.1\r\n:%;0123456789abcdefContent-Length\r\n\r\n".utf8)
        var outcomes = 0
        for _ in 0..<5_000 {
            var parser = HTTPRequestParser()
            let bytes = (0..<random.between(1, 80)).map { _ in
                random.chance(10, of: 100)
                    ? UInt8(random.below(256)) : alphabet[random.below(alphabet.count)]
            }
            bytes.withUnsafeBytes { parser.receive($0) }
            while (try? parser.next()) ?? nil != nil { outcomes += 1 }
            outcomes += 1
        }
        #expect(outcomes >= 5_000)
    }
}
