/// How a rule names a product: by the id of its document, by its canonical id
/// (`{org}_{document id}`), or by the id that its POS knows it by. Two references are one exactly
/// when their bytes are.
public struct ProductReference: Sendable, Hashable {
    public let text: String
    /// What the document ids of the products begin with that it can name: those of the provider
    /// that owns the rule. Empty for an agent's rule, which can name any product.
    public let prefix: String

    public init(_ text: String, prefix: String = "") {
        self.text = text
        self.prefix = prefix
    }

    // By bytes: Swift takes two spellings for one text that are two ids.
    public static func == (left: ProductReference, right: ProductReference) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
            && left.prefix.utf8.elementsEqual(right.prefix.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(prefix.utf8.count)
    }

    /// Numbers first, by value; then texts, by bytes.
    static func precedes(_ left: ProductReference, _ right: ProductReference) -> Bool {
        switch (left.isNumber, right.isNumber) {
        case (true, false): return true
        case (false, true): return false
        case (true, true) where left.text.utf8.count != right.text.utf8.count:
            return left.text.utf8.count < right.text.utf8.count
        default: return left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
        }
    }

    private var isNumber: Bool { !text.isEmpty && text.utf8.allSatisfy { $0 &- 48 < 10 } }
}

/// Numbers for the references of a set of rules: what compiled rules hold instead of texts. Codes
/// are given in order and never change meaning. Which product each stands for is not known here.
public struct ProductCodes: Sendable, Equatable {
    private var codes: [ProductReference: UInt32] = [:]

    public init() {}

    /// One more than the highest code.
    public var count: Int { codes.count }

    /// The code of a reference; nil where no rule makes it.
    public func code(of reference: ProductReference) -> UInt32? { codes[reference] }

    /// The code of a reference, a new one where it has none.
    @discardableResult
    public mutating func add(_ reference: ProductReference) -> UInt32 {
        // Looked up first: adding to a table that somebody else holds copies it.
        if let known = codes[reference] { return known }
        let code = UInt32(codes.count)
        codes[reference] = code
        return code
    }
}
