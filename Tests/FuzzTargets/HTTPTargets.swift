import GRPC
import HTTP2
import StatusCodes

extension FuzzTarget {
    /// Bytes where HTTP/2's frames should be, its header blocks, and gRPC's calls.
    static let httpTargets = [
        FuzzTarget("http2", HTTPProbe.connectionFault),
        FuzzTarget("hpack", HTTPProbe.blockFault),
        FuzzTarget("grpc", HTTPProbe.callFault),
    ]
}

private enum HTTPProbe {
    /// What a connection did: its events as text, and the bytes it put out.
    private typealias Trace = (events: [String], output: [UInt8])

    /// What a client says before anything else.
    private static let start =
        Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

    /// The bytes behind a preface, if they have none.
    private static func session(_ bytes: [UInt8]) -> [UInt8] {
        bytes.first == UInt8(ascii: "P") ? bytes : start + bytes
    }

    /// The same in whatever pieces it comes; what is put out is bounded by what came in; after its
    /// end a connection says nothing else.
    static func connectionFault(_ bytes: [UInt8]) -> String? {
        let bytes = session(bytes)
        let whole = connectionTrace(bytes, [bytes.count])
        guard whole == connectionTrace(bytes, cuts(bytes)) else { return "the pieces matter" }
        if whole.output.count > 1_000 + 10 * bytes.count { return "more out than in" }
        return nil
    }

    static func callFault(_ bytes: [UInt8]) -> String? {
        let bytes = session(bytes)
        let whole = callTrace(bytes, [bytes.count])
        guard whole == callTrace(bytes, cuts(bytes)) else { return "the pieces matter" }
        return whole.events.first { $0.hasPrefix("!") }
    }

    /// Where to cut, by the bytes themselves.
    private static func cuts(_ bytes: [UInt8]) -> [Int] {
        var (ends, end): ([Int], Int) = ([], 0)
        while end < bytes.count {
            end = min(bytes.count, end + 1 + Int(bytes[end] & 31))
            ends.append(end)
        }
        return ends
    }

    // MARK: Connections

    private static func connectionTrace(_ bytes: [UInt8], _ ends: [Int]) -> Trace {
        var connection = HTTP2Connection(HTTP2Configuration(), nowNanoseconds: 1)
        var (events, consumed): ([String], Int) = ([], 0)
        for end in ends {
            bytes[..<end].withUnsafeBytes { bytes in
                var isDone = false
                while !isDone {
                    let event = connection.next(
                        UnsafeRawBufferPointer(rebasing: bytes[consumed...]), consumed: &consumed,
                        nowNanoseconds: 1)
                    isDone = note(event, &connection, &events)
                }
            }
            if events.last?.hasPrefix("close") == true { break }
        }
        connection.pump(until: 1 << 20)
        return (events, [UInt8](connection.output.pendingBytes))
    }

    /// Notes an event and answers every request but each fourth; true if nothing follows.
    private static func note(
        _ event: HTTP2Event, _ connection: inout HTTP2Connection, _ events: inout [String]
    ) -> Bool {
        switch event {
        case .needMore: return true
        case .close(let fault):
            events.append("close \(fault.code.rawValue)")
            return true
        case .request(let id, let ends):
            events.append("request \(id) \(ends) \(connection.fields.count)")
            if id % 8 != 7 { answer(id, &connection) }
        case .data(let id, let bytes, let ends):
            events.append("data \(id) \(bytes.count) \(ends)")
            connection.consumed(id, bytes.count)
        case .requestTooLarge(let id, _):
            events.append("too large \(id)")
            connection.reset(id, .cancel)
        case .trailers(let id): events.append("trailers \(id) \(connection.fields.count)")
        case .reset(let id, let code): events.append("reset \(id) \(code.rawValue)")
        case .drainAcknowledged, .goAway: events.append("other")
        }
        return false
    }

    private static func answer(_ id: UInt32, _ connection: inout HTTP2Connection) {
        connection.sendHeaders(id, FieldBlock([(":status", "200")]))
        if connection.beginData(id) {
            connection.output.append([1, 2, 3])
            connection.endData()
        }
        if id % 8 != 5 { connection.sendTrailers(id, FieldBlock([("grpc-status", "0")])) }
    }

    private static func callTrace(_ bytes: [UInt8], _ ends: [Int]) -> Trace {
        var connection = GRPCConnection(
            HTTP2Configuration(), messageBytesMax: 1_000, nowNanoseconds: 1)
        var (events, consumed): ([String], Int) = ([], 0)
        for end in ends {
            bytes[..<end].withUnsafeBytes { bytes in
                var isDone = false
                while !isDone {
                    let event = connection.next(
                        UnsafeRawBufferPointer(rebasing: bytes[consumed...]), consumed: &consumed,
                        nowNanoseconds: 1)
                    isDone = note(event, &connection, &events)
                }
            }
            if connection.keptBytes < 0 || connection.keptBytes > end { events.append("!kept") }
            if events.last?.hasPrefix("close") == true { break }
        }
        if connection.callCount == 0, connection.keptBytes != 0 { events.append("!kept of none") }
        return (events, [UInt8](connection.http.output.pendingBytes))
    }

    /// As above, of calls, which are answered when their last message has come.
    private static func note(
        _ event: GRPCEvent, _ connection: inout GRPCConnection, _ events: inout [String]
    ) -> Bool {
        switch event {
        case .needMore: return true
        case .close(let fault):
            events.append("close \(fault.code.rawValue)")
            return true
        case .call(let id):
            events.append("call \(id)")
            _ = try? GRPCMetadata.text("x", in: connection.http.fields)
            _ = try? GRPCMetadata.bytes("x-bin", in: connection.http.fields)
        case .message(let id, let message, let isLast):
            let bytes = message.array
            events.append("message \(id) \(bytes.count) \(isLast)")
            if connection.beginMessage(id) {
                connection.http.output.append(bytes)
                connection.endMessage()
            }
            if isLast { connection.finish(id) }
        case .end(let id):
            events.append("end \(id)")
            connection.finish(id, Status(.cancelled, "é"))
        case .cancelled(let id): events.append("cancelled \(id)")
        case .failed(let id, let status): events.append("failed \(id) \(status)")
        case .drainAcknowledged: events.append("other")
        }
        return false
    }

    // MARK: Header blocks

    /// Two blocks, the first byte saying where they are cut: what is decoded is within its limits,
    /// and the same once it is encoded and decoded again.
    static func blockFault(_ bytes: [UInt8]) -> String? {
        guard let first = bytes.first else { return nil }
        let middle = min(bytes.count, 1 + Int(first))
        var decoder = HPACKDecoder()
        var (encoder, again) = (HPACKEncoder(), HPACKDecoder())
        var (fields, copy) = (FieldBlock(), FieldBlock())
        for block in [bytes[1..<middle], bytes[middle...], bytes[middle...]] {
            let outcome = block.withUnsafeBytes { try? decoder.decode($0, into: &fields) }
            guard let outcome else { return nil }
            if decoder.tableSize > HTTP2Limits.tableBytesMax { return "a table too large" }
            guard fields.listBytes <= HTTP2Limits.headerListBytesMax,
                fields.count <= HTTP2Limits.headerFieldsMax
            else { return "a list too large" }
            if case .tooLarge = outcome, !fields.isEmpty { return "a part of a list" }
            var output = OutputBuffer()
            encoder.encode(fields, into: &output)
            guard (try? again.decode(output.pendingBytes, into: &copy)) != nil,
                copy.pairs.elementsEqual(fields.pairs, by: { $0 == $1 })
            else { return "encoded and decoded again it is another list" }
        }
        return nil
    }
}
