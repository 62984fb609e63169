import StatusCodes

/// What is wrong with a document name, a path, an id or a stored key. The offending text stays out
/// of the sentence, so that it can be logged.
extension Status {
    /// Not `projects/{project}/databases/{database}` with an optional `/documents…` behind it.
    public static let malformedResourceName = invalid(
        "name is not projects/{project}/databases/{database}/documents/…")
    /// A well-formed name of a database other than the one asked for.
    public static let foreignDatabase = invalid(
        "name belongs to another database than the request")
    /// Two slashes in a row, a leading or a trailing one, or an empty id.
    public static let emptySegment = invalid("path has an empty segment")
    /// A slash inside an id.
    public static let slashInId = invalid("id contains a slash")
    /// The id `.` or `..`.
    public static let dotId = invalid("id is . or ..")
    /// An id of the form `__…__`, which the service keeps for itself.
    public static let reservedId = invalid("id of the form __…__ is reserved")
    /// `__id…__` without a canonical 64-bit decimal inside.
    public static let malformedNumericId = invalid(
        "id of the form __id…__ needs a 64-bit decimal")
    /// A document path was needed: 2, 4, 6… segments.
    public static let notADocument = invalid("path does not name a document")
    /// A collection path was needed: 1, 3, 5… segments.
    public static let notACollection = invalid("path does not name a collection")
    /// More levels than ``FirestoreLimits/pathLevelsMax``.
    public static let pathTooDeep = invalid(
        "path has more than \(FirestoreLimits.pathLevelsMax) levels")
    /// Stored key bytes that no version of the grammar produces: the store's fault, no caller's.
    public static let malformedKey = Status(.dataLoss, "stored key is malformed")

    /// An id longer than ``FirestoreLimits/idBytesMax``.
    public static func idTooLong(bytes: Int) -> Status {
        invalid("id has \(bytes) bytes, more than \(FirestoreLimits.idBytesMax)")
    }

    /// A path longer than ``FirestoreLimits/documentNameBytesMax``.
    public static func nameTooLong(bytes: Int) -> Status {
        invalid(
            "document name has \(bytes) bytes, more than "
                + "\(FirestoreLimits.documentNameBytesMax)")
    }
}
