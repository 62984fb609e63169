import TextForms

/// A kind of point of sale by its name, which the documents that come from it carry as `source`.
public struct POSProvider: Hashable, Sendable {
    public let name: String
    /// What the ids of its documents begin with.
    public let idPrefix: String

    /// - Parameter name: small letters and digits, so that no provider's prefix begins another's.
    public init(_ name: String) {
        precondition(
            !name.isEmpty && name.utf8.allSatisfy { $0 &- 0x30 <= 9 || $0 &- 0x61 < 26 },
            "a provider's name is of small letters and digits")
        self.name = name
        idPrefix = name + "_"
    }

    /// The document id of what the POS knows by `id`, see ``POSIdentity``.
    @inline(__always)
    public func documentID(_ id: String) -> String {
        POSIdentity(provider: self, id: id).documentID
    }
}

/// How callers name what a point of sale has: by its own id, or by that of the document.
public struct POSIDs: Hashable, Sendable {
    public let provider: POSProvider
    /// It numbers everything: a text that is no number above zero is no id.
    public let isNumbered: Bool

    public init(_ provider: POSProvider, isNumbered: Bool) {
        self.provider = provider
        self.isNumbered = isNumbered
    }

    /// The document id of what the POS knows by `id`; nil for an id that it cannot have given.
    public func documentID(_ id: String) -> String? {
        if isNumbered, id.utf8.contains(UInt8(ascii: "/")) { return nil }
        return provider.documentID(id)
    }

    /// The POS's own id that a text names; nil where it can be none.
    public func own(_ text: String) -> String? {
        let own =
            text.hasPrefix(provider.idPrefix)
            ? String(text.dropFirst(provider.idPrefix.count)) : text
        guard isNumbered else {
            return own.nonBlankOfControls.flatMap {
                $0.utf8.count <= POSLimits.idBytesMax ? $0 : nil
            }
        }
        return Int64(own).flatMap { $0 > 0 ? String($0) : nil }
    }
}

/// What a product, rule, order or customer of a POS is known by: ids are only the POS's own, and
/// two accounts of one POS number their items alike.
public struct POSIdentity: Hashable, Sendable {
    public let provider: POSProvider
    /// Nil for the account whose ids a tenant's documents carry without its name.
    public let account: String?
    public let id: String

    public init(provider: POSProvider, account: String? = nil, id: String) {
        self.provider = provider
        self.account = account
        self.id = id
    }

    /// `{provider}_{id}`, or `{provider}_{account}_{id}`. Different for different ids: `/`, which
    /// no document id has, is percent-encoded, and so is a `%` that would read as an encoded one.
    ///
    /// An id of more bytes than a document id has is left as it is, and refused with it.
    public var documentID: String {
        let own = Self.encoded(id)
        guard let account else { return provider.idPrefix + own }
        return provider.idPrefix + Self.encoded(account) + "_" + own
    }

    private static func encoded(_ id: String) -> String {
        let needed = id.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
        return needed ? encoded(Array(id.utf8)) : id
    }

    private static func encoded(_ id: [UInt8]) -> String {
        var bytes: [UInt8] = []
        for (place, byte) in id.enumerated() {
            if byte == UInt8(ascii: "/") {
                bytes += Array("%2F".utf8)
            } else if byte == UInt8(ascii: "%"), isEncoded(id, place) {
                bytes += Array("%25".utf8)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isEncoded(_ id: [UInt8], _ place: Int) -> Bool {
        let digits = id[(place + 1)...].prefix(2)
        return digits.count == 2
            && digits.allSatisfy { $0 &- 0x30 <= 9 || ($0 | 0x20) &- 0x61 < 6 }
    }
}
