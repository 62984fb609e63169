import Access
import MirrorMessages

/// The origin of a write to documents.
struct DocumentOrigin: Sendable {
    let caller: DocumentCaller
    let method: FirestoreMethod

    init(_ caller: DocumentCaller, _ method: FirestoreMethod) {
        self.caller = caller
        self.method = method
    }
}
