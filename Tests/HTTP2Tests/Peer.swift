import TextForms

@testable import HTTP2

/// A frame as a test sees it.
struct SeenFrame: Equatable, CustomStringConvertible {
    let header: FrameHeader
    let payload: [UInt8]

    var type: FrameType? { FrameType(rawValue: header.type) }
    var description: String {
        let name = type.map { "\($0)" } ?? "type \(header.type)"
        return "\(name) \(header.streamID) flags \(header.flags) \(Hexadecimal.text(payload))"
    }
}

/// A connection under test, and the client at its other end.
final class Peer {
    var connection: HTTP2Connection
    var nowNanoseconds: UInt64 = 1_000_000_000
    /// The client's tables.
    private var encoder = HPACKEncoder()
    private var decoder = HPACKDecoder()
    private var responses = FieldBlock()
    private var parser = FrameParser(expectsPreface: false)
    private var kept: [UInt8] = []
    /// Whether each event's data is taken at once.
    var consumes = true

    /// - Parameter isOpen: whether preface and settings are exchanged.
    init(_ configuration: HTTP2Configuration = HTTP2Configuration(), isOpen: Bool = true) {
        connection = HTTP2Connection(configuration, nowNanoseconds: nowNanoseconds)
        guard isOpen else { return }
        _ = feed(FrameParser.preface + Self.settings([]))
        _ = frames()
    }

    // MARK: What a client sends

    static func frame(
        _ type: UInt8, _ streamID: UInt32, flags: UInt8 = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        let count = UInt32(payload.count)
        var bytes: [UInt8] = [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255)]
        bytes += [type, flags] + word(streamID)
        return bytes + payload
    }

    static func frame(
        _ type: FrameType, _ streamID: UInt32, flags: UInt8 = 0, _ payload: [UInt8] = []
    ) -> [UInt8] {
        frame(type.rawValue, streamID, flags: flags, payload)
    }

    static func word(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.bigEndian) { [UInt8]($0) }
    }

    static func settings(_ settings: [(UInt16, UInt32)]) -> [UInt8] {
        frame(.settings, 0, settings.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] + word($1) })
    }

    static func data(_ streamID: UInt32, _ bytes: [UInt8], ends: Bool = false) -> [UInt8] {
        frame(.data, streamID, flags: ends ? 1 : 0, bytes)
    }

    static func windowUpdate(_ streamID: UInt32, _ increment: UInt32) -> [UInt8] {
        frame(.windowUpdate, streamID, word(increment))
    }

    static func reset(_ streamID: UInt32, _ code: UInt32 = 8) -> [UInt8] {
        frame(.rstStream, streamID, word(code))
    }

    /// A block of literals, which does not depend on what was sent before.
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        var bytes: [UInt8] = []
        for (name, value) in fields {
            bytes.append(0)
            HPACKInteger.append(name.utf8.count, prefix: 7, pattern: 0, to: &bytes)
            bytes += Array(name.utf8)
            HPACKInteger.append(value.utf8.count, prefix: 7, pattern: 0, to: &bytes)
            bytes += Array(value.utf8)
        }
        return bytes
    }

    static let request = [
        (":method", "POST"), (":scheme", "http"), (":path", "/s/M"), (":authority", "localhost"),
    ]

    static func headers(
        _ streamID: UInt32, _ fields: [(String, String)] = request, ends: Bool = true
    ) -> [UInt8] {
        frame(.headers, streamID, flags: 4 | (ends ? 1 : 0), block(fields))
    }

    // MARK: What the connection says

    /// Feeds bytes behind those that were not consumed; the events, as text.
    func feed(_ bytes: [UInt8]) -> [String] {
        kept += bytes
        var events: [String] = []
        var consumed = 0
        let all = kept
        all.withUnsafeBytes { all in
            while true {
                let rest = UnsafeRawBufferPointer(rebasing: all[consumed...])
                let event = connection.next(
                    rest, consumed: &consumed, nowNanoseconds: nowNanoseconds)
                if case .needMore = event { break }
                events.append(text(event))
                if case .close = event { break }
            }
        }
        kept.removeFirst(consumed)
        return events
    }

    private func text(_ event: HTTP2Event) -> String {
        switch event {
        case .needMore(let count): return "needs \(count)"
        case .request(let id, let ends):
            let path = connection.head.path.map { connection.fields.pairs[$0].value } ?? "-"
            return "request \(id) \(path)" + (ends ? " ends" : "")
        case .requestTooLarge(let id, let ends): return "too large \(id)" + (ends ? " ends" : "")
        case .data(let id, let bytes, let ends):
            if consumes { connection.consumed(id, bytes.count) }
            let shown = bytes.count > 20 ? "\(bytes.count) bytes" : Hexadecimal.text(bytes)
            return "data \(id) \(shown)" + (ends ? " ends" : "")
        case .trailers(let id):
            let pairs = connection.fields.pairs.map { "\($0.name)=\($0.value)" }
            return "trailers \(id) \(pairs.joined(separator: ","))"
        case .reset(let id, let code): return "reset \(id) \(code.rawValue)"
        case .drainAcknowledged: return "drain acknowledged"
        case .goAway(let code): return "goaway \(code.rawValue)"
        case .close(let fault): return "close \(fault.code.rawValue)"
        }
    }

    /// The frames that were put out since the last call.
    func frames() -> [SeenFrame] {
        let bytes = [UInt8](connection.output.pendingBytes)
        connection.output.sent(bytes.count)
        return Self.frames(bytes)
    }

    static func frames(_ bytes: [UInt8]) -> [SeenFrame] {
        var frames: [SeenFrame] = []
        bytes.withUnsafeBytes { bytes in
            var place = 0
            while bytes.count - place >= FrameHeader.bytes {
                let header = FrameHeader(from: bytes.baseAddress! + place)
                let end = place + FrameHeader.bytes + header.length
                guard end <= bytes.count else { break }
                frames.append(
                    SeenFrame(
                        header: header, payload: [UInt8](bytes[(place + FrameHeader.bytes)..<end])))
                place = end
            }
            precondition(place == bytes.count, "frames are whole")
        }
        return frames
    }

    /// The fields of a frame of headers.
    func fields(_ frame: SeenFrame) throws -> [String] {
        _ = try frame.payload.withUnsafeBytes { try decoder.decode($0, into: &responses) }
        return responses.pairs.map { "\($0.name): \($0.value)" }
    }

    /// Sends a message on a stream whose headers were sent.
    func sendData(_ streamID: UInt32, _ bytes: [UInt8]) -> Bool {
        guard connection.beginData(streamID) else { return false }
        connection.output.append(bytes)
        connection.endData()
        return true
    }
}

/// The connection's properties by way of the class, for expectations, which copy what they show.
extension Peer {
    var streamCount: Int { connection.streamCount }
    var queuedBytes: Int { connection.queuedBytes }
    var isDrained: Bool { connection.isDrained }
    var fieldsVersion: Int { connection.fieldsVersion }
    var hasNoFields: Bool { connection.fields.isEmpty }
    var unacknowledgedSettings: Int { connection.unacknowledgedSettings }
    var receiveWindow: Int { connection.receiveWindow }
    var unannounced: Int { connection.unannounced }
    var pendingCount: Int { connection.output.pendingCount }
    var pendingBytes: [UInt8] { [UInt8](connection.output.pendingBytes) }

    func isOpen(_ streamID: UInt32) -> Bool { connection.isOpen(streamID) }
    func canSend(_ streamID: UInt32) -> Bool { connection.canSend(streamID) }
    func queuedBytes(of streamID: UInt32) -> Int { connection.queuedBytes(of: streamID) }

    /// The state of an open stream.
    func stream(_ streamID: UInt32) -> HTTP2Stream? {
        connection.streams.find(streamID).map { connection.streams.places[$0] }
    }
}

extension Peer {
    static let status = [(name: ":status", value: "200")]

    /// Sends headers.
    func respond(_ streamID: UInt32) {
        connection.sendHeaders(streamID, FieldBlock(Self.status))
    }

    /// Sends the last fields.
    func finish(_ streamID: UInt32) {
        connection.sendTrailers(streamID, FieldBlock([("grpc-status", "0")]))
    }
}

/// Bytes of a text in hexadecimal with blanks, as the standards print them.
func hex(_ text: String) -> [UInt8] {
    Hexadecimal.bytes(text.filter { !$0.isWhitespace }) ?? []
}
