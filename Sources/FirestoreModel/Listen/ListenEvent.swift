import ProtobufWire
import StatusCodes

/// google.firestore.v1.ListenResponse: one message of a Listen stream.
public enum ListenEvent: Equatable, Sendable {
    case target(TargetChange)
    /// An existing document that matches targets, or no longer matches some; Document bytes.
    case change([UInt8], targetIds: [Int32], removedTargetIds: [Int32])
    /// A document that does not exist.
    case delete(name: String, removedTargetIds: [Int32], readTime: Timestamp)
    /// A document that no longer matches targets, or that the client may no longer read.
    case remove(name: String, removedTargetIds: [Int32], readTime: Timestamp)
    /// Number of documents that match a target.
    case filter(targetId: Int32, count: Int32)
}

/// google.firestore.v1.TargetChange.
public struct TargetChange: Equatable, Sendable {
    public enum Kind: UInt64, Sendable {
        /// Without target ids: all changes sent so far form one consistent snapshot.
        case noChange = 0
        case add = 1
        case remove = 2
        case current = 3
        case reset = 4
    }

    public var kind: Kind
    /// Empty for all targets of the stream.
    public var targetIds: [Int32]
    /// Why the server removed a target; nil when the client did.
    public var cause: Status?
    public var resumeToken: [UInt8]
    public var readTime: Timestamp?

    public init(
        _ kind: Kind, _ targetIds: [Int32] = [], cause: Status? = nil,
        resumeToken: [UInt8] = [], readTime: Timestamp? = nil
    ) {
        self.kind = kind
        self.targetIds = targetIds
        self.cause = cause
        self.resumeToken = resumeToken
        self.readTime = readTime
    }
}

extension ListenEvent: WireMessage {
    public init() { self = .target(TargetChange(.noChange)) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            guard (2...6).contains(field.number) else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.lengthDelimited, of: field)
            var inner = try reader.message()
            switch field.number {
            case FieldNumber.ListenResponse.targetChange:
                var change = TargetChange()
                try change.merge(from: &inner)
                self = .target(change)
            case FieldNumber.ListenResponse.documentChange: self = try Self.documentChange(&inner)
            case FieldNumber.ListenResponse.filter: self = try Self.existenceFilter(&inner)
            default:
                let isDelete = field.number == FieldNumber.ListenResponse.documentDelete
                let gone = try Self.gone(
                    &inner,
                    idsField: isDelete
                        ? FieldNumber.DocumentDelete.removedTargetIds
                        : FieldNumber.DocumentRemove.removedTargetIds)
                self =
                    isDelete
                    ? .delete(name: gone.name, removedTargetIds: gone.ids, readTime: gone.time)
                    : .remove(name: gone.name, removedTargetIds: gone.ids, readTime: gone.time)
            }
        }
    }

    private static func documentChange(
        _ reader: inout WireReader
    ) throws(WireError) -> ListenEvent {
        var document: [UInt8] = []
        var (ids, removed): ([Int32], [Int32]) = ([], [])
        while let field = try reader.nextField() {
            switch field.number {
            case FieldNumber.DocumentChange.document:
                try reader.expect(.lengthDelimited, of: field)
                document = try reader.bytes()
            case FieldNumber.DocumentChange.targetIds: try reader.int32s(field, into: &ids)
            case FieldNumber.DocumentChange.removedTargetIds:
                try reader.int32s(field, into: &removed)
            default: try reader.skip(field.type)
            }
        }
        return .change(document, targetIds: ids, removedTargetIds: removed)
    }

    private static func gone(
        _ reader: inout WireReader, idsField: UInt32
    ) throws(WireError) -> (name: String, ids: [Int32], time: Timestamp) {
        var (name, ids, time) = ("", [Int32](), Timestamp())
        while let field = try reader.nextField() {
            switch field.number {
            case FieldNumber.DocumentDelete.document:
                try reader.expect(.lengthDelimited, of: field)
                name = try reader.string(field: FieldNumber.DocumentDelete.document)
            case FieldNumber.DocumentDelete.readTime:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                try time.merge(from: &inner)
            case idsField: try reader.int32s(field, into: &ids)
            default: try reader.skip(field.type)
            }
        }
        return (name, ids, time)
    }

    private static func existenceFilter(
        _ reader: inout WireReader
    ) throws(WireError) -> ListenEvent {
        var (id, count): (Int32, Int32) = (0, 0)
        while let field = try reader.nextField() {
            guard field.number <= FieldNumber.ExistenceFilter.count else {
                try reader.skip(field.type)
                continue
            }
            try reader.expect(.varint, of: field)
            let value = Int32(truncatingIfNeeded: try reader.varint())
            if field.number == FieldNumber.ExistenceFilter.targetId {
                id = value
            } else {
                count = value
            }
        }
        return .filter(targetId: id, count: count)
    }

    public func encode(into writer: inout WireWriter) {
        switch self {
        case .target(let change):
            writer.message(FieldNumber.ListenResponse.targetChange) { change.encode(into: &$0) }
        case .change(let document, let ids, let removed):
            writer.message(FieldNumber.ListenResponse.documentChange) { inner in
                inner.lengthDelimited(FieldNumber.DocumentChange.document, document)
                inner.int32s(FieldNumber.DocumentChange.targetIds, ids)
                inner.int32s(FieldNumber.DocumentChange.removedTargetIds, removed)
            }
        case .delete(let name, let removed, let time):
            writer.message(FieldNumber.ListenResponse.documentDelete) { inner in
                inner.string(FieldNumber.DocumentDelete.document, name)
                inner.message(FieldNumber.DocumentDelete.readTime) { time.encode(into: &$0) }
                inner.int32s(FieldNumber.DocumentDelete.removedTargetIds, removed)
            }
        case .remove(let name, let removed, let time):
            writer.message(FieldNumber.ListenResponse.documentRemove) { inner in
                inner.string(FieldNumber.DocumentRemove.document, name)
                inner.int32s(FieldNumber.DocumentRemove.removedTargetIds, removed)
                inner.message(FieldNumber.DocumentRemove.readTime) { time.encode(into: &$0) }
            }
        case .filter(let id, let count):
            writer.message(FieldNumber.ListenResponse.filter) { inner in
                inner.int64(FieldNumber.ExistenceFilter.targetId, Int64(id))
                if count != 0 { inner.int64(FieldNumber.ExistenceFilter.count, Int64(count)) }
            }
        }
    }
}

extension TargetChange: WireMessage {
    public init() { self.init(.noChange) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case FieldNumber.TargetChange.targetChangeType:
                try reader.expect(.varint, of: field)
                kind = Kind(rawValue: try reader.varint()) ?? .noChange
            case FieldNumber.TargetChange.targetIds: try reader.int32s(field, into: &targetIds)
            case FieldNumber.TargetChange.cause:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                cause = try Self.status(&inner)
            case FieldNumber.TargetChange.resumeToken:
                try reader.expect(.lengthDelimited, of: field)
                resumeToken = try reader.bytes()
            case FieldNumber.TargetChange.readTime:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var time = Timestamp()
                try time.merge(from: &inner)
                readTime = time
            default: try reader.skip(field.type)
            }
        }
    }

    private static func status(_ reader: inout WireReader) throws(WireError) -> Status {
        var (code, message): (StatusCode, String) = (.ok, "")
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.varint, of: field)
                let value = Int32(truncatingIfNeeded: try reader.varint())
                code = StatusCode(wire: value)
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                message = try reader.string(field: 2)
            default: try reader.skip(field.type)
            }
        }
        return Status(code, message)
    }

    public func encode(into writer: inout WireWriter) {
        if kind != .noChange {
            writer.uint64(FieldNumber.TargetChange.targetChangeType, kind.rawValue)
        }
        writer.int32s(FieldNumber.TargetChange.targetIds, targetIds)
        if let cause {
            writer.message(FieldNumber.TargetChange.cause) { inner in
                inner.int64(1, Int64(cause.code.rawValue))
                inner.string(2, cause.message)
            }
        }
        if !resumeToken.isEmpty {
            writer.lengthDelimited(FieldNumber.TargetChange.resumeToken, resumeToken)
        }
        if let readTime {
            writer.message(FieldNumber.TargetChange.readTime) { readTime.encode(into: &$0) }
        }
    }
}

extension WireReader {
    /// Appends one occurrence of a repeated int32 field, packed or not.
    mutating func int32s(_ field: WireField, into values: inout [Int32]) throws(WireError) {
        guard field.type == .lengthDelimited else {
            try expect(.varint, of: field)
            return values.append(Int32(truncatingIfNeeded: try varint()))
        }
        var packed = try message()
        while packed.remaining > 0 {
            values.append(Int32(truncatingIfNeeded: try packed.varint()))
        }
    }
}

extension WireWriter {
    /// A repeated int32 field, packed; nothing when empty.
    mutating func int32s(_ number: UInt32, _ values: [Int32]) {
        guard !values.isEmpty else { return }
        message(number) { packed in
            for value in values { packed.varint(UInt64(bitPattern: Int64(value))) }
        }
    }
}
