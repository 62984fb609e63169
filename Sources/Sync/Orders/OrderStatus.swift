/// The status of an order in the mirror (Protocol/alleaves.md, Orders).
public enum OrderStatus: String, Sendable, CaseIterable {
    case pending, submitted, confirmed, preparing, ready, completed, cancelled
    /// The POS's status is not a known one, a draft for example; the order keeps the POS's text and
    /// counts neither as spending nor as a sale.
    case unknown

    /// Parses the POS's status, case-insensitively; hyphens and blanks count as underscores.
    public init(pos: String?) {
        let word = String((pos ?? "").lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
        self = Self.words[word] ?? OrderStatus(rawValue: word) ?? .unknown
    }

    /// The status is final.
    public var isFinal: Bool { self == .completed || self == .cancelled }

    /// The goods were handed over or are ready, so the order counts as a sale.
    public var isSale: Bool { self == .completed || self == .ready }

    private static let words: [String: OrderStatus] = [
        "processing": .preparing,
        "delivered": .completed, "closed": .completed, "paid": .completed, "complete": .completed,
        "voided": .cancelled, "void": .cancelled, "canceled": .cancelled, "refunded": .cancelled,
        "returned": .cancelled, "expired": .cancelled, "refund": .cancelled, "return": .cancelled,
        "declined": .cancelled, "rejected": .cancelled, "abandoned": .cancelled,
        "no_show": .cancelled, "noshow": .cancelled,
    ]

    /// The status to show after a sync.
    ///
    /// A status set in the mirror is kept until the POS reports a final status that it had not
    /// reported before. It was set in the mirror if it differs from what the sync last wrote.
    ///
    /// - Parameters:
    ///   - stored: the document's status; nil where it has none.
    ///   - synced: the status that the sync last read from the POS; nil before the first one.
    public static func shown(pos: OrderStatus, stored: String?, synced: String?) -> String {
        guard let stored, stored != synced else { return pos.rawValue }
        return pos.isFinal && pos.rawValue != synced ? pos.rawValue : stored
    }
}
