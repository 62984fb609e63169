import FirestoreModel
import StatusCodes
import TTRPC
import TextForms

/// The end of a page: opaque to clients, valid for the same list only.
///
/// Hex of: kind u8 | fingerprint of the list u64 | where it ended.
enum PageToken {
    enum Kind: UInt8 {
        /// The last document's key.
        case documents = 1
        /// The last collection's id.
        case collections = 2
        /// A google.firestore.v1.Cursor after the last document.
        case ordered = 3
        /// The last partition's document key.
        case partitions = 4
    }

    /// `list` identifies the list: the parameters that the next request must repeat.
    static func encode(_ kind: Kind, of list: String, _ end: [UInt8]) -> String {
        Hexadecimal.text([kind.rawValue] + fingerprint(list) + end)
    }

    /// Parses a token; nil without one. INVALID_ARGUMENT for another list's or a malformed one.
    static func decode(
        _ text: String, _ kind: Kind, of list: String
    ) throws(Status) -> [UInt8]? {
        guard !text.isEmpty else { return nil }
        guard let bytes = Hexadecimal.bytes(text) else {
            throw Status(.invalidArgument, "page_token is malformed")
        }
        guard bytes.starts(with: [kind.rawValue] + fingerprint(list)) else {
            throw Status(.invalidArgument, "page_token belongs to another list")
        }
        return Array(bytes.dropFirst(9))
    }

    /// FNV-1a, because Swift's hashes differ from process to process.
    private static func fingerprint(_ text: String) -> [UInt8] {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return withUnsafeBytes(of: hash.bigEndian) { [UInt8]($0) }
    }
}
