/// A protobuf message that encodes itself and merges itself from the wire.
public protocol WireMessage: Sendable, Equatable {
    /// The message with every field at its default.
    init()

    /// Merges the fields in `reader` over the present ones, as protobuf does; unknown fields
    /// are skipped. Throws ``WireError`` and leaves an unspecified mixture behind.
    mutating func merge(from reader: inout WireReader) throws(WireError)

    /// Appends the fields that differ from their default, in the order of their numbers.
    func encode(into writer: inout WireWriter)
}

extension WireMessage {
    /// Decodes `bytes` whole.
    public init(wireBytes bytes: [UInt8]) throws(WireError) {
        self.init()
        var message = self
        try withWireReader(bytes) { reader throws(WireError) in
            try message.merge(from: &reader)
        }
        self = message
    }

    /// The message as bytes.
    public var wireBytes: [UInt8] {
        var writer = WireWriter()
        encode(into: &writer)
        return writer.bytes
    }
}
