import FirestoreModel
import Ordering
import StatusCodes

/// Applies the writes of one commit to one document, in their order, each seeing the ones before.
///
/// Reads the stored document in place; copies it only if a write or an observer needs it.
struct WriteEvaluator {
    /// The document after the writes so far.
    private enum Current {
        case stored(DocumentView)
        case missing
        case written(createTime: Int64, fields: [UInt8])
    }

    /// The operation on the store.
    enum Effect {
        case none
        case put(createTime: Int64, fields: [UInt8])
        case delete
    }

    private let key: [UInt8]
    private let stored: DocumentView?
    private let commitTime: Int64
    private var current: Current
    /// The tag for the observers.
    private(set) var tag: UInt64 = 0

    /// - Parameter key: the document's key; failures name its path.
    init(key: [UInt8], stored: DocumentView?, commitTime: Int64) {
        self.key = key
        self.stored = stored
        self.commitTime = commitTime
        if let stored { current = .stored(stored) } else { current = .missing }
    }

    /// The net change; none when the commit deletes what it created.
    var effect: Effect {
        switch current {
        case .stored: .none
        case .missing: stored == nil ? .none : .delete
        case .written(let createTime, let fields): .put(createTime: createTime, fields: fields)
        }
    }

    /// Applies one write. A throw aborts the whole commit.
    mutating func apply(_ write: DocumentWrite) throws(Status) -> DocumentWriteResult {
        let result = try outcome(of: write)
        #if DEBUG
            checkInvariants(result)
        #endif
        return result
    }

    /// Traps where the document is none that these writes can leave.
    private func checkInvariants(_ result: DocumentWriteResult) {
        precondition(result.updateTime == updateTime, "a result tells of the document as it is now")
        switch current {
        case .stored: precondition(stored != nil, "what is stored was there before")
        case .missing: precondition(result.outcome != .created, "what was created is there")
        case .written(let createTime, let fields):
            precondition(
                stored != nil || createTime == commitTime, "a new document is of this commit")
            precondition(
                fields.count <= DocumentStoreLimits.fieldsBytesMax, "only what fits is written")
        }
    }

    private mutating func outcome(
        of write: DocumentWrite
    ) throws(Status) -> DocumentWriteResult {
        try check(write.precondition)
        if write.tag != 0 { tag = write.tag }
        switch write.mutation {
        case .set(let fields): return try set(fields)
        case .merge(let fields, let replacing): return try set(merged(fields, replacing))
        case .delete: return delete()
        case .apply(let transform):
            switch try transform(currentCopy) {
            case .fields(let fields): return try set(fields)
            case .delete: return delete()
            case .unchanged:
                return DocumentWriteResult(outcome: .unchanged, updateTime: updateTime)
            }
        }
    }

    private var updateTime: Int64? {
        switch current {
        case .stored(let view): view.updateTime
        case .missing: nil
        case .written: commitTime
        }
    }

    private var currentCopy: RawDocument? {
        switch current {
        case .stored(let view): view.copy()
        case .missing: nil
        case .written(let createTime, let fields):
            RawDocument(createTime: createTime, updateTime: commitTime, fields: fields)
        }
    }

    private func check(_ precondition: DocumentWrite.Precondition) throws(Status) {
        let updateTime = updateTime
        switch precondition {
        case .none: return
        case .exists where updateTime == nil:
            throw refused(.notFound, "the document does not exist")
        case .notExists where updateTime != nil:
            throw refused(.alreadyExists, "the document exists")
        case .updateTime(let required) where updateTime != required:
            let error = FirestoreModel.Precondition.differs(stored: updateTime, required: required)
            throw refused(
                error.code == .invalidArgument ? .invalidArgument : .failedPrecondition,
                error.message)
        default: return
        }
    }

    /// Why this document is not written.
    private func refused(_ fault: StoreFault, _ cause: String) -> Status {
        let path = try? DocumentKey(bytes: key).decode().path
        return Status(fault, path.map { "\($0)" } ?? "commit", cause)
    }

    private mutating func set(_ fields: [UInt8]) throws(Status) -> DocumentWriteResult {
        guard fields.count <= DocumentStoreLimits.fieldsBytesMax else {
            throw refused(.invalidArgument, "fields of \(fields.count) bytes")
        }
        switch current {
        case .missing:
            current = .written(createTime: commitTime, fields: fields)
            return DocumentWriteResult(outcome: .created, updateTime: commitTime)
        case .stored(let view):
            let isEqual = fields.withUnsafeBytes { ByteOrder.compare($0, view.fields) == 0 }
            guard !isEqual else {
                return DocumentWriteResult(outcome: .unchanged, updateTime: view.updateTime)
            }
            current = .written(createTime: view.createTime, fields: fields)
        case .written(let createTime, let before):
            guard before != fields else {
                return DocumentWriteResult(outcome: .unchanged, updateTime: commitTime)
            }
            current = .written(createTime: createTime, fields: fields)
        }
        return DocumentWriteResult(outcome: .updated, updateTime: commitTime)
    }

    private mutating func delete() -> DocumentWriteResult {
        if case .missing = current {
            return DocumentWriteResult(outcome: .missing, updateTime: nil)
        }
        current = .missing
        return DocumentWriteResult(outcome: .deleted, updateTime: nil)
    }

    private func merged(
        _ fields: [UInt8], _ replacing: FieldKeySet
    ) throws(Status) -> [UInt8] {
        let stored: [UInt8] =
            switch current {
            case .stored(let view): [UInt8](view.fields)
            case .missing: []
            case .written(_, let before): before
            }
        return try FieldBytes.merge(stored: stored, update: fields, replacing: replacing)
    }
}
