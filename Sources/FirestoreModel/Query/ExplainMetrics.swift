import ProtobufWire

/// google.firestore.v1.ExplainMetrics: how a query was served, and what that took.
public struct ExplainMetrics: Equatable, Sendable {
    /// The indexes read, each as names with texts: `query_scope` and `properties`.
    public var indexesUsed: [[Property]] = []
    /// Nil where the query was only planned.
    public var execution: Execution?

    public init() {}

    /// An entry of a google.protobuf.Struct; only texts and structs of them occur.
    public struct Property: Equatable, Sendable {
        public var name: String
        /// Empty where there are parts.
        public var text: String
        /// The entries of a struct.
        public var parts: [Property] = []

        public init(_ name: String, _ text: String) {
            self.name = name
            self.text = text
        }

        public init(_ name: String, _ parts: [Property]) {
            self.init(name, "")
            self.parts = parts
        }
    }

    /// google.firestore.v1.ExecutionStats.
    public struct Execution: Equatable, Sendable {
        public var resultsReturned: Int64 = 0
        public var durationNanoseconds: Int64 = 0
        public var readOperations: Int64 = 0
        /// Such as `documents_scanned` and `index_entries_scanned`.
        public var debug: [Property] = []

        public init() {}
    }

    /// The text of `name` among the debug statistics.
    public func debug(_ name: String) -> String? {
        execution?.debug.first { $0.name == name }?.text
    }
}

extension ExplainMetrics: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard
                field.number == FieldNumber.ExplainMetrics.planSummary
                    || field.number == FieldNumber.ExplainMetrics.executionStats
            else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            if field.number == FieldNumber.ExplainMetrics.planSummary {
                try mergePlan(&inner)
            } else {
                var execution = self.execution ?? Execution()
                try execution.merge(from: &inner)
                self.execution = execution
            }
        }
    }

    private mutating func mergePlan(_ reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard field.number == FieldNumber.PlanSummary.indexesUsed else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            indexesUsed.append(try Property.list(&inner))
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.message(FieldNumber.ExplainMetrics.planSummary) { plan in
            for index in indexesUsed {
                plan.message(FieldNumber.PlanSummary.indexesUsed) {
                    Property.encode(index, into: &$0)
                }
            }
        }
        if let execution {
            writer.message(FieldNumber.ExplainMetrics.executionStats) {
                execution.encode(into: &$0)
            }
        }
    }
}

extension ExplainMetrics.Execution {
    mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case FieldNumber.ExecutionStats.resultsReturned,
                FieldNumber.ExecutionStats.readOperations:
                try reader.expect(.varint, of: field)
                let value = Int64(bitPattern: try reader.varint())
                if field.number == FieldNumber.ExecutionStats.resultsReturned {
                    resultsReturned = value
                } else {
                    readOperations = value
                }
            case FieldNumber.ExecutionStats.executionDuration,
                FieldNumber.ExecutionStats.debugStats:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                if field.number == FieldNumber.ExecutionStats.debugStats {
                    debug += try ExplainMetrics.Property.list(&inner)
                } else {
                    // A Duration has a Timestamp's fields.
                    var duration = Timestamp()
                    try duration.merge(from: &inner)
                    durationNanoseconds = duration.seconds &* 1_000_000_000 &+ Int64(duration.nanos)
                }
            default: try reader.skip(field.type)
            }
        }
    }

    func encode(into writer: inout WireWriter) {
        if resultsReturned != 0 {
            writer.int64(FieldNumber.ExecutionStats.resultsReturned, resultsReturned)
        }
        let (seconds, nanos) = durationNanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        writer.message(FieldNumber.ExecutionStats.executionDuration) {
            Timestamp(seconds: seconds, nanos: Int32(nanos)).encode(into: &$0)
        }
        if readOperations != 0 {
            writer.int64(FieldNumber.ExecutionStats.readOperations, readOperations)
        }
        writer.message(FieldNumber.ExecutionStats.debugStats) {
            ExplainMetrics.Property.encode(debug, into: &$0)
        }
    }
}

// google.protobuf.Struct: 1 fields {key 1, value 2: Value{3 string_value | 5 struct_value}}.
extension ExplainMetrics.Property {
    /// Nesting of structs that is decoded; servers send no deeper ones.
    private static let depthMax = 2

    static func list(
        _ reader: inout WireReader, depth: Int = 0
    ) throws(WireError) -> [Self] {
        var properties: [Self] = []
        while let field = try reader.nextField() {
            guard field.number == 1 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            properties.append(try Self(entry: &inner, depth: depth))
        }
        return properties
    }

    private init(entry reader: inout WireReader, depth: Int) throws(WireError) {
        self.init("", "")
        while let field = try reader.nextField() {
            guard field.number == 1 || field.number == 2 else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            if field.number == 1 {
                name = try reader.string(field: 1)
            } else {
                var inner = try reader.message()
                try merge(value: &inner, depth: depth)
            }
        }
    }

    private mutating func merge(
        value reader: inout WireReader, depth: Int
    ) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 3:
                try reader.expect(.lengthDelimited, of: field)
                text = try reader.string(field: 3)
            case 5 where depth < Self.depthMax:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                parts = try Self.list(&inner, depth: depth + 1)
            default: try reader.skip(field.type)
            }
        }
    }

    static func encode(_ properties: [Self], into writer: inout WireWriter) {
        for property in properties {
            writer.message(1) { entry in
                entry.string(1, property.name)
                entry.message(2) { value in
                    if property.parts.isEmpty {
                        value.string(3, property.text)
                    } else {
                        value.message(5) { encode(property.parts, into: &$0) }
                    }
                }
            }
        }
    }
}
