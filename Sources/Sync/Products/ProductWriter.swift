import FirestoreModel

/// Writes both documents of a product at once: entries of a MapValue can be concatenated, so the
/// public one is copied from the canonical one in runs, without canonical-only fields.
struct ProductWriter {
    /// The canonical product. Fields written here go into both documents.
    var fields = FieldsWriter(capacity: 2000)
    private var publicBytes: [UInt8] = []
    /// Bytes of the canonical product already copied or skipped.
    private var settled = 0

    init() { publicBytes.reserveCapacity(1000) }

    /// Writes fields for the canonical product only.
    mutating func canonicalOnly(_ body: (inout FieldsWriter) -> Void) {
        copy()
        body(&fields)
        settled = fields.count
    }

    /// Both documents' fields, MapValue bytes.
    consuming func finish() -> (canonical: [UInt8], public: [UInt8]) {
        copy()
        return (fields.bytes, publicBytes)
    }

    private mutating func copy() {
        fields.withBytes { publicBytes.append(contentsOf: $0[settled...]) }
        settled = fields.count
    }
}
