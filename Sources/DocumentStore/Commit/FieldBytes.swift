import FirestoreModel
import ProtobufWire
import StatusCodes

/// Operations on encoded MapValues; values are never decoded.
enum FieldBytes {
    /// `stored` with every top-level field of `update` set, and those named in `replacing` that
    /// `update` lacks removed. Throws `corruption` for malformed stored bytes, `invalidArgument`
    /// for a malformed update.
    static func merge(
        stored: [UInt8], update: [UInt8], replacing: FieldKeySet
    ) throws(Status) -> [UInt8] {
        do throws(WireError) {
            return try FieldsMerge.mergeTopLevel(old: stored, new: update, replacing: replacing)
        } catch {
            let isStoredGood = stored.withUnsafeBytes { isWellFormed($0) }
            throw Status(isStoredGood ? .invalidArgument : .corruption, "merge", "\(error)")
        }
    }

    /// Whether `fields` are map entries with names and well-framed values.
    static func isWellFormed(_ fields: UnsafeRawBufferPointer) -> Bool {
        var reader = FieldsReader(fields)
        do throws(WireError) {
            while let entry = try reader.next() { _ = try entry.view() }
            return true
        } catch {
            return false
        }
    }
}
