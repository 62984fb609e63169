import StatusCodes

/// A way to compress messages, such as gzip. Any thread.
public protocol GRPCCodec: Sendable {
    /// As in `grpc-encoding`.
    var name: String { get }
    /// Compresses a message.
    func compress(_ message: UnsafeRawBufferPointer) -> [UInt8]
    /// Decompresses a message. Throws INVALID_ARGUMENT where it is damaged or would have more than
    /// `bytesMax` bytes, before it has them.
    func decompress(
        _ message: UnsafeRawBufferPointer, bytesMax: Int
    ) throws(Status) -> [UInt8]
}

/// The codecs that a server has, besides `identity`.
public struct GRPCCodecs: Sendable {
    let codecs: [any GRPCCodec]
    /// The value of `grpc-accept-encoding`.
    let accepted: String

    public init(_ codecs: [any GRPCCodec]) {
        self.codecs = codecs
        accepted = (["identity"] + codecs.map(\.name)).joined(separator: ",")
    }

    /// The index of a codec, nil for `identity`. Throws UNIMPLEMENTED for one that is not here.
    func index(of name: UnsafeRawBufferPointer) throws(Status) -> Int? {
        if name.elementsEqual("identity".utf8) { return nil }
        guard let index = codecs.firstIndex(where: { $0.name.utf8.elementsEqual(name) }) else {
            throw Status(.unimplemented, "grpc-encoding is none of \(accepted)")
        }
        return index
    }
}
