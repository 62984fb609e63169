import FirestoreModel
import ProtobufWire
import StatusCodes

/// Walks a document's encoded fields and produces the keys of their index entries.
struct IndexKeyExtractor {
    /// The value that all entries of the current document have.
    private(set) var entry: [UInt8] = []
    private var id: [UInt8] = []
    /// The key under construction, reused for its memory.
    private var key: [UInt8] = []

    /// Starts the document at `key`, whose first `collection` bytes are its collection's prefix.
    mutating func begin(_ key: [UInt8], collection: Int) {
        precondition(
            collection > 0 && collection < key.count, "a key goes on behind its collection")
        let last = id.count
        id.removeAll(keepingCapacity: true)
        key.withUnsafeBytes { bytes in
            let segment = UnsafeRawBufferPointer(rebasing: bytes[collection...])
            id.append(contentsOf: IndexKey.id(ofSegment: segment))
        }
        if id.count != last { entry = IndexKey.entry(idBytes: id.count) }
    }

    /// Calls `body` with the key of every entry of a document's fields. Throws `code` for malformed
    /// fields.
    mutating func every(
        of fields: UnsafeRawBufferPointer, _ state: UInt64, _ rule: IndexRule,
        _ code: StoreFault, _ body: ([UInt8]) -> Void
    ) throws(Status) {
        do throws(WireError) {
            try every(in: FieldsReader(fields), state, rule, level: 0, body)
        } catch {
            throw Status(code, "indexes", "malformed fields: \(error)")
        }
    }

    /// As above for the fields of one map.
    private mutating func every(
        in map: FieldsReader, _ state: UInt64, _ rule: IndexRule, level: Int,
        _ body: ([UInt8]) -> Void
    ) throws(WireError) {
        // Validated writes are never this deep; bounds the recursion.
        guard level <= FirestoreLimits.nestingLevelsMax else { throw .tooDeep }
        var map = map
        guard case .some(_, let named, let rest) = rule else {
            while case .all = rule, let field = try map.next() {
                try every(of: field, state, .all, level: level, body)
            }
            return
        }
        var left = named.count
        while rest || left > 0, let field = try map.next() {
            if let index = named.firstIndex(where: { $0.isNamed(field.key) }) {
                left -= 1
                try every(of: field, state, named[index].rule, level: level, body)
            } else if rest {
                try every(of: field, state, .all, level: level, body)
            }
        }
    }

    private mutating func every(
        of field: FieldsReader.Entry, _ state: UInt64, _ rule: IndexRule, level: Int,
        _ body: ([UInt8]) -> Void
    ) throws(WireError) {
        if case .none = rule { return }
        let state = IndexHash.name(field.key, after: state)
        try every(of: try field.view(), state, rule, level: level, body)
    }

    /// The entries of one value, of its array elements and of its map fields.
    mutating func every(
        of value: ValueView, _ state: UInt64, _ rule: IndexRule, level: Int,
        _ body: ([UInt8]) -> Void
    ) throws(WireError) {
        if rule.indexesValue {
            try make(.value, state, value)
            body(key)
            if value.kind == .array { try elements(of: value, state, body) }
        }
        if value.kind == .map, let map = value.map, try !value.isVector {
            try every(in: map, state, rule, level: level + 1, body)
        }
    }

    /// The entries of an array's elements; a query for null or NaN finds none, so they have none.
    mutating func elements(
        of array: ValueView, _ state: UInt64, _ body: ([UInt8]) -> Void
    ) throws(WireError) {
        guard var elements = array.array else { return }
        while let element = try elements.next() {
            guard element.kind != .null, !(element.double?.isNaN ?? false) else { continue }
            try make(.element, state, element)
            body(key)
        }
    }

    /// The key of a value's own entry.
    mutating func own(_ value: ValueView, _ state: UInt64) throws(WireError) -> [UInt8] {
        try make(.value, state, value)
        return key
    }

    private mutating func make(
        _ kind: IndexHash.Kind, _ state: UInt64, _ value: ValueView
    ) throws(WireError) {
        assert(!id.isEmpty && !entry.isEmpty, "a document was begun")
        key.removeAll(keepingCapacity: true)
        let index = IndexHash.index(kind, state).bigEndian
        withUnsafeBytes(of: index) { key.append(contentsOf: $0) }
        try IndexEncoding.append(
            value, upTo: DocumentStoreLimits.indexedBytesMax, to: &key)
        key.append(contentsOf: id)
    }
}
