import ProtobufWire

private typealias Number = FieldNumber.Target

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
            case Number.query:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                selection = try Self.query(&inner)
            case Number.documents:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                selection = .documents(try inner.strings(field: Number.DocumentsTarget.documents))
            case Number.resumeToken:
                try reader.expect(.lengthDelimited, of: field)
                resumption = .token(try reader.bytes())
            case Number.targetId:
                try reader.expect(.varint, of: field)
                targetId = Int32(truncatingIfNeeded: try reader.varint())
            case Number.once:
                try reader.expect(.varint, of: field)
                once = try reader.varint() != 0
            case Number.readTime:
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
            case Number.QueryTarget.parent:
                try reader.expect(.lengthDelimited, of: field)
                parent = try reader.string(field: Number.QueryTarget.parent)
            case Number.QueryTarget.structuredQuery:
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
            writer.message(Number.query) { inner in
                inner.string(Number.QueryTarget.parent, parent)
                inner.message(Number.QueryTarget.structuredQuery) { query.encode(into: &$0) }
            }
        case .documents(let names):
            writer.message(Number.documents) { inner in
                for name in names { inner.string(Number.DocumentsTarget.documents, name) }
            }
        }
        if case .token(let token) = resumption { writer.lengthDelimited(Number.resumeToken, token) }
        if targetId != 0 { writer.int64(Number.targetId, Int64(targetId)) }
        if once { writer.bool(Number.once, true) }
        if case .readTime(let time) = resumption {
            writer.message(Number.readTime) { time.encode(into: &$0) }
        }
    }
}
