import Access
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

// Parts that several requests of google.firestore.v1 share.

/// The database of a request; throws INVALID_ARGUMENT.
func databaseName(_ name: String) throws(Status) -> DatabaseName {
    try DatabaseName(name)
}

/// The mask of a read or a response, from DocumentMask bytes; nil for whole documents.
func readMask(_ bytes: [UInt8]?) throws(Status) -> FieldMask? {
    guard let bytes else { return nil }
    let paths = try fieldPaths(bytes)
    return try FieldMask(parsing: paths)
}

/// The paths of a DocumentMask: repeated string field 1.
func fieldPaths(_ bytes: [UInt8]) throws(Status) -> [String] {
    do throws(WireError) {
        return try withWireReader(bytes) { reader throws(WireError) in
            var paths: [String] = []
            while let field = try reader.nextField() {
                if field.number == 1 {
                    try reader.expect(.lengthDelimited, of: field)
                    paths.append(try reader.string(field: 1))
                } else {
                    try reader.skip(field.type)
                }
            }
            return paths
        }
    } catch {
        throw Status(undecodable: error)
    }
}

/// The writes of a request, decoded.
func decodedWrites(_ writes: [[UInt8]]) throws(Status) -> [Write] {
    var decoded: [Write] = []
    decoded.reserveCapacity(writes.count)
    for bytes in writes { decoded.append(try Write(request: bytes)) }
    return decoded
}

/// Throws PERMISSION_DENIED unless `caller` may write documents.
func requireWriter(_ caller: DocumentCaller) throws(Status) {
    guard caller.role >= .admin else {
        throw Status(.permissionDenied, "writing documents needs role admin")
    }
}
