import HTTP2
import StatusCodes
import TextForms

/// What a client says beside a call, in header fields.
public enum GRPCMetadata {
    /// Whether a field is metadata of the application's, and none of HTTP's or gRPC's.
    public static func isMetadata(_ field: FieldBlock.Field) -> Bool {
        guard let first = field.name.first, first != UInt8(ascii: ":") else { return false }
        if field.name.count >= 5, field.name[..<5].elementsEqual("grpc-".utf8) { return false }
        return !field.isNamed("te") && !field.isNamed("content-type")
            && !field.isNamed("user-agent") && !field.isNamed("content-length")
    }

    /// The first value of a key, as text; nil if there is none. The key is in lower case, as names
    /// are in HTTP/2. Throws INVALID_ARGUMENT where the value is no text.
    public static func text(_ key: String, in fields: FieldBlock) throws(Status) -> String? {
        precondition(!key.hasSuffix("-bin"), "bytes are no text")
        guard let value = first(key, in: fields) else { return nil }
        guard value.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E }) else {
            throw .invalid("metadata \(key) is not printable ASCII")
        }
        return String(decoding: value, as: UTF8.self)
    }

    /// The values of a key that ends in `-bin`, whether in one field or several. Throws
    /// INVALID_ARGUMENT where one is not base64.
    public static func bytes(_ key: String, in fields: FieldBlock) throws(Status) -> [[UInt8]] {
        precondition(key.hasSuffix("-bin"), "text is no base64")
        var values: [[UInt8]] = []
        try fields.forEach { field throws(Status) in
            guard field.name.elementsEqual(key.utf8) else { return true }
            for part in field.value.split(
                separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
            {
                guard let bytes = Base64.decode(String(decoding: part, as: UTF8.self)) else {
                    throw .invalid("metadata \(key) is not base64")
                }
                values.append(bytes)
            }
            return true
        }
        return values
    }

    /// Base64 as gRPC sends it: without padding.
    static func encode(_ bytes: [UInt8]) -> String {
        let text = Base64.encode(bytes)
        return String(text.prefix { $0 != "=" })
    }

    private static func first(_ key: String, in fields: FieldBlock) -> [UInt8]? {
        var value: [UInt8]?
        fields.forEach { field in
            guard field.name.elementsEqual(key.utf8) else { return true }
            value = [UInt8](field.value)
            return false
        }
        return value
    }
}
