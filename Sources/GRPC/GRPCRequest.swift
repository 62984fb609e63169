import HTTP2
import StatusCodes

/// What the fields of a request say of a call.
public struct GRPCRequest: Equatable, Sendable {
    /// Why a request is not answered as a call.
    enum Refusal: Error, Equatable {
        /// It is none of gRPC: a status of HTTP.
        case http(Int)
        case status(Status)
    }

    /// The path's bytes that are the service's and the method's name: `/service/method`.
    let service: Range<Int>
    let method: Range<Int>
    /// The index of the path among the fields.
    private let path: Int
    /// How long the caller waits; 0 for no longer, nil for as long as it takes.
    public private(set) var timeoutNanoseconds: Int64?
    /// The index of the codec of messages that are compressed.
    private(set) var codec: Int?
    /// Whether the caller takes the answer compressed in the same way.
    private(set) var acceptsCodec = false
    /// Whether there is metadata of the application's.
    public private(set) var hasMetadata = false

    init(_ fields: FieldBlock, _ head: RequestHead, _ codecs: GRPCCodecs) throws(Refusal) {
        guard fields.withField(head.method, { $0.isValue("POST") }) else { throw .http(405) }
        guard Self.isGRPC(fields) else { throw .http(415) }
        guard let path = head.path,
            let (service, method) = fields.withField(path, { Self.names($0.value) })
        else { throw .status(Status(.unimplemented, "the path is not /service/method")) }
        (self.path, self.service, self.method) = (path, service, method)
        do throws(Status) {
            try read(fields, codecs)
        } catch {
            throw .status(error)
        }
        guard let codec else { return }
        acceptsCodec = Self.accepts(fields, codecs.codecs[codec].name)
    }

    /// Calls `body` with the names, which are valid inside it only.
    public func withNames<Result>(
        in fields: FieldBlock,
        _ body: (_ service: UnsafeRawBufferPointer, _ method: UnsafeRawBufferPointer) -> Result
    ) -> Result {
        fields.withField(path) { field in
            body(
                UnsafeRawBufferPointer(rebasing: field.value[service]),
                UnsafeRawBufferPointer(rebasing: field.value[method]))
        }
    }

    private mutating func read(_ fields: FieldBlock, _ codecs: GRPCCodecs) throws(Status) {
        try fields.forEach { field throws(Status) in
            if field.isNamed("grpc-timeout") {
                guard timeoutNanoseconds == nil else { throw .invalid("grpc-timeout comes twice") }
                timeoutNanoseconds = try GRPCTimeout.nanoseconds(field.value)
            } else if field.isNamed("grpc-encoding") {
                codec = try codecs.index(of: field.value)
            } else if !hasMetadata {
                hasMetadata = GRPCMetadata.isMetadata(field)
            }
            return true
        }
    }

    /// `application/grpc`, alone or with the format of its messages.
    private static func isGRPC(_ fields: FieldBlock) -> Bool {
        var isGRPC = false
        fields.forEach { field in
            guard field.isNamed("content-type") else { return true }
            let kind = "application/grpc".utf8
            guard field.value.count >= kind.count,
                field.value[..<kind.count].elementsEqual(kind)
            else { return false }
            let next = field.value.count == kind.count ? nil : field.value[kind.count]
            isGRPC = next == nil || next == UInt8(ascii: "+") || next == UInt8(ascii: ";")
            return false
        }
        return isGRPC
    }

    /// What is between the first and the last slash, and behind it.
    private static func names(
        _ path: UnsafeRawBufferPointer
    ) -> (Range<Int>, Range<Int>)? {
        guard path.first == UInt8(ascii: "/"), let last = path.lastIndex(of: UInt8(ascii: "/")),
            last > 1, last + 1 < path.count
        else { return nil }
        return (1..<last, (last + 1)..<path.count)
    }

    private static func accepts(_ fields: FieldBlock, _ name: String) -> Bool {
        var accepts = false
        fields.forEach { field in
            guard field.isNamed("grpc-accept-encoding") else { return true }
            accepts = field.value.split(separator: UInt8(ascii: ",")).contains { part in
                part.drop { $0 == 0x20 }.elementsEqual(name.utf8)
            }
            return !accepts
        }
        return accepts
    }
}
