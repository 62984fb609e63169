import FirestoreModel
import Ordering
import RocksStore
import StatusCodes

/// The error for a stored document that does not decode.
package enum DamagedDocument {
    /// Names the document and the command that mends its store; a person's address in the path is
    /// left out.
    package static func status(_ key: some Sequence<UInt8>, _ cause: String) -> Status {
        // A key that is no path is shown as what it is.
        let path = (try? DocumentKey(bytes: Array(key)).decode())?.path
        let name = path?.segments.map { id in
            id.utf8.contains(UInt8(ascii: "@")) ? "…" : id
        }.joined(separator: "/")
        return Status(
            .corruption, "document \(name ?? "whose key is no path")",
            "\(cause); with the daemon stopped, posmirror repair DIR shows what can be mended")
    }
}

extension DocumentRecord {
    /// As ``decode(_:)``; the error names the document under `key`.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, of key: UnsafeRawBufferPointer
    ) throws(Status) -> DocumentView {
        do throws(Status) {
            return try decode(bytes)
        } catch {
            throw DamagedDocument.status(key, error.cause)
        }
    }
}
