/// Where an order stands, in the words of the mirror (Protocol/alleaves.md, Orders).
public enum OrderStatus: String, Sendable, CaseIterable {
    case pending, submitted, confirmed, preparing, ready, completed, cancelled
    /// What the POS says is none of the words known here, a draft for example; the order keeps the
    /// POS's own, and is neither money spent nor a sale.
    case unknown

    /// From the POS's word, any case; hyphens and blanks as underscores.
    public init(pos: String?) {
        let word = String((pos ?? "").lowercased().map { $0 == "-" || $0 == " " ? "_" : $0 })
        self = Self.words[word] ?? OrderStatus(rawValue: word) ?? .unknown
    }

    /// The order will not move any further.
    public var isFinal: Bool { self == .completed || self == .cancelled }

    /// Goods changed hands, so that the order counts as a sale of its products.
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
    /// One that our side has set stays, whatever the POS goes on saying, until the POS reports an
    /// end of the order that it had not reported before: what is over at the POS is over. Our side
    /// has set it if it is not what the sync last wrote.
    ///
    /// - Parameters:
    ///   - stored: the status that the document shows; nil where it has none.
    ///   - synced: the status that the sync last read from the POS; nil before the first one.
    public static func shown(pos: OrderStatus, stored: String?, synced: String?) -> String {
        guard let stored, stored != synced else { return pos.rawValue }
        return pos.isFinal && pos.rawValue != synced ? pos.rawValue : stored
    }
}
