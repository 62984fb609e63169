/// A rule's reference to a product: its document id, its canonical id (`{org}_{document id}`) or
/// its POS's own id. Compared by bytes.
public struct ProductReference: Sendable, Hashable {
    public let text: String
    /// Prefix of the document ids that it can match: that of the provider that owns the rule. Empty
    /// for an agent's rule, which can name any product.
    public let prefix: String

    public init(_ text: String, prefix: String = "") {
        self.text = text
        self.prefix = prefix
    }

    // By bytes: canonically equivalent texts are different ids.
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

/// Dictionary encoding of a rule set's references: compiled rules store codes instead of texts.
/// Codes are assigned in order and never change their meaning; they are resolved to products
/// elsewhere.
public struct ProductCodes: Sendable, Equatable {
    private var codes: [ProductReference: UInt32] = [:]

    public init() {}

    /// One more than the highest code.
    public var count: Int { codes.count }

    /// The code of a reference; nil if no rule has it.
    public func code(of reference: ProductReference) -> UInt32? { codes[reference] }

    /// The code of a reference, assigned if new.
    @discardableResult
    public mutating func add(_ reference: ProductReference) -> UInt32 {
        // Looked up first, because a mutation would copy a shared table.
        if let known = codes[reference] { return known }
        let code = UInt32(codes.count)
        codes[reference] = code
        return code
    }
}
