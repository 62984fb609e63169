import FirestoreModel

/// Writes the two documents of a product side by side: entries of a MapValue concatenate, so the
/// public one is copied from the canonical one, run by run, without what is the canonical one's
/// alone.
struct ProductWriter {
    /// The canonical product. What is written here goes into both.
    var fields = FieldsWriter(capacity: 2000)
    private var publicBytes: [UInt8] = []
    /// Bytes of the canonical product that were copied or left out.
    private var settled = 0

    init() { publicBytes.reserveCapacity(1000) }

    /// Writes fields that the public product does not get.
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
