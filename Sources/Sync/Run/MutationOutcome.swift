import DocumentStore
import FirestoreModel
import ProtobufWire
import StatusCodes

extension DocumentWrite.Mutation {
    /// The outcome of the mutation on a document, computed without applying it.
    package func outcome(on old: RawDocument?) throws(Status) -> DocumentWrite.Outcome {
        switch self {
        case .set(let fields): return .fields(fields)
        case .delete: return .delete
        case .apply(let body): return try body(old)
        case .merge(let fields, let replacing):
            do throws(WireError) {
                return .fields(
                    try FieldsMerge.mergeTopLevel(
                        old: old?.fields ?? [], new: fields, replacing: replacing))
            } catch {
                throw Status(.corruption, "merge", "\(error)")
            }
        }
    }
}
