/// The origin of a write to documents.
struct DocumentOrigin: Sendable {
    let caller: DocumentCaller
    /// The RPC's name.
    let method: String

    init(_ caller: DocumentCaller, _ method: String) {
        self.caller = caller
        self.method = method
    }
}
