import ProtobufWire
import StatusCodes

/// google.firestore.v1.Precondition: the condition for a write to apply.
public enum Precondition: Equatable, Sendable {
    /// A message without a condition; the same as no precondition.
    case none
    case exists(Bool)
    /// The document exists and was last changed at this instant, to the microsecond.
    case updateTime(Timestamp)
}

extension Precondition: WireMessage {
    public init() { self = .none }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case FieldNumber.Precondition.exists:
                try reader.expect(.varint, of: field)
                self = .exists(try reader.varint() != 0)
            case FieldNumber.Precondition.updateTime:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var instant = Timestamp()
                try instant.merge(from: &inner)
                self = .updateTime(instant)
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        switch self {
        case .none: break
        case .exists(let exists): writer.bool(FieldNumber.Precondition.exists, exists)
        case .updateTime(let instant):
            writer.message(FieldNumber.Precondition.updateTime) { instant.encode(into: &$0) }
        }
    }
}

extension Precondition {
    /// Throws INVALID_ARGUMENT for an invalid timestamp.
    func requireWellFormed() throws(Status) {
        guard case .updateTime(let instant) = self else { return }
        guard instant.isValid, instant.nanos % 1_000 == 0 else {
            throw .invalid("update_time precondition is not a whole microsecond")
        }
    }

    /// Throws NOT_FOUND, ALREADY_EXISTS or FAILED_PRECONDITION when the condition does not hold for
    /// the document as it is; nil is a missing document. An update time after the document's own is
    /// INVALID_ARGUMENT: no read can have returned it.
    public func check(_ existing: StoredDocument?) throws(Status) {
        switch self {
        case .none: break
        case .exists(true):
            guard existing != nil else { throw Status(.notFound, "no such document") }
        case .exists(false):
            guard existing == nil else {
                throw Status(.alreadyExists, "document exists already")
            }
        case .updateTime(let instant):
            let stored = existing?.updateTime.microseconds
            guard stored != instant.microseconds else { return }
            throw Self.differs(stored: stored, required: instant.microseconds)
        }
    }

    /// The error for a document with update time `stored` (nil: missing) where `required` was
    /// demanded; microseconds since 1970. The messages are Google's.
    public static func differs(stored: Int64?, required: Int64) -> Status {
        if let stored, required > stored {
            return .invalid("Invalid base version, it is greater than the stored version")
        }
        return Status(
            .failedPrecondition,
            "the stored version (\(stored ?? 0)) does not match the required base version "
                + "(\(required))")
    }
}
