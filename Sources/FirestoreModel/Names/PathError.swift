/// Error in a document name, a path, an id or a stored key.
///
/// Does not contain the offending text, so it can be logged.
public enum PathError: Error, Equatable, Sendable {
    /// Not `projects/{project}/databases/{database}` with an optional `/documents…` behind it.
    case malformedResourceName
    /// A well-formed name of a database other than the one asked for.
    case foreignDatabase
    /// Two slashes in a row, a leading or a trailing one, or an empty id.
    case emptySegment
    /// A slash inside an id.
    case slashInId
    /// An id longer than ``FirestoreLimits/idBytesMax``.
    case idTooLong(bytes: Int)
    /// The id `.` or `..`.
    case dotId
    /// An id of the form `__…__`, reserved by the service.
    case reservedId
    /// `__id…__` without a canonical 64-bit decimal inside.
    case malformedNumericId
    /// A document path was needed: 2, 4, 6… segments.
    case notADocument
    /// A collection path was needed: 1, 3, 5… segments.
    case notACollection
    /// More levels than ``FirestoreLimits/pathLevelsMax``.
    case tooDeep
    /// A path longer than ``FirestoreLimits/documentNameBytesMax``.
    case nameTooLong(bytes: Int)
    /// Stored key bytes that no version of the grammar produces.
    case malformedKey
}

extension PathError: CustomStringConvertible {
    /// As ``message``.
    public var description: String { message }

    /// A short sentence for a client, without the offending text.
    public var message: String {
        switch self {
        case .malformedResourceName:
            "name is not projects/{project}/databases/{database}/documents/…"
        case .foreignDatabase: "name belongs to another database than the request"
        case .emptySegment: "path has an empty segment"
        case .slashInId: "id contains a slash"
        case .idTooLong(let bytes):
            "id has \(bytes) bytes, more than \(FirestoreLimits.idBytesMax)"
        case .dotId: "id is . or .."
        case .reservedId: "id of the form __…__ is reserved"
        case .malformedNumericId: "id of the form __id…__ needs a 64-bit decimal"
        case .notADocument: "path does not name a document"
        case .notACollection: "path does not name a collection"
        case .tooDeep: "path has more than \(FirestoreLimits.pathLevelsMax) levels"
        case .nameTooLong(let bytes):
            "document name has \(bytes) bytes, more than \(FirestoreLimits.documentNameBytesMax)"
        case .malformedKey: "stored key is malformed"
        }
    }
}
