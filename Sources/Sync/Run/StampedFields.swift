import DocumentStore
import FirestoreModel
import ProtobufWire
import StatusCodes

/// Merges that change `updatedAt` only together with another field, so that running a sync twice
/// changes no byte.
enum StampedFields {
    static let stamp = "updatedAt"

    /// The outcome of merging `fields` (without the stamp) into a document.
    ///
    /// - Parameters:
    ///   - owned: fields that are removed where `fields` lacks them.
    ///   - now: microseconds since 1970.
    static func merge(
        _ old: RawDocument?, _ fields: [UInt8], owned: FieldKeySet, now: Int64
    ) throws(Status) -> DocumentWrite.Outcome {
        let before = old?.fields ?? []
        do throws(WireError) {
            let merged = try FieldsMerge.mergeTopLevel(old: before, new: fields, replacing: owned)
            if old != nil, merged == before { return .unchanged }
            var time = FieldsWriter(capacity: 40)
            time.timestamp(stamp, microseconds: now)
            return .fields(
                try FieldsMerge.mergeTopLevel(old: merged, new: time.bytes, replacing: []))
        } catch {
            throw Status(.corruption, "merge", "\(error)")
        }
    }
}
