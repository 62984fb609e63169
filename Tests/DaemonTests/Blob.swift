import ProtobufWire

/// A message of bytes that nobody looks at: what a test wants to send or receive as it is.
struct Blob: WireMessage {
    var bytes: [UInt8] = []

    init() {}

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() { try reader.skip(field.type) }
    }

    func encode(into writer: inout WireWriter) { writer.bytes += bytes }
}
