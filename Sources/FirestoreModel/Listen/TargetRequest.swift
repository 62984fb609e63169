import ProtobufWire

/// google.firestore.v1.Target, as received.
public struct TargetRequest: Equatable, Sendable {
    /// What the target watches.
    public enum Selection: Equatable, Sendable {
        case none
        case query(parent: String, StructuredQuery)
        case documents([String])
    }

    /// Where the target resumes.
    public enum Resumption: Equatable, Sendable {
        case none
        case token([UInt8])
        case readTime(Timestamp)
    }

    public var selection: Selection
    public var resumption = Resumption.none
    /// 0 leaves the choice to the server.
    public var targetId: Int32
    /// The target ends once it is current.
    public var once = false

    public init(_ selection: Selection, targetId: Int32) {
        self.selection = selection
        self.targetId = targetId
    }
}

extension TargetRequest: WireMessage {
    public init() { self.init(.none, targetId: 0) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                selection = try Self.query(&inner)
            case 3:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                selection = .documents(try inner.strings(field: 2))
            case 4:
                try reader.expect(.lengthDelimited, of: field)
                resumption = .token(try reader.bytes())
            case 5:
                try reader.expect(.varint, of: field)
                targetId = Int32(truncatingIfNeeded: try reader.varint())
            case 6:
                try reader.expect(.varint, of: field)
                once = try reader.varint() != 0
            case 11:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var time = Timestamp()
                try time.merge(from: &inner)
                resumption = .readTime(time)
            default: try reader.skip(field.type)
            }
        }
    }

    private static func query(_ reader: inout WireReader) throws(WireError) -> Selection {
        var parent = ""
        var query = StructuredQuery()
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.lengthDelimited, of: field)
                parent = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                try query.merge(from: &inner)
            default: try reader.skip(field.type)
            }
        }
        return .query(parent: parent, query)
    }

    public func encode(into writer: inout WireWriter) {
        switch selection {
        case .none: break
        case .query(let parent, let query):
            writer.message(2) { inner in
                inner.string(1, parent)
                inner.message(2) { query.encode(into: &$0) }
            }
        case .documents(let names):
            writer.message(3) { inner in
                for name in names { inner.string(2, name) }
            }
        }
        if case .token(let token) = resumption { writer.lengthDelimited(4, token) }
        if targetId != 0 { writer.int64(5, Int64(targetId)) }
        if once { writer.bool(6, true) }
        if case .readTime(let time) = resumption { writer.message(11) { time.encode(into: &$0) } }
    }
}
