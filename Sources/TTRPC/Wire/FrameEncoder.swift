import ProtobufWire
import StatusCodes
import TextForms

/// Encodes complete frames into arrays, for all but the loop's hot path.
enum FrameEncoder {
    /// A frame of `type` around `data`, which must not exceed ``TTRPCLimits/frameBytesMax``.
    static func frame(
        _ type: FrameType, streamID: UInt32, flags: UInt8 = 0, _ data: some Collection<UInt8>
    ) -> [UInt8] {
        precondition(data.count <= TTRPCLimits.frameBytesMax, "check the size before encoding")
        let header = FrameHeader(
            length: UInt32(data.count), streamID: streamID, type: type, flags: flags)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(FrameHeader.bytes + data.count)
        withUnsafeTemporaryAllocation(byteCount: FrameHeader.bytes, alignment: 4) { head in
            header.write(to: head.baseAddress!)
            bytes.append(contentsOf: head)
        }
        bytes.append(contentsOf: data)
        assert(bytes.count == FrameHeader.bytes + Int(header.length), "the header says the length")
        return bytes
    }

    /// The frame that ends a stream successfully, as Go's ttrpc sends it after the last message.
    static func endOfStream(streamID: UInt32) -> [UInt8] {
        frame(.data, streamID: streamID, flags: FrameFlags.remoteClosed | FrameFlags.noData, [])
    }

    /// The reply of a unary call, or the error that it is too large.
    static func response(streamID: UInt32, payload: [UInt8]) -> [UInt8] {
        var writer = WireWriter(capacity: payload.count + 8)
        if !payload.isEmpty { writer.lengthDelimited(2, payload) }
        guard writer.bytes.count <= TTRPCLimits.frameBytesMax else {
            return error(streamID: streamID, oversized(payload.count))
        }
        return frame(.response, streamID: streamID, writer.bytes)
    }

    /// The response that ends a call or stream with an error.
    static func error(streamID: UInt32, _ error: Status) -> [UInt8] {
        var writer = WireWriter()
        writer.message(1) { status in
            status.int64(1, Int64(error.code.rawValue))
            let text = error.message.prefix(utf8: TTRPCLimits.errorTextBytesMax).utf8
            status.lengthDelimited(2, text)
        }
        return frame(.response, streamID: streamID, writer.bytes)
    }

    /// The error for a message of ours that is larger than a frame.
    static func oversized(_ count: Int) -> Status {
        Status(
            .resourceExhausted,
            "message of \(count) bytes exceeds the maximum of \(TTRPCLimits.frameBytesMax)")
    }

    /// The message that opens a call; nil if it is larger than a frame.
    static func request(
        service: String, method: String, payload: [UInt8], timeoutNanoseconds: Int64,
        metadata: [(key: String, value: String)]
    ) -> [UInt8]? {
        var writer = WireWriter(capacity: payload.count + service.utf8.count + 64)
        writer.string(1, service)
        writer.string(2, method)
        if !payload.isEmpty { writer.lengthDelimited(3, payload) }
        if timeoutNanoseconds != 0 { writer.int64(4, timeoutNanoseconds) }
        for pair in metadata {
            writer.message(5) {
                $0.string(1, pair.key)
                $0.string(2, pair.value)
            }
        }
        return writer.bytes.count <= TTRPCLimits.frameBytesMax ? writer.bytes : nil
    }

    /// Decodes a `Response{status 1, payload 2}`; throws a status other than OK.
    static func payload(ofResponse bytes: [UInt8]) throws(Status) -> [UInt8] {
        var payload: [UInt8] = []
        var code: Int32 = 0
        var message = ""
        do throws(WireError) {
            try withWireReader(bytes) { reader throws(WireError) in
                while let field = try reader.nextField() {
                    switch (field.number, field.type) {
                    case (1, .lengthDelimited):
                        var status = try reader.message()
                        try readStatus(&status, &code, &message)
                    case (2, .lengthDelimited): payload = try reader.bytes()
                    default: try reader.skip(field.type)
                    }
                }
            }
        } catch {
            throw Status(.internalError, "malformed response: \(error)")
        }
        guard code == 0 else { throw Status(StatusCode(wire: code), message) }
        return payload
    }

    private static func readStatus(
        _ status: inout WireReader, _ code: inout Int32, _ message: inout String
    ) throws(WireError) {
        while let field = try status.nextField() {
            switch (field.number, field.type) {
            case (1, .varint): code = Int32(truncatingIfNeeded: try status.varint())
            case (2, .lengthDelimited):
                message = String(decoding: try status.rawBytes(), as: UTF8.self)
            default: try status.skip(field.type)
            }
        }
    }
}
