import HTTPTransport
import Randomness
import Synchronization

/// HTTP over libcurl, whose answers to inventory searches are spoilt by chance: bits, bytes, ends,
/// repeated and moved parts, other numbers. Any thread.
final class SpoiltAnswers: Transport {
    private struct State {
        var random: SeededRandom
        var spoils = false
        /// By the request that they answer.
        var bodies: [[UInt8]: [UInt8]] = [:]
        var spoilt = 0
    }

    static let path = "/api/inventory/search"
    private let inner = CurlTransport(usesEnvironmentProxy: false)
    private let state: Mutex<State>

    init(seed: UInt64) { state = Mutex(State(random: SeededRandom(seed: seed))) }

    /// Forgets the answers so far; from now on they are spoilt, or not.
    func begin(spoils: Bool) {
        state.withLock { state in
            state.spoils = spoils
            state.bodies = [:]
            state.spoilt = 0
        }
    }

    /// The answers as they were passed on since then: of a request that was repeated the last.
    var bodies: [[UInt8]] { state.withLock { Array($0.bodies.values) } }
    /// How many of them were spoilt.
    var spoilt: Int { state.withLock { $0.spoilt } }

    func send(_ request: HTTPRequest, onBody: BodySink?) throws(TransportError) -> HTTPResponse {
        guard request.path == Self.path, let onBody else {
            return try inner.send(request, onBody: onBody)
        }
        var body: [UInt8] = []
        let response = try inner.send(request) { part throws(TransportError) in body += part }
        guard response.head.isSuccess else { return response }
        let passed = state.withLock { state in
            if state.spoils, state.random.chance(2, of: 3) {
                for _ in 0..<state.random.between(1, 4) { Self.spoil(&body, &state.random) }
                state.spoilt += 1
            }
            state.bodies[request.body] = body
            return body
        }
        var failure: TransportError?
        passed.withUnsafeBytes { bytes in
            do throws(TransportError) { try onBody(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
        return response
    }

    private static func spoil(_ bytes: inout [UInt8], _ random: inout SeededRandom) {
        guard !bytes.isEmpty else { return }
        let place = random.below(bytes.count)
        let end = min(bytes.count, place + random.between(1, 40))
        switch random.below(10) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = random.bytes(1)[0]
        case 2: bytes.removeSubrange(place..<end)
        case 3: bytes.removeSubrange(place...)
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: random.below(bytes.count))
        case 5: bytes.insert(contentsOf: random.bytes(random.between(1, 6)), at: place)
        default: replaceNumber(&bytes, from: place, &random)
        }
    }

    /// The next number behind `place` becomes another: what a POS says by mistake is mostly JSON.
    private static func replaceNumber(
        _ bytes: inout [UInt8], from place: Int, _ random: inout SeededRandom
    ) {
        let isDigit: (UInt8) -> Bool = { 0x30...0x39 ~= $0 }
        guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
        let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
        let word = words[random.below(words.count)]
        bytes.replaceSubrange(start..<end, with: Array(word.utf8))
    }

    private static let words = [
        "0", "7", "12", "99", "-1", "1e3", "1e300", "null", "true", "\"\"", "\"5\"", "[]", "{}",
        "9223372036854775808", "-9223372036854775808", "1000", "1001", "1003", "0.001", "2,5",
    ]
}
