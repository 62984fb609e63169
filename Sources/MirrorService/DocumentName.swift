import DocumentStore
import FirestoreModel
import TTRPC

/// A document or collection parent named by a request.
struct DocumentName {
    let database: DatabaseName
    let path: ResourcePath

    init(database: DatabaseName, path: ResourcePath) {
        self.database = database
        self.path = path
    }

    /// The name of a document; throws INVALID_ARGUMENT.
    init(_ name: String) throws(RPCError) {
        (database, path) = try naming { () throws(PathError) in
            let (database, path) = try ResourcePath.parse(resourceName: name)
            try path.requireDocument()
            return (database, path)
        }
    }

    /// The documents root or a document, below which collections lie; throws INVALID_ARGUMENT.
    init(parent name: String) throws(RPCError) {
        (database, path) = try naming { () throws(PathError) in
            let (database, path) = try ResourcePath.parse(resourceName: name)
            if !path.isRoot { try path.requireDocument() }
            return (database, path)
        }
    }

    /// Where the document is stored: project ids are accepted and not told apart.
    var key: DocumentKey { DocumentKey(database: database.database, path: path) }

    var resourceName: String { path.resourceName(in: database) }
}

/// Where a page of documents ended: the last document's key within its collection, as hex.
enum PageToken {
    static func text(_ key: DocumentKey) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(
            decoding: key.bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// Reads a token back; throws INVALID_ARGUMENT for another collection's or a made-up one.
    static func key(_ text: String, in prefix: [UInt8]) throws(RPCError) -> DocumentKey {
        var bytes: [UInt8] = []
        var digits = text.utf8.makeIterator()
        while let first = digits.next() {
            guard let high = value(first), let low = digits.next().flatMap(value) else {
                throw RPCError(.invalidArgument, "page_token is malformed")
            }
            bytes.append(high << 4 | low)
        }
        guard bytes.starts(with: prefix) else {
            throw RPCError(.invalidArgument, "page_token belongs to another list")
        }
        return DocumentKey(bytes: bytes)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
