/// A sale as the POS lists it, with the same meaning whichever of its names a field came under.
///
/// Money is in cents and may be negative in refunds. Texts are trimmed, absent when empty. What is
/// absent and what cannot be read is nil; the latter is named in `unreadable`.
public struct POSOrder: Equatable, Sendable {
    public struct Item: Equatable, Sendable {
        public var idItem: String?
        public var name: String?
        /// In 1/1,000; may be a fraction for goods sold by weight, is negative for what was
        /// brought back, and zero where the POS says so.
        public var quantityThousandths: Int64?
        public var priceCents: Int64?
        public var category: String?
        /// Of this line, as `orders.items.quantity`.
        public var unreadable = UnreadableValues()

        public init() {}
    }

    public var id: String
    /// Nil for a walk-in.
    public var idCustomer: String?
    public var customer = POSContact()
    /// As written, any case.
    public var status: String?
    /// In a form that `RuleZone.milliseconds` reads; zones as the POS has them.
    public var dateCreated: String?
    public var dateUpdated: String?
    public var subtotalCents: Int64?
    public var taxCents: Int64?
    public var discountCents: Int64?
    public var totalCents: Int64?
    public var items: [Item] = []
    public var orderNumber: String?
    /// The location that sold it, where the POS says.
    public var idLocation: String?
    /// Of the order and its lines, as `orders.total`.
    public var unreadable = UnreadableValues()
    public init(id: String) { self.id = id }

    /// Lines that name no item.
    public var linesWithoutID: Int { items.count { $0.idItem == nil } }
}

extension POSOrder {
    /// An order as it was sent, where the POS does not show it.
    public init(written id: String, idCustomer: String?, items: [Item]) {
        self.init(id: id)
        self.idCustomer = idCustomer
        self.items = items
    }
}

extension POSOrder.Item {
    /// A line as it was sent.
    public init(
        written idItem: String, name: String?, quantityThousandths: Int64, priceCents: Int64
    ) {
        self.init()
        self.idItem = idItem
        self.name = name
        self.quantityThousandths = quantityThousandths
        self.priceCents = priceCents
    }
}
