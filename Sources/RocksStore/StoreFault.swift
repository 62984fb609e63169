import StatusCodes

/// Why the store could not do what it was asked; its ``Status/fault`` says which kind. Neither
/// context nor cause ever holds document contents.
public typealias StoreError = Status

/// The closed list of the store's reasons.
public enum StoreFault: String, Sendable, CaseIterable {
    /// Another process, or this one, has the directory open.
    case locked
    /// Bytes on disk are not what was written.
    case corruption
    /// The operating system refused a read or a write.
    case io
    /// The disk is full.
    case full
    /// What must exist does not.
    case notFound
    /// What must not exist does.
    case alreadyExists
    /// The stored state is not the one that the caller requires.
    case failedPrecondition
    /// What the caller read before has changed; it may try everything again.
    case aborted
    /// The caller's argument cannot be served, whatever is stored.
    case invalidArgument
    /// The directory was written by a newer version of this program.
    case newerFormat
    /// The handle was closed before the call.
    case closed
    /// Snapshots, iterators or batches are still alive.
    case busy
    /// RocksDB was built without a feature that is needed.
    case notSupported
    /// The call was given up by its caller.
    case cancelled
    /// Serving the call would take more memory than one call may have.
    case exhausted
    /// Any other status of RocksDB.
    case unexpected
}

extension StoreFault {
    /// What a caller of the RPC interface is told.
    public var code: StatusCode {
        switch self {
        case .locked, .closed, .busy: .unavailable
        case .corruption: .dataLoss
        case .io, .unexpected, .newerFormat: .internalError
        case .full, .exhausted: .resourceExhausted
        case .cancelled: .cancelled
        case .notFound: .notFound
        case .alreadyExists: .alreadyExists
        case .failedPrecondition: .failedPrecondition
        case .aborted: .aborted
        case .invalidArgument: .invalidArgument
        case .notSupported: .unimplemented
        }
    }

    /// The reason in words.
    public var words: String {
        switch self {
        case .locked: "in use by another process"
        case .corruption: "damaged data"
        case .io: "reading or writing failed"
        case .full: "the disk is full"
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

    /// Which of the store's reasons it is; nil for what the store did not refuse itself.
    public var fault: StoreFault? { StoreFault(rawValue: reason) }
}
