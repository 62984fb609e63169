import Ordering
import StatusCodes

/// Rules and order of collection and document ids.
///
/// 1 to 1,500 bytes of UTF-8 without `/`, not `.` or `..`, not `__…__` with characters in between
/// (https://cloud.google.com/firestore/quotas). A document id `__id<N>__` is a Datastore numeric
/// id; N must be canonical, otherwise one document would have two names, and not 0, which means no
/// id there.
public enum ResourceID {
    /// Throws unless `id` may name a collection.
    public static func validate(collection id: String) throws(Status) {
        if try isReserved(id) { throw .reservedId }
    }

    /// Throws unless `id` may name a document.
    public static func validate(document id: String) throws(Status) {
        guard try isReserved(id) else { return }
        guard hasNumericForm(id) else { throw .reservedId }
        guard let value = numericValue(of: id) else { throw .malformedNumericId }
        guard value != 0 else { throw .reservedId }
    }

    /// N of a document id `__id<N>__`; nil for every other id.
    public static func numericValue(of id: String) -> Int64? {
        guard hasNumericForm(id) else { return nil }
        let digits = id.utf8.dropFirst(4).dropLast(2)
        guard let text = String(digits), let value = Int64(text), String(value) == text
        else { return nil }
        return value
    }

    /// The document id of the Datastore numeric id `value`.
    public static func numericId(_ value: Int64) -> String { "__id\(value)__" }

    /// Negative, zero or positive in document order: numeric ids first by value, then UTF-8.
    public static func compareDocumentIds(_ left: String, _ right: String) -> Int {
        switch (numericValue(of: left), numericValue(of: right)) {
        case (nil, nil): ByteOrder.compare(left, right)
        case (.some, nil): -1
        case (nil, .some): 1
        case (.some(let first), .some(let second)):
            first == second ? 0 : first < second ? -1 : 1
        }
    }

    private static func hasNumericForm(_ id: String) -> Bool {
        let bytes = id.utf8
        return bytes.count >= 6 && bytes.starts(with: "__id".utf8)
            && bytes.suffix(2).elementsEqual("__".utf8)
    }

    /// Checks what holds for both kinds of id and tells whether the id has the form `__…__`.
    private static func isReserved(_ id: String) throws(Status) -> Bool {
        let bytes = id.utf8
        if bytes.isEmpty { throw .emptySegment }
        if bytes.count > FirestoreLimits.idBytesMax { throw .idTooLong(bytes: bytes.count) }
        if bytes.contains(0x2F) { throw .slashInId }
        if bytes.first == 0x2E, bytes.count <= 2, bytes.last == 0x2E { throw .dotId }
        // The service accepts `____`: reserved ids have at least one character in between.
        return bytes.count >= 5 && bytes.starts(with: "__".utf8)
            && bytes.suffix(2).elementsEqual("__".utf8)
    }
}
