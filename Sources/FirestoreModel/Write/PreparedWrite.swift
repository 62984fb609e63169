import StatusCodes

/// A write that passed the structural checks, ready to be applied to a document.
public struct PreparedWrite: Equatable, Sendable {
    public enum Operation: Equatable, Sendable {
        /// The fields become the whole document.
        case replace(Fields)
        /// Sets the mask's paths to the fields' values; an empty mask changes nothing.
        case merge(Fields, FieldMask)
        case delete
        case verify
    }

    public let path: ResourcePath
    public let operation: Operation
    /// Run after the operation, in order.
    public let transforms: [PreparedTransform]
    /// Nil also for a message without a condition.
    public let precondition: Precondition?

    /// REQUIRES: valid parts, such as those of the mirror's own writers; unchecked except for the
    /// checks of ``apply(to:commitTime:requestTime:)``.
    public init(
        path: ResourcePath, operation: Operation, transforms: [PreparedTransform] = [],
        precondition: Precondition? = nil
    ) {
        self.path = path
        self.operation = operation
        self.transforms = transforms
        self.precondition = precondition
    }

    /// Checks everything that does not depend on stored documents; INVALID_ARGUMENT otherwise.
    public init(_ write: Write, in database: DatabaseName) throws(Status) {
        let condition = write.currentDocument ?? .none
        try condition.requireWellFormed()
        precondition = condition == .none ? nil : condition
        switch write.operation {
        case .none: throw .invalid("write has no operation")
        case .update(let document):
            path = try Self.path(document.name, database)
            operation = try Self.update(document.fields, mask: write.updateMask)
            transforms = try Self.prepare(write.updateTransforms)
        case .transform(let name, let received):
            try Self.requireBare(write)
            guard !received.isEmpty else { throw .invalid("transform has no field transforms") }
            path = try Self.path(name, database)
            operation = .merge([:], FieldMask([]))
            transforms = try Self.prepare(received)
        case .delete(let name):
            try Self.requireBare(write)
            (path, operation, transforms) = (try Self.path(name, database), .delete, [])
        case .verify(let name):
            try Self.requireBare(write)
            guard condition != .none else { throw .invalid("verify needs a precondition") }
            (path, operation, transforms) = (try Self.path(name, database), .verify, [])
        }
    }

    private static func path(
        _ name: String, _ database: DatabaseName
    ) throws(Status) -> ResourcePath {
        let path = try ResourcePath(resourceName: name, in: database)
        try path.requireDocument()
        return path
    }

    private static func update(
        _ fields: Fields, mask: [String]?
    ) throws(Status) -> Operation {
        try ValueValidation.requireStorable(fields)
        let stored = fields.flooringTimestamps
        guard let mask else { return .replace(stored) }
        return .merge(stored, try FieldMask(parsing: mask))
    }

    private static func prepare(
        _ transforms: [FieldTransform]
    ) throws(Status) -> [PreparedTransform] {
        var prepared: [PreparedTransform] = []
        prepared.reserveCapacity(transforms.count)
        for transform in transforms { prepared.append(try PreparedTransform(transform)) }
        try requireApart(prepared.map(\.path))
        return prepared
    }

    /// Throws where one path is a prefix of another: the result would depend on their order.
    private static func requireApart(_ paths: [FieldPath]) throws(Status) {
        var above: FieldPath?
        // In order a path follows the ones that cover it directly.
        for path in paths.sorted() {
            if let above, above.isPrefix(of: path) {
                guard above == path else {
                    throw .invalid(
                        "Cannot transform property \(above) and its nested property at the same "
                            + "time.")
                }
            } else {
                above = path
            }
        }
    }

    private static func requireBare(_ write: Write) throws(Status) {
        guard write.updateMask == nil, write.updateTransforms.isEmpty else {
            throw .invalid("mask and update_transforms belong to updates only")
        }
    }
}

/// The outcome of one write.
public struct WriteOutcome: Equatable, Sendable {
    /// The document afterwards; nil when there is none.
    public let document: StoredDocument?
    /// Whether the document changed, and so must be stored, indexed and sent to listeners.
    public let isChanged: Bool
    public let result: WriteResult
}

extension PreparedWrite {
    /// Applies the write to the document as it is now (nil: missing); of several writes to one
    /// document in a commit each is given the outcome of the one before.
    ///
    /// Throws the precondition's error, or INVALID_ARGUMENT when the result is too large or too
    /// deep. `commitTime` is in microseconds; `requestTime` is floored to milliseconds and must
    /// not be later.
    public func apply(
        to existing: StoredDocument?, commitTime: Timestamp, requestTime: Timestamp
    ) throws(Status) -> WriteOutcome {
        try precondition?.check(existing)
        var fields = existing?.fields ?? [:]
        switch operation {
        case .delete:
            return WriteOutcome(
                document: nil, isChanged: existing != nil, result: WriteResult(updateTime: nil))
        case .verify:
            return WriteOutcome(
                document: existing, isChanged: false,
                result: WriteResult(updateTime: existing?.updateTime))
        case .replace(let input): fields = input
        case .merge(let input, let mask): mask.merge(input, into: &fields)
        }
        let results = run(transforms, on: &fields, requestTime)
        if let existing, existing.fields == fields {
            return WriteOutcome(
                document: existing, isChanged: false,
                result: WriteResult(
                    updateTime: existing.updateTime, transformResults: results))
        }
        try requireStorable(fields)
        let document = StoredDocument(
            fields: fields, createTime: existing?.createTime ?? commitTime,
            updateTime: commitTime)
        return WriteOutcome(
            document: document, isChanged: true,
            result: WriteResult(updateTime: commitTime, transformResults: results))
    }

    private func run(
        _ transforms: [PreparedTransform], on fields: inout Fields, _ requestTime: Timestamp
    ) -> [Value] {
        guard !transforms.isEmpty else { return [] }
        let whole = Timestamp(
            seconds: requestTime.seconds, nanos: requestTime.nanos - requestTime.nanos % 1_000_000)
        var results: [Value] = []
        results.reserveCapacity(transforms.count)
        for transform in transforms {
            results.append(transform.apply(to: &fields, requestTime: whole))
        }
        return results
    }

    private func requireStorable(_ fields: Fields) throws(Status) {
        // A masked or transformed value is nested as deep as its path; a replacement was validated.
        if case .replace = operation, transforms.isEmpty {
        } else {
            try ValueValidation.requireNesting(fields)
        }
        let size = DocumentSize.bytes(path: path, fields: fields)
        guard size <= FirestoreLimits.documentBytesMax else {
            throw .invalid(
                "document has \(size) bytes, more than \(FirestoreLimits.documentBytesMax)")
        }
    }
}
