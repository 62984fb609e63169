import Access
import Catalog
import DocumentStore
import FirestoreModel
import StatusCodes
import Sync
import Synchronization

/// Prevents the writes of one commit from overwriting POS-owned fields of a product: aborts the
/// commit with `failedPrecondition` and the field's name. Deleting a product is allowed, but not
/// deleting and rewriting it in one commit.
final class PosFieldGuard: Sendable {
    private let store: DocumentStore
    private let owned: PosOwnedFields
    /// The products before the commit, by path.
    private let originals = Mutex<[ResourcePath: RawDocument?]>([:])

    init(_ store: DocumentStore, _ owned: PosOwnedFields) {
        self.store = store
        self.owned = owned
    }

    /// The writes, with those to products wrapped in the check.
    func guarding(_ writes: [DocumentWrite]) -> [DocumentWrite] {
        writes.map { write in
            // A key is made of a path; one that names none can be of no product.
            guard let path = try? write.key.decode().path, owned.mayConcern(path) else {
                return write
            }
            var write = write
            let mutation = write.mutation
            write.mutation = .apply { [self] old throws(Status) in
                let original = originals.withLock { known -> RawDocument? in
                    if let first = known[path] { return first }
                    known[path] = .some(old)
                    return old
                }
                let outcome = try mutation.outcome(on: old)
                try check(path, original, outcome)
                return outcome
            }
            return write
        }
    }

    private func check(
        _ path: ResourcePath, _ original: RawDocument?, _ outcome: DocumentWrite.Outcome
    ) throws(Status) {
        guard case .fields(let fields) = outcome else { return }
        let field = try owned.overwritten(at: path, old: original, new: fields) {
            key throws(Status) in try store.get(key)
        }
        guard let field else { return }
        throw Status(
            .failedPrecondition, "\(path)",
            "\(field) is the POS's and the next sync would bring it back: change it there, or send"
                + " the metadata \(DocumentCallers.posFieldsKey): true to overwrite it")
    }
}
