/// Units of one batch in one area, as a line of an order takes them.
public struct POSOrderLine: Equatable, Sendable {
    public var idBatch: String
    public var idArea: String
    public var quantityThousandths: Int64

    public init(idBatch: String, idArea: String, quantityThousandths: Int64) {
        self.idBatch = idBatch
        self.idArea = idArea
        self.quantityThousandths = quantityThousandths
    }
}

/// A line as the POS has it. What it does not say is nil.
public struct POSPlacedLine: Equatable, Sendable {
    /// The line's own id, else that of its item: what a price is set by.
    public var id: String?
    /// Whether ``id`` is the line's own.
    public var isOwnID = false
    public var idItem: String?
    public var idBatch: String?
    public var idArea: String?
    public var quantityThousandths: Int64?
    public var priceCents: Int64?

    public init(
        id: String? = nil, isOwnID: Bool = false, idItem: String? = nil, idBatch: String? = nil,
        idArea: String? = nil, quantityThousandths: Int64? = nil, priceCents: Int64? = nil
    ) {
        self.id = id
        self.isOwnID = isOwnID
        self.idItem = idItem
        self.idBatch = idBatch
        self.idArea = idArea
        self.quantityThousandths = quantityThousandths
        self.priceCents = priceCents
    }
}
