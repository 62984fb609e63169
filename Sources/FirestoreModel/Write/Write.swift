import ProtobufWire

/// google.firestore.v1.Write, as received.
public struct Write: Equatable, Sendable {
    public enum Operation: Equatable, Sendable {
        case none
        case update(Document)
        case delete(String)
        /// Only a precondition on the document; sent by SDKs, not part of the public API.
        case verify(String)
        case transform(document: String, [FieldTransform])
    }

    public var operation: Operation
    /// Nil replaces the whole document; an empty list changes no field.
    public var updateMask: [String]?
    public var updateTransforms: [FieldTransform]
    public var currentDocument: Precondition?

    public init(
        _ operation: Operation, updateMask: [String]? = nil,
        updateTransforms: [FieldTransform] = [], currentDocument: Precondition? = nil
    ) {
        self.operation = operation
        self.updateMask = updateMask
        self.updateTransforms = updateTransforms
        self.currentDocument = currentDocument
    }
}

extension Write: WireMessage {
    public init() { self.init(.none) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard (1...7).contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            switch field.number {
            case 2: operation = .delete(try reader.string(field: 2))
            case 5: operation = .verify(try reader.string(field: 5))
            default:
                var inner = try reader.message()
                try merge(field.number, from: &inner)
            }
        }
    }

    private mutating func merge(
        _ number: UInt32, from reader: inout WireReader
    ) throws(WireError) {
        switch number {
        case 1:
            var document = Document()
            try document.merge(from: &reader)
            operation = .update(document)
        case 3: updateMask = (updateMask ?? []) + (try reader.strings(field: 1))
        case 4:
            var condition = Precondition.none
            try condition.merge(from: &reader)
            currentDocument = condition
        case 6: operation = try Self.transform(&reader)
        default:
            var transform = FieldTransform()
            try transform.merge(from: &reader)
            updateTransforms.append(transform)
        }
    }

    private static func transform(_ reader: inout WireReader) throws(WireError) -> Operation {
        var document = ""
        var transforms: [FieldTransform] = []
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.lengthDelimited, of: field)
                document = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var transform = FieldTransform()
                try transform.merge(from: &inner)
                transforms.append(transform)
            default: try reader.skip(field.type)
            }
        }
        return .transform(document: document, transforms)
    }

    public func encode(into writer: inout WireWriter) {
        switch operation {
        case .none: break
        case .update(let document): writer.message(1) { document.encode(into: &$0) }
        case .delete(let name): writer.string(2, name)
        case .verify, .transform: break
        }
        if let updateMask {
            writer.message(3) { mask in
                for path in updateMask { mask.string(1, path) }
            }
        }
        if let currentDocument { writer.message(4) { currentDocument.encode(into: &$0) } }
        if case .verify(let name) = operation { writer.string(5, name) }
        if case .transform(let document, let transforms) = operation {
            writer.message(6) { inner in
                inner.string(1, document)
                for transform in transforms { inner.message(2) { transform.encode(into: &$0) } }
            }
        }
        for transform in updateTransforms { writer.message(7) { transform.encode(into: &$0) } }
    }
}

extension WireReader {
    /// The strings of repeated field `number`; other fields are skipped.
    mutating func strings(field number: UInt32) throws(WireError) -> [String] {
        var texts: [String] = []
        while let field = try nextField() {
            if field.number == number {
                try expect(.lengthDelimited, of: field)
                texts.append(try string(field: number))
            } else {
                try skip(field.type)
            }
        }
        return texts
    }
}

/// google.firestore.v1.WriteResult.
public struct WriteResult: Equatable, Sendable {
    /// The document's update time after the write; nil after a delete.
    public var updateTime: Timestamp?
    /// One per transform, in order.
    public var transformResults: [Value]

    public init(updateTime: Timestamp?, transformResults: [Value] = []) {
        self.updateTime = updateTime
        self.transformResults = transformResults
    }
}

extension WriteResult: WireMessage {
    public init() { self.init(updateTime: nil) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 1, 2:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                if field.number == 1 {
                    var instant = Timestamp()
                    try instant.merge(from: &inner)
                    updateTime = instant
                } else {
                    var value = Value()
                    try value.merge(from: &inner)
                    transformResults.append(value)
                }
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if let updateTime { writer.message(1) { updateTime.encode(into: &$0) } }
        for value in transformResults { writer.message(2) { value.encode(into: &$0) } }
    }
}
