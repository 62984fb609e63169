/// The error of a store operation.
///
/// `context` names the operation, `cause` is RocksDB's own text or a short reason. Neither ever
/// holds document contents.
public struct StoreError: Error, Equatable, Sendable {
    /// The closed list of reasons; callers map it to their own statuses.
    public enum Code: String, Sendable, CaseIterable {
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

    public let code: Code
    public let context: String
    public let cause: String

    public init(_ code: Code, _ context: String, _ cause: String = "") {
        self.code = code
        self.context = context
        self.cause = cause
    }
}

extension StoreError: CustomStringConvertible {
    public var description: String {
        cause.isEmpty ? "\(context): \(code.words)" : "\(context): \(code.words): \(cause)"
    }
}

extension StoreError.Code {
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
