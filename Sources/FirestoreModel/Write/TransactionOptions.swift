import ProtobufWire

/// google.firestore.v1.TransactionOptions, as received.
public struct TransactionOptions: Equatable, Sendable {
    public enum Mode: Equatable, Sendable {
        /// No mode was given: read-write for BeginTransaction, read-only for a read that begins
        /// one.
        case unspecified
        /// All reads as of `at`, or of the first one.
        case readOnly(at: Timestamp?)
        /// `retrying` is the id of the transaction being retried; empty on the first attempt.
        case readWrite(retrying: [UInt8])
    }

    public var mode: Mode

    public init(_ mode: Mode) { self.mode = mode }
}

extension TransactionOptions: WireMessage {
    public init() { self.init(.unspecified) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard
                field.number == FieldNumber.TransactionOptions.readOnly
                    || field.number == FieldNumber.TransactionOptions.readWrite
            else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            mode =
                field.number == FieldNumber.TransactionOptions.readOnly
                ? .readOnly(at: try Self.readTime(&inner))
                : .readWrite(retrying: try Self.retried(&inner))
        }
    }

    private static func readTime(_ reader: inout WireReader) throws(WireError) -> Timestamp? {
        var time: Timestamp?
        while let field = try reader.nextField() {
            guard field.number == FieldNumber.TransactionOptions.ReadOnly.readTime else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            var instant = time ?? Timestamp()
            try instant.merge(from: &inner)
            time = instant
        }
        return time
    }

    private static func retried(_ reader: inout WireReader) throws(WireError) -> [UInt8] {
        var id: [UInt8] = []
        while let field = try reader.nextField() {
            guard field.number == FieldNumber.TransactionOptions.ReadWrite.retryTransaction else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            id = try reader.bytes()
        }
        return id
    }

    public func encode(into writer: inout WireWriter) {
        switch mode {
        case .unspecified: break
        case .readOnly(let time):
            writer.message(FieldNumber.TransactionOptions.readOnly) { inner in
                if let time {
                    inner.message(FieldNumber.TransactionOptions.ReadOnly.readTime) {
                        time.encode(into: &$0)
                    }
                }
            }
        case .readWrite(let id):
            writer.message(FieldNumber.TransactionOptions.readWrite) { inner in
                if !id.isEmpty {
                    inner.lengthDelimited(
                        FieldNumber.TransactionOptions.ReadWrite.retryTransaction, id)
                }
            }
        }
    }
}
