import FirestoreModel

/// One change of one document within a commit.
public struct DocumentWrite: Sendable {
    /// What must hold, before the write, of the document as earlier writes of the commit left it.
    public enum Precondition: Equatable, Sendable {
        case none
        /// Else the commit fails with `notFound`.
        case exists
        /// Else the commit fails with `alreadyExists`.
        case notExists
        /// Microseconds since 1970. Else `failedPrecondition`, also when the document is missing,
        /// or `invalidArgument` for a time that the document has not reached yet.
        case updateTime(Int64)
    }

    /// What ``Mutation/apply(_:)`` decides.
    public enum Outcome: Equatable, Sendable {
        case fields([UInt8])
        case delete
        case unchanged
    }

    public enum Mutation: Sendable {
        /// Replaces the whole document or creates it. Equal contents must be equal bytes, or
        /// they count as a change: names in UTF-8 order, as `FieldsWriter` has them.
        case set(fields: [UInt8])
        /// Top-level merge: every field of `fields` takes its place, those named in `replacing`
        /// are removed where `fields` lacks them, all other stored fields stay. Creates a missing
        /// document.
        case merge(fields: [UInt8], replacing: FieldKeySet)
        /// Deletes; a missing document is fine.
        case delete
        /// Computes the outcome from the current document. Called at most once, under the commit
        /// lock: it must not commit, and should be brief. Those of one document run in the order
        /// of the writes, those of different documents in key order. A throw refuses the whole
        /// commit.
        case apply(@Sendable (RawDocument?) throws(StoreError) -> Outcome)
    }

    public var key: DocumentKey
    public var precondition: Precondition
    public var mutation: Mutation
    /// Opaque to the store, handed to observers; of several writes to one document the last
    /// that is not 0.
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

/// What one write did.
public struct DocumentWriteResult: Equatable, Sendable {
    public enum Outcome: Equatable, Sendable {
        case created
        case updated
        /// The document has these contents already, or is missing and stays so.
        case unchanged
        case deleted
        /// A delete of a document that does not exist.
        case missing
    }

    public let outcome: Outcome
    /// Of the document after the write, microseconds since 1970; nil when there is none.
    public let updateTime: Int64?
}

/// What a commit did.
public struct CommitResult: Equatable, Sendable {
    /// Microseconds since 1970, above those of all earlier commits.
    public let commitTime: Int64
    /// The number of the last commit that changed something: this one, if it did.
    public let version: UInt64
    /// One for each write, in the order of the writes.
    public let results: [DocumentWriteResult]
}

/// A commit that is visible and survives the process, but may not be on the disk yet.
public struct PendingCommit: Sendable {
    public let result: CommitResult
    /// The log batch that must be synced; see `LogSync`.
    let ticket: UInt64
}
