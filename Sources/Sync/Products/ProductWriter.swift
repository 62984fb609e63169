import Catalog
import FirestoreModel
import MirrorTree

/// Writes both documents of a product at once: entries of a MapValue can be concatenated, so the
/// public one is copied from the canonical one in runs, without canonical-only fields.
struct ProductWriter {
    /// The fields that an item of the inventory gives, in document order.
    static let fields = ProductSchema.mapped.map {
        (field: $0, isForStaff: $0.entry.documents == .staff)
    }

    /// The canonical product. Fields of both documents are written here.
    var fields = FieldsWriter(capacity: 2000)
    private var publicBytes: [UInt8] = []
    /// Bytes of the canonical product already copied or skipped.
    private var settled = 0
    private var isForStaff = false

    init() { publicBytes.reserveCapacity(1000) }

    /// Makes what is written next go where the field belongs.
    @inline(__always)
    mutating func begin(_ field: (field: ProductField, isForStaff: Bool)) {
        guard field.isForStaff != isForStaff else { return }
        settle()
        isForStaff = field.isForStaff
    }

    /// Writes what each document has in its own form: `body` writes the same keys to either.
    ///
    /// REQUIRES: the field begun last is one of both documents.
    mutating func apart(_ body: (inout FieldsWriter, _ isForStaff: Bool) -> Void) {
        precondition(!isForStaff, "a staff-only field has one form")
        settle()
        body(&fields, true)
        settled = fields.count
        var own = FieldsWriter(capacity: 500)
        body(&own, false)
        own.withBytes { publicBytes.append(contentsOf: $0) }
    }

    /// Both documents' fields, MapValue bytes.
    consuming func finish() -> (canonical: [UInt8], public: [UInt8]) {
        settle()
        return (fields.bytes, publicBytes)
    }

    /// Copies what was written for both since the last time.
    private mutating func settle() {
        if !isForStaff {
            fields.withBytes {
                publicBytes.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[settled...]))
            }
        }
        settled = fields.count
    }
}
