import StatusCodes

/// The reasons for which the store fails. Stable: callers decide by them.
public enum StoreFault: String, Sendable, CaseIterable {
    /// The directory is open in this or another process.
    case locked
    /// Stored bytes are damaged.
    case corruption
    /// The operating system failed a read or a write.
    case io
    /// The disk is full.
    case full
    /// What follows from the documents has to be written anew, and the disk has no room for it.
    case needsSpace
    /// The target does not exist.
    case notFound
    /// The target exists already.
    case alreadyExists
    /// The stored state does not meet the caller's precondition.
    case failedPrecondition
    /// What the caller had read has changed; a retry may succeed.
    case aborted
    /// The argument is invalid, whatever is stored.
    case invalidArgument
    /// A newer version of this program wrote the directory.
    case newerFormat
    /// The handle was closed before the call.
    case closed
    /// Snapshots, iterators or batches exist.
    case busy
    /// RocksDB was built without a required feature.
    case notSupported
    /// The call was given up by its caller.
    case cancelled
    /// The call would need more memory than one call may use.
    case exhausted
    /// Any other error of RocksDB.
    case unexpected
}

extension StoreFault {
    /// The RPC code for the reason.
    public var code: StatusCode {
        switch self {
        case .locked, .closed, .busy: .unavailable
        case .corruption: .dataLoss
        case .io, .unexpected, .newerFormat: .internalError
        case .full, .needsSpace, .exhausted: .resourceExhausted
        case .cancelled: .cancelled
        case .notFound: .notFound
        case .alreadyExists: .alreadyExists
        case .failedPrecondition: .failedPrecondition
        case .aborted: .aborted
        case .invalidArgument: .invalidArgument
        case .notSupported: .unimplemented
        }
    }

    /// The reason in words, for error texts.
    public var words: String {
        switch self {
        case .locked: "in use by another process"
        case .corruption: "damaged data"
        case .io: "reading or writing failed"
        case .full: "the disk is full"
        case .needsSpace: "waiting for space on the disk"
        case .notFound: "not found"
        case .alreadyExists: "exists already"
        case .failedPrecondition: "not in the required state"
        case .aborted: "changed meanwhile"
        case .invalidArgument: "not a valid argument"
        case .newerFormat: "written by a newer version"
        case .closed: "closed"
        case .busy: "in use"
        case .notSupported: "not supported"
        case .cancelled: "cancelled"
        case .exhausted: "too large"
        case .unexpected: "failed"
        }
    }
}

extension Status {
    /// - Parameter context: the operation.
    /// - Parameter cause: RocksDB's own text or a short reason; empty where the fault says it all.
    public init(_ fault: StoreFault, _ context: String, _ cause: String) {
        self.init(
            fault.code, context: context, cause: cause.isEmpty ? fault.words : cause,
            reason: fault.rawValue)
    }

    /// The store's reason; nil for an error that the store did not raise.
    public var fault: StoreFault? { StoreFault(rawValue: reason) }
}
