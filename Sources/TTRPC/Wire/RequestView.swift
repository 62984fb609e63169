import ProtobufWire
import StatusCodes

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

    /// The first value of `key` among a request's metadata, nil if there is none. Keys are those of
    /// HTTP's headers: `Authorization` is `authorization`.
    ///
    /// REQUIRES: ``checkMetadata(of:single:)`` accepts the request.
    static func metadata(_ key: String, in request: UnsafeRawBufferPointer) -> String? {
        var found: String?
        // What it throws for was refused before the call began.
        try? eachPair(of: request) { name, value in
            if found == nil, equal(name, key) { found = value }
        }
        return found
    }

    /// Throws INVALID_ARGUMENT for metadata that cannot be read, which must not count as absent,
    /// and for several values of a key that has one, in whatever case it is written: which of them
    /// counts would be a guess.
    static func checkMetadata(
        of request: UnsafeRawBufferPointer, single keys: [String]
    ) throws(Status) {
        var counts = [Int](repeating: 0, count: keys.count)
        do throws(WireError) {
            try eachPair(of: request) { name, _ in
                for (index, key) in keys.enumerated() where equal(name, key) { counts[index] += 1 }
            }
        } catch {
            throw Status(.invalidArgument, "malformed metadata: \(error)")
        }
        guard let index = counts.firstIndex(where: { $0 > 1 }) else { return }
        throw Status(.invalidArgument, "the metadata has \(counts[index]) values of \(keys[index])")
    }

    private static func eachPair(
        of request: UnsafeRawBufferPointer, _ body: (String, String) -> Void
    ) throws(WireError) {
        var reader = WireReader(request)
        while let field = try reader.nextField() {
            guard field.number == 5, field.type == .lengthDelimited else {
                try reader.skip(field.type)
                continue
            }
            var pair = try reader.message()
            var (name, value) = ("", "")
            while let field = try pair.nextField() {
                switch (field.number, field.type) {
                case (1, .lengthDelimited): name = try pair.string(field: 1)
                case (2, .lengthDelimited): value = try pair.string(field: 2)
                case (1...2, _): throw .unexpectedWireType(field: field.number)
                default: try pair.skip(field.type)
                }
            }
            body(name, value)
        }
    }

    /// Whether two names of headers are one: equal but for the case of letters (RFC 9110, 5.1).
    private static func equal(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count
            && zip(one.utf8, other.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }
}
