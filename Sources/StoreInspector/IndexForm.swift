import DocumentStore
import FirestoreModel
import MirrorTree
import ProtobufWire
import RocksStore
import StatusCodes

/// Keys and values of the `indexes` family.
enum IndexForm {
    static func check(
        _ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer
    ) throws(Status) -> StoredEntryDecoder.IndexEntry {
        try StoredEntryDecoder.IndexEntry(key, value)
    }

    static func entry(
        _ stored: StoredEntryDecoder.IndexEntry, _ field: IndexedField?, showsSecrets: Bool
    ) -> InspectedEntry {
        let isHidden = !showsSecrets && field?.isHidden ?? true
        let value = isHidden ? kind(stored.value) : text(stored.value)
        var entry = InspectedEntry(
            field?.name ?? "index \(InspectedEntry.hex(stored.index))",
            [
                "value": stored.isTruncated ? value + "…" : value,
                "document": showsSecrets
                    ? stored.documentID : ShownDocument.name(stored.documentID),
            ])
        if field == nil {
            entry.facts.append(.init(name: "note", text: "no document has such a field"))
        }
        return entry
    }

    /// The type of an encoded value (FirestoreModel's IndexEncoding).
    private static func kind(_ encoding: [UInt8]) -> String {
        switch encoding.first {
        case 0x10: "null"
        case 0x18: "boolean"
        case 0x20: "NaN"
        case 0x28: "number"
        case 0x30: "timestamp"
        case 0x38: "string"
        case 0x40: "bytes"
        case 0x48: "reference"
        case 0x50: "geo point"
        case 0x58: "array"
        case 0x60: "vector"
        case 0x68: "map"
        default: "unknown kind"
        }
    }

    private static func text(_ encoding: [UInt8]) -> String {
        let rest = encoding.dropFirst()
        switch encoding.first {
        case 0x18: return rest.first == 1 ? "true" : "false"
        case 0x28:
            guard rest.count >= 8 else { break }
            let bits = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return "\(Double(bitPattern: bits >> 63 == 1 ? bits ^ 1 << 63 : ~bits))"
        case 0x30:
            guard rest.count >= 8 else { break }
            let bits = rest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return InspectedEntry.time(Int64(bitPattern: bits ^ 1 << 63))
        case 0x38: return "\"\(String(decoding: unescaped(rest), as: UTF8.self))\""
        default: break
        }
        return "\(kind(encoding)) \(InspectedEntry.hex(rest))"
    }

    /// The text before its terminator 00 01; 00 FF is an escaped zero.
    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == 0, rest.popFirst() != 0xFF { break }
            text.append(byte)
        }
        return text
    }
}

/// An indexed field of a collection's documents, or its array elements.
struct IndexedField: Hashable {
    let collection: ResourcePath
    let path: [String]
    let isElements: Bool

    /// Whether its values are shown only when asked for.
    var isHidden: Bool {
        path.first.map { ShownDocument.hides(field: $0, of: collection) } ?? true
    }

    var name: String {
        "\(collection) \(path.joined(separator: "."))\(isElements ? "[]" : "")"
    }
}

extension StoreInspector {
    /// The entries for fields of the documents at or below `path`. A key contains only a hash of
    /// collection and field, so names are taken from the documents.
    func indexes(_ path: ResourcePath, into list: inout EntryList) throws(Status) {
        let fields = try indexedFields()
        try scan(ColumnFamily.indexes.name, into: &list) { key, value throws(Status) in
            let stored = try IndexForm.check(key, value)
            let field = fields[stored.index]
            if !path.isRoot {
                guard let field, path.isPrefix(of: field.collection) else { return nil }
            }
            return IndexForm.entry(stored, field, showsSecrets: showsSecrets)
        }
    }

    /// The documents' fields by index hash; fields that do not decode are left out.
    private func indexedFields() throws(Status) -> [UInt64: IndexedField] {
        var found: [UInt64: IndexedField] = [:]
        var collection: (prefix: [UInt8], path: ResourcePath, seen: Set<[String]>)?
        try database.scan(ColumnFamily.documents.name) { key, value throws(Status) in
            let documentKey = DocumentKey(bytes: [UInt8](key))
            // Damaged documents are reported where documents are listed.
            guard let count = try? documentKey.collectionPrefixCount,
                let document = try? StoredEntryDecoder.document(value),
                let fields = try? DocumentForm.fields(document)
            else { return true }
            let prefix = Array(documentKey.bytes[..<count])
            if collection?.prefix != prefix {
                guard let (_, path) = try? documentKey.decode(), let parent = path.parent else {
                    return true
                }
                collection = (prefix, parent, [])
            }
            guard var current = collection else { return true }
            collection = nil
            Self.names(fields, below: []) { names, isArray in
                guard current.seen.insert(isArray ? names + [""] : names).inserted else { return }
                for isElements in isArray ? [false, true] : [false] {
                    let index = StoredEntryDecoder.index(prefix, names, elements: isElements)
                    found[index] = IndexedField(
                        collection: current.path, path: names, isElements: isElements)
                }
            }
            collection = current
            return true
        }
        return found
    }

    private static func names(
        _ fields: Fields, below: [String], _ body: ([String], _ isArray: Bool) -> Void
    ) {
        for (name, value) in fields {
            let path = below + [name]
            switch value {
            case .map(let inner):
                body(path, false)
                names(inner, below: path, body)
            case .array: body(path, true)
            default: body(path, false)
            }
        }
    }
}
