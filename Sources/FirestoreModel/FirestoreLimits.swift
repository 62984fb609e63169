/// Bounds of the document model; each fault is INVALID_ARGUMENT unless its use says otherwise.
///
/// Sources: https://cloud.google.com/firestore/quotas and the comments of google.firestore.v1.
public enum FirestoreLimits {
    /// Bytes of a collection id or a document id.
    public static let idBytesMax = 1_500
    /// Document levels of a path; the service's bound on subcollections.
    public static let pathLevelsMax = 100
    /// Bytes of a document's path below `/documents` (6 KiB).
    public static let documentNameBytesMax = 6_144
    /// Bytes of a project or database id; a sane bound, the service's own are below it.
    public static let databaseIdBytesMax = 128
    /// Bytes of a field name.
    public static let fieldNameBytesMax = 1_500
    /// Bytes of a whole field path.
    public static let fieldPathBytesMax = 1_500
    /// Bytes of a document as Firestore counts them (1 MiB).
    public static let documentBytesMax = 1_048_576
    /// Bytes of one string or bytes value (1 MiB - 89).
    public static let fieldValueBytesMax = 1_048_487
    /// Maps and arrays inside each other, the outermost value being level 1.
    public static let nestingLevelsMax = 20
    /// Bytes of a string or bytes value that indexes and queries compare.
    public static let indexedValueBytesMax = 1_500
    /// Dimensions of a vector.
    public static let vectorDimensionsMax = 2_048
    /// Bytes of a whole request (10 MiB).
    public static let requestBytesMax = 10_485_760
    /// Field transforms on one document in one commit.
    public static let transformsPerDocumentMax = 500
    /// Disjunctions of a filter in disjunctive normal form.
    public static let disjunctionsMax = 30
    /// Values of a NOT_IN list.
    public static let notInValuesMax = 10
    /// Distinct fields with inequality filters.
    public static let inequalityFieldsMax = 10
    /// Filters (counted over the normal form), orders and one for a parent document together.
    public static let filtersAndOrdersMax = 100
    /// Aggregations of one query.
    public static let aggregationsMax = 5
    /// Rows of a nearest-neighbour query.
    public static let nearestLimitMax = 1_000
    /// Composite filters inside each other; bounds recursion, the service has no figure.
    public static let filterDepthMax = 50
    /// JSON arrays and objects inside each other: a document's values (two levels each in the
    /// REST form, plus its entries) fit, hostile nesting does not.
    public static let jsonDepthMax = 96
}
