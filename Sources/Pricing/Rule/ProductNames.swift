/// The ids by which rules can name one product.
public struct ProductNames: Sendable, Equatable {
    /// The id of its document, `alleaves_1018`.
    public var id: String
    /// `{org}_{document id}`.
    public var canonicalID: String
    /// The POS's own id, `1018`, and its prefix in the document id, `alleaves_`; nil for an agent's
    /// own product.
    public var ownID: String?
    public var ownPrefix: String?
    /// Whether ``ownID`` alone resolves to this product, and not to one of another POS or one with
    /// that document id.
    public var isFirstOfOwnID: Bool

    public init(
        id: String, canonicalID: String, ownID: String? = nil, ownPrefix: String? = nil,
        isFirstOfOwnID: Bool = true
    ) {
        self.id = id
        self.canonicalID = canonicalID
        self.ownID = ownID
        self.ownPrefix = ownPrefix
        self.isFirstOfOwnID = isFirstOfOwnID
    }

    /// Whether the reference names this product.
    func match(_ reference: ProductReference) -> Bool {
        let (text, prefix) = (reference.text.utf8, reference.prefix.utf8)
        guard id.utf8.starts(with: prefix) else { return false }
        if text.elementsEqual(id.utf8) || text.elementsEqual(canonicalID.utf8) { return true }
        if prefix.isEmpty {
            return isFirstOfOwnID && ownID.map { text.elementsEqual($0.utf8) } ?? false
        }
        if text.elementsEqual(id.utf8.dropFirst(prefix.count)) { return true }
        guard let ownID, let ownPrefix else { return false }
        return prefix.elementsEqual(ownPrefix.utf8) && text.elementsEqual(ownID.utf8)
    }
}
