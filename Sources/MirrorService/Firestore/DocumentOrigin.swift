import MirrorMessages

/// Where a write to documents comes from.
struct DocumentOrigin: Sendable {
    let caller: DocumentCaller
    let method: FirestoreMethod

    init(_ caller: DocumentCaller, _ method: FirestoreMethod) {
        self.caller = caller
        self.method = method
    }
}
