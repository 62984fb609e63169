import StatusCodes

@testable import GRPC
@testable import HTTP2

/// A connection under test, and a client that speaks plain HTTP/2.
final class Peer {
    var connection: GRPCConnection
    private var kept: [UInt8] = []
    private var decoder = HPACKDecoder()
    private var responses = FieldBlock()
    let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    init(
        codecs: [any GRPCCodec] = [], messageBytesMax: Int = 1 << 20,
        keptBytesMax: Int = GRPCLimits.keptBytesMax
    ) {
        connection = GRPCConnection(
            HTTP2Configuration(), codecs: GRPCCodecs(codecs), messageBytesMax: messageBytesMax,
            keptBytesMax: keptBytesMax, nowNanoseconds: 1)
        _ = feed(preface + Self.frame(4, 0, []))
        _ = frames()
    }

    static func word(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    static func frame(
        _ type: UInt8, _ streamID: UInt32, flags: UInt8 = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        Array(word(UInt32(payload.count)).dropFirst()) + [type, flags] + word(streamID) + payload
    }

    static func data(_ streamID: UInt32, _ bytes: [UInt8], ends: Bool = false) -> [UInt8] {
        frame(0, streamID, flags: ends ? 1 : 0, bytes)
    }

    static let base = [
        (":method", "POST"), (":scheme", "http"), (":path", "/pkg.Service/Method"),
        ("te", "trailers"), ("content-type", "application/grpc"),
    ]

    static func headers(
        _ streamID: UInt32, _ fields: [(String, String)] = base, ends: Bool = false
    ) -> [UInt8] {
        var block: [UInt8] = []
        for (name, value) in fields {
            precondition(value.utf8.count < 127, "one byte of length")
            block += [0, UInt8(name.utf8.count)] + Array(name.utf8)
            block += [UInt8(value.utf8.count)] + Array(value.utf8)
        }
        return frame(1, streamID, flags: ends ? 5 : 4, block)
    }

    /// Feeds bytes behind those that were not consumed; the events, as text.
    func feed(_ bytes: [UInt8]) -> [String] {
        kept += bytes
        var (events, consumed): ([String], Int) = ([], 0)
        let all = kept
        all.withUnsafeBytes { all in
            while true {
                let event = connection.next(
                    UnsafeRawBufferPointer(rebasing: all[consumed...]), consumed: &consumed,
                    nowNanoseconds: 1)
                if case .needMore = event { break }
                events.append(text(event))
                if case .close = event { break }
            }
        }
        kept.removeFirst(consumed)
        return events
    }

    private func text(_ event: GRPCEvent) -> String {
        switch event {
        case .needMore: return ""
        case .call(let id):
            let name = connection.request?.withNames(in: connection.http.fields) {
                "\(String(decoding: $0, as: UTF8.self)).\(String(decoding: $1, as: UTF8.self))"
            }
            connection.setContext(Int(id) * 10, of: id)
            return "call \(id) \(name ?? "-")"
        case .message(let id, let message, let isLast):
            if connection.context != Int(id) * 10 { return "a wrong context" }
            let bytes = message.array
            let shown = bytes.count > 9 ? "\(bytes.count) bytes" : "\(bytes)"
            return "message \(id) \(shown)" + (isLast ? " last" : "")
        case .end(let id): return "end \(id)"
        case .cancelled(let id): return "cancelled \(id)"
        case .failed(let id, let status): return "failed \(id) \(status)"
        case .drainAcknowledged: return "drain acknowledged"
        case .close(let fault): return "close \(fault.code.rawValue)"
        }
    }

    /// The frames that were put out since the last call: type, stream, flags, bytes.
    func frames() -> [(type: UInt8, streamID: UInt32, flags: UInt8, payload: [UInt8])] {
        let bytes = [UInt8](connection.http.output.pendingBytes)
        connection.http.output.sent(bytes.count)
        var frames: [(UInt8, UInt32, UInt8, [UInt8])] = []
        var place = 0
        while place < bytes.count {
            let length = bytes[place..<(place + 3)].reduce(0) { $0 << 8 | Int($1) }
            let id = bytes[(place + 5)..<(place + 9)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let end = place + 9 + length
            frames.append((bytes[place + 3], id, bytes[place + 4], Array(bytes[(place + 9)..<end])))
            place = end
        }
        return frames
    }

    /// The fields of a frame of headers; all frames are shown, in their order.
    func fields(_ payload: [UInt8]) throws -> [String] {
        _ = try payload.withUnsafeBytes { try decoder.decode($0, into: &responses) }
        return responses.pairs.map { "\($0.name): \($0.value)" }
    }

    func answer(_ streamID: UInt32, _ message: [UInt8]) -> Bool {
        guard connection.beginMessage(streamID) else { return false }
        connection.http.output.append(message)
        connection.endMessage()
        return true
    }

    var callCount: Int { connection.callCount }
    var keptBytes: Int { connection.keptBytes }
    var streamCount: Int { connection.http.streamCount }
}
