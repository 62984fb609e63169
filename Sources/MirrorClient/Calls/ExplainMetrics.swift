import FirestoreModel
import ProtobufWire

/// google.firestore.v1.ExplainMetrics: how a query was answered and what that took.
public struct ExplainMetrics: Equatable, Sendable {
    /// What was read to find the documents, one object each.
    public var indexesUsed: [JSONValue] = []
    public var resultsReturned: Int64 = 0
    public var readOperations: Int64 = 0
    public var executionNanoseconds: Int64 = 0
    /// Figures beyond Google's own, by name.
    public var debugStats: JSONValue?

    /// ExplainOptions that ask for a query to be run and measured.
    static let analyze: [UInt8] = {
        var writer = WireWriter()
        writer.bool(1, true)
        return writer.bytes
    }()

    public init() {}

    /// The whole as JSON text, with the names of the protocol.
    public var json: String {
        var stats: [(key: String, value: JSONValue)] = [
            ("results_returned", .number("\(resultsReturned)")),
            ("read_operations", .number("\(readOperations)")),
            ("execution_ms", .number("\(Double(executionNanoseconds / 1000) / 1000)")),
        ]
        if let debugStats { stats.append(("debug_stats", debugStats)) }
        var writer = JSONWriter()
        writer.value(.object([
            ("indexes_used", .array(indexesUsed)), ("execution_stats", .object(stats)),
        ]))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension ExplainMetrics: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard field.number <= 2, field.type == .lengthDelimited else {
                try reader.skip(field.type)
                continue
            }
            var inner = try reader.message()
            if field.number == 1 { try plan(&inner) } else { try stats(&inner) }
        }
    }

    private mutating func plan(_ reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard field.number == 1, field.type == .lengthDelimited else {
                try reader.skip(field.type)
                continue
            }
            var inner = try reader.message()
            indexesUsed.append(try JSONValue(structFrom: &inner, depth: 0))
        }
    }

    private mutating func stats(_ reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch (field.number, field.type) {
            case (1, .varint): resultsReturned = Int64(bitPattern: try reader.varint())
            case (3, .lengthDelimited):
                var inner = try reader.message()
                executionNanoseconds = try Self.duration(&inner)
            case (4, .varint): readOperations = Int64(bitPattern: try reader.varint())
            case (5, .lengthDelimited):
                var inner = try reader.message()
                debugStats = try JSONValue(structFrom: &inner, depth: 0)
            default: try reader.skip(field.type)
            }
        }
    }

    /// google.protobuf.Duration, which counts seconds and nanoseconds as a Timestamp does.
    private static func duration(_ reader: inout WireReader) throws(WireError) -> Int64 {
        var time = Timestamp()
        try time.merge(from: &reader)
        let (product, overflow) = time.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? .max : product &+ Int64(time.nanos)
    }

    /// The server's answer, which is only read.
    public func encode(into writer: inout WireWriter) {}
}

extension JSONValue {
    /// google.protobuf.Struct: entries {1 key, 2 value} as repeated field 1.
    init(structFrom reader: inout WireReader, depth: Int) throws(WireError) {
        var members: [(key: String, value: JSONValue)] = []
        while let field = try reader.nextField() {
            guard field.number == 1, field.type == .lengthDelimited else {
                try reader.skip(field.type)
                continue
            }
            var entry = try reader.message()
            var member = (key: "", value: JSONValue.null)
            while let part = try entry.nextField() {
                switch (part.number, part.type) {
                case (1, .lengthDelimited): member.key = try entry.string(field: 1)
                case (2, .lengthDelimited):
                    var inner = try entry.message()
                    member.value = try JSONValue(valueFrom: &inner, depth: depth + 1)
                default: try entry.skip(part.type)
                }
            }
            members.append(member)
        }
        self = .object(members)
    }

    /// google.protobuf.Value; what lies too deep becomes null.
    private init(valueFrom reader: inout WireReader, depth: Int) throws(WireError) {
        self = .null
        while let field = try reader.nextField() {
            switch (field.number, field.type) {
            case (2, .fixed64):
                let number = Double(bitPattern: try reader.fixed64())
                let isWhole = number == number.rounded() && abs(number) < 1e15
                self = .number(isWhole ? "\(Int64(number))" : "\(number)")
            case (3, .lengthDelimited): self = .string(try reader.string(field: 3))
            case (4, .varint): self = .boolean(try reader.varint() != 0)
            case (5, .lengthDelimited) where depth < ClientLimits.structDepthMax:
                var inner = try reader.message()
                self = try JSONValue(structFrom: &inner, depth: depth)
            case (6, .lengthDelimited) where depth < ClientLimits.structDepthMax:
                var inner = try reader.message()
                self = .array(try Self.list(&inner, depth: depth))
            default: try reader.skip(field.type)
            }
        }
    }

    private static func list(
        _ reader: inout WireReader, depth: Int
    ) throws(WireError) -> [JSONValue] {
        var elements: [JSONValue] = []
        while let field = try reader.nextField() {
            guard field.number == 1, field.type == .lengthDelimited else {
                try reader.skip(field.type)
                continue
            }
            var inner = try reader.message()
            elements.append(try JSONValue(valueFrom: &inner, depth: depth + 1))
        }
        return elements
    }
}
