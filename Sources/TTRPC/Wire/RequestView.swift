import ProtobufWire

/// A view of an encoded `Request{service 1, method 2, payload 3, timeout_nano 4, metadata 5}`.
/// Copies nothing; valid as long as the frame's bytes.
struct RequestView {
    var service = UnsafeRawBufferPointer(start: nil, count: 0)
    var method = UnsafeRawBufferPointer(start: nil, count: 0)
    var payload = UnsafeRawBufferPointer(start: nil, count: 0)
    var timeoutNanoseconds: Int64 = 0
    var hasMetadata = false

    @inline(__always)
    init(_ bytes: UnsafeRawBufferPointer) throws(WireError) {
        var reader = WireReader(bytes)
        while let field = try reader.nextField() {
            switch (field.number, field.type) {
            case (1, .lengthDelimited): service = try reader.rawBytes()
            case (2, .lengthDelimited): method = try reader.rawBytes()
            case (3, .lengthDelimited): payload = try reader.rawBytes()
            case (4, .varint): timeoutNanoseconds = Int64(bitPattern: try reader.varint())
            case (5, .lengthDelimited):
                hasMetadata = true
                try reader.skip(.lengthDelimited)
            case (1...5, _): throw .unexpectedWireType(field: field.number)
            default: try reader.skip(field.type)
            }
        }
    }

    /// The first value of `key` among a request's metadata, nil if there is none or if it is not
    /// UTF-8. Keys compare byte for byte, as ttrpc's own servers do.
    static func metadata(_ key: String, in request: UnsafeRawBufferPointer) -> String? {
        var reader = WireReader(request)
        do throws(WireError) {
            while let field = try reader.nextField() {
                guard field.number == 5, field.type == .lengthDelimited else {
                    try reader.skip(field.type)
                    continue
                }
                var pair = try reader.message()
                if let value = try value(of: key, in: &pair) { return value }
            }
        } catch {
            return nil
        }
        return nil
    }

    private static func value(
        of key: String, in pair: inout WireReader
    ) throws(WireError) -> String? {
        var isKey = false
        var value = ""
        while let field = try pair.nextField() {
            switch (field.number, field.type) {
            case (1, .lengthDelimited): isKey = key.utf8.elementsEqual(try pair.rawBytes())
            case (2, .lengthDelimited): value = try pair.string(field: 2)
            default: try pair.skip(field.type)
            }
        }
        return isKey ? value : nil
    }
}
