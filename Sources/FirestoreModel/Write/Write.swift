import ProtobufWire

private typealias Number = FieldNumber.Write

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
            case Number.delete: operation = .delete(try reader.string(field: Number.delete))
            case Number.verify: operation = .verify(try reader.string(field: Number.verify))
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
        case Number.update:
            var document = Document()
            try document.merge(from: &reader)
            operation = .update(document)
        case Number.updateMask:
            updateMask =
                (updateMask ?? [])
                + (try reader.strings(field: FieldNumber.DocumentMask.fieldPaths))
        case Number.currentDocument:
            var condition = Precondition.none
            try condition.merge(from: &reader)
            currentDocument = condition
        case Number.transform: operation = try Self.transform(&reader)
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
            case FieldNumber.DocumentTransform.document:
                try reader.expect(.lengthDelimited, of: field)
                document = try reader.string(field: FieldNumber.DocumentTransform.document)
            case FieldNumber.DocumentTransform.fieldTransforms:
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
        case .update(let document): writer.message(Number.update) { document.encode(into: &$0) }
        case .delete(let name): writer.string(Number.delete, name)
        case .verify, .transform: break
        }
        if let updateMask {
            writer.message(Number.updateMask) { mask in
                for path in updateMask { mask.string(FieldNumber.DocumentMask.fieldPaths, path) }
            }
        }
        if let currentDocument {
            writer.message(Number.currentDocument) { currentDocument.encode(into: &$0) }
        }
        if case .verify(let name) = operation { writer.string(Number.verify, name) }
        if case .transform(let document, let transforms) = operation {
            writer.message(Number.transform) { inner in
                inner.string(FieldNumber.DocumentTransform.document, document)
                for transform in transforms {
                    inner.message(FieldNumber.DocumentTransform.fieldTransforms) {
                        transform.encode(into: &$0)
                    }
                }
            }
        }
        for transform in updateTransforms {
            writer.message(Number.updateTransforms) { transform.encode(into: &$0) }
        }
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
            case FieldNumber.WriteResult.updateTime, FieldNumber.WriteResult.transformResults:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                if field.number == FieldNumber.WriteResult.updateTime {
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
        if let updateTime {
            writer.message(FieldNumber.WriteResult.updateTime) { updateTime.encode(into: &$0) }
        }
        for value in transformResults {
            writer.message(FieldNumber.WriteResult.transformResults) { value.encode(into: &$0) }
        }
    }
}
