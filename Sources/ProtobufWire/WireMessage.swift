/// A protobuf message that can be encoded, and merged from encoded bytes.
public protocol WireMessage: Sendable, Equatable {
    /// The message with every field at its default.
    init()

    /// Merges the encoded fields into this message, as protobuf does; skips unknown fields. After
    /// an error the contents are unspecified.
    mutating func merge(from reader: inout WireReader) throws(WireError)

    /// Appends all fields that differ from their defaults, by ascending number.
    func encode(into writer: inout WireWriter)
}

extension WireMessage {
    /// Decodes a complete message.
    public init(wireBytes bytes: [UInt8]) throws(WireError) {
        self.init()
        var message = self
        try withWireReader(bytes) { reader throws(WireError) in
            try message.merge(from: &reader)
        }
        self = message
    }

    /// The encoded message.
    public var wireBytes: [UInt8] {
        var writer = WireWriter()
        encode(into: &writer)
        return writer.bytes
    }
}
