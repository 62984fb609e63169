import FirestoreModel
import StatusCodes

/// One change of one document within a commit.
public struct DocumentWrite: Sendable {
    /// Condition on the document before the write, after the earlier writes of the same commit.
    public enum Precondition: Equatable, Sendable {
        case none
        /// Else the commit fails with `notFound`.
        case exists
        /// Else the commit fails with `alreadyExists`.
        case notExists
        /// Microseconds since 1970. Else `failedPrecondition`, also when the document is missing,
        /// or `invalidArgument` for a time after the document's update time.
        case updateTime(Int64)
    }

    /// What ``Mutation/apply(_:)`` decides.
    public enum Outcome: Equatable, Sendable {
        case fields([UInt8])
        case delete
        case unchanged
    }

    public enum Mutation: Sendable {
        /// Replaces the whole document or creates it. Equal contents must be equal bytes, otherwise
        /// they count as a change: field names in UTF-8 order, as `FieldsWriter` writes them.
        case set(fields: [UInt8])
        /// Top-level merge: sets every field of `fields`, removes those named in `replacing` that
        /// `fields` lacks, keeps all other stored fields. Creates a missing document.
        case merge(fields: [UInt8], replacing: FieldKeySet)
        /// Deletes the document if it exists.
        case delete
        /// Computes the outcome from the current document. Called at most once, with the commit
        /// lock held: must be brief and must not commit. Closures of one document run in the order
        /// of the writes, those of different documents in key order. A throw aborts the commit.
        case apply(@Sendable (RawDocument?) throws(Status) -> Outcome)
    }

    public var key: DocumentKey
    public var precondition: Precondition
    public var mutation: Mutation
    /// Opaque to the store, passed to observers. Of several writes to one document, the last
    /// non-zero tag counts.
    public var tag: UInt64

    public init(
        key: DocumentKey, precondition: Precondition = .none, mutation: Mutation, tag: UInt64 = 0
    ) {
        self.key = key
        self.precondition = precondition
        self.mutation = mutation
        self.tag = tag
    }
}

/// The outcome of one write.
public struct DocumentWriteResult: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        case created
        case updated
        /// The document already has these contents, or does not exist and is not created.
        case unchanged
        case deleted
        /// A delete of a document that does not exist.
        case missing
    }

    public let outcome: Outcome
    /// Update time of the document after the write, microseconds since 1970; nil when it does not
    /// exist.
    public let updateTime: Int64?
}

/// The outcome of a commit.
public struct CommitResult: Equatable, Sendable {
    /// Microseconds since 1970, strictly greater than that of every earlier commit.
    public let commitTime: Int64
    /// The number of the last commit that changed something: this one, if it did.
    public let version: UInt64
    /// One for each write, in the order of the writes.
    public let results: [DocumentWriteResult]
}

/// A commit that is visible and survives a crash of the process, but may not be on disk yet.
public struct PendingCommit: Sendable {
    public let result: CommitResult
    /// The log batch that must be synced; see `GroupCommit`.
    let ticket: UInt64
}
