/// Whose items, rules, orders and customers an id means: a provider's, of one of a tenant's
/// accounts. Ids are only the POS's own, and two accounts of one POS number their items alike.
///
/// The ids of documents, different for different origins and ids:
///
///     {provider}_{id}              of the tenant's primary account
///     {provider}_{account}_{id}    of another one; the account's name has no underscore
public struct POSOrigin: Hashable, Sendable {
    public let provider: POSProvider
    /// Nil for the primary account, whose documents' ids omit it.
    public let account: String?
    /// The prefix of the document ids.
    public let idPrefix: String
    /// The prefixes of the tenant's other accounts, sorted. Only for the primary account, whose
    /// prefix is a prefix of theirs.
    private let others: [String]

    /// - Parameter others: for the primary account, the tenant's other accounts with the provider.
    public init(_ provider: POSProvider, account: String? = nil, others: [String] = []) {
        precondition(account == nil || others.isEmpty, "only a primary's prefix begins others")
        precondition(account != "", "an account has a name")
        self.provider = provider
        self.account = account
        idPrefix = Self.prefix(provider, account)
        self.others = others.map { Self.prefix(provider, $0) }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The document id for the POS's own id.
    ///
    /// Percent-encodes `/`, which document ids exclude, and any `%` that could be taken for an
    /// encoded character. In an id of the primary account that could be taken for another
    /// account's, encodes every underscore. An id longer than document ids may be is returned
    /// unencoded, and will be rejected.
    @inline(__always)
    public func documentID(_ id: String) -> String {
        let made = idPrefix + Self.encoded(id)
        return others.isEmpty ? made : apart(made)
    }

    /// Whether all ids that begin with ``idPrefix`` are its own.
    public var isAlone: Bool { others.isEmpty }

    /// What follows ``idPrefix`` in a document id that begins with it.
    public func rest(of documentID: String) -> String {
        String(decoding: documentID.utf8.dropFirst(idPrefix.utf8.count), as: UTF8.self)
    }

    /// Whether a document id belongs to this origin.
    public func holds(_ documentID: String) -> Bool {
        documentID.utf8.starts(with: idPrefix.utf8) && !isOfAnother(documentID)
    }

    /// The ranges of document ids, `start` inclusive and `end` exclusive, that comprise exactly
    /// this origin's, ascending.
    public var idRanges: [(start: String, end: String)] {
        var ranges: [(start: String, end: String)] = []
        var start = idPrefix
        for other in others {
            ranges.append((start, other))
            start = Self.end(other)
        }
        return ranges + [(start, Self.end(idPrefix))]
    }

    private func isOfAnother(_ documentID: String) -> Bool {
        others.contains { documentID.utf8.starts(with: $0.utf8) }
    }

    private func apart(_ made: String) -> String {
        guard isOfAnother(made) else { return made }
        return idPrefix + made.utf8.dropFirst(idPrefix.utf8.count).escaping("_", as: "%5F")
    }

    /// The least text above all texts with a prefix that ends with `_`.
    private static func end(_ prefix: String) -> String { prefix.dropLast() + "`" }

    private static func prefix(_ provider: POSProvider, _ account: String?) -> String {
        guard let account else { return provider.idPrefix }
        return provider.idPrefix + encoded(account).utf8.escaping("_", as: "%5F") + "_"
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

extension Sequence<UInt8> {
    fileprivate func escaping(_ byte: Unicode.Scalar, as text: String) -> String {
        let escaped = flatMap { $0 == UInt8(ascii: byte) ? Array(text.utf8) : [$0] }
        return String(decoding: escaped, as: UTF8.self)
    }
}
