import StatusCodes

// Stored bytes of a document. Append versions, never change one.
//
// record := version: u8 = 1 | createTime: i64 | updateTime: i64 | fields: u8*
//
// Times are microseconds since 1970, big-endian; fields are google.firestore.v1.MapValue bytes,
// so that a read copies them to the client and never encodes.

/// Encodes and decodes the values of the documents family.
enum DocumentRecord {
    static let version: UInt8 = 1
    static let headerBytes = 17

    /// Calls `body` with the bytes that go in front of the fields.
    static func withHeader(
        createTime: Int64, updateTime: Int64, _ body: (UnsafeRawBufferPointer) -> Void
    ) {
        withUnsafeTemporaryAllocation(byteCount: headerBytes, alignment: 8) { header in
            header[0] = version
            header.storeBytes(of: createTime.bigEndian, toByteOffset: 1, as: Int64.self)
            header.storeBytes(of: updateTime.bigEndian, toByteOffset: 9, as: Int64.self)
            body(UnsafeRawBufferPointer(header))
        }
    }

    /// The document in `bytes`, not copied. Throws `corruption`.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(Status) -> DocumentView {
        guard bytes.count >= headerBytes else {
            throw Status(.corruption, "document", "record of \(bytes.count) bytes")
        }
        guard bytes[0] == version else {
            throw Status(.corruption, "document", "record version \(bytes[0])")
        }
        return DocumentView(
            createTime: Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 1, as: Int64.self)),
            updateTime: Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: 9, as: Int64.self)),
            fields: UnsafeRawBufferPointer(rebasing: bytes[headerBytes...]))
    }
}
