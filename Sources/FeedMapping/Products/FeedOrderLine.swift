/// A line of an order in a feed, or an order without lines. Money is in cents. The description
/// omits the customer.
public struct FeedOrderLine: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    public let id: String
    public internal(set) var number: String?
    public internal(set) var status: String?
    public internal(set) var created: String?
    public internal(set) var updated: String?
    public internal(set) var subtotalCents: Int64?
    public internal(set) var taxCents: Int64?
    public internal(set) var discountCents: Int64?
    public internal(set) var totalCents: Int64?
    public internal(set) var store: String?
    public internal(set) var customerID: String?
    public internal(set) var firstName: String?
    public internal(set) var lastName: String?
    public internal(set) var fullName: String?
    public internal(set) var email: String?
    public internal(set) var phone: String?
    public internal(set) var itemID: String?
    public internal(set) var itemName: String?
    public internal(set) var itemCategory: String?
    public internal(set) var quantityThousandths: Int64?
    public internal(set) var priceCents: Int64?
    /// Fields whose values are unreadable.
    public internal(set) var unreadable: Set<FeedField> = []

    /// The fields of a line, as opposed to its order.
    public static let itemFields: Set<FeedField> = [
        .itemId, .itemName, .itemCategory, .itemQuantity, .itemPrice,
    ]

    /// Whether any field of an item is present.
    public var hasItem: Bool {
        itemID != nil || itemName != nil || quantityThousandths != nil || priceCents != nil
            || !unreadable.isDisjoint(with: Self.itemFields)
    }

    public var description: String { "FeedOrderLine(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Nil if the record has no id.
    init?(_ fields: inout FeedFields) {
        guard let id = fields.id(.id) else { return nil }
        self.id = id
        number = fields.text(.number)
        status = fields.text(.status)
        created = fields.value(.created, fields.convert.time())
        updated = fields.value(.updated, fields.convert.time())
        subtotalCents = fields.value(.subtotal, fields.convert.amount())
        taxCents = fields.value(.tax, fields.convert.amount())
        discountCents = fields.value(.discount, fields.convert.amount())
        totalCents = fields.value(.total, fields.convert.amount())
        store = fields.text(.store)
        customerID = fields.id(.customerId)
        firstName = fields.text(.firstName)
        lastName = fields.text(.lastName)
        fullName = fields.text(.fullName)
        email = fields.text(.email)
        phone = fields.text(.phone)
        itemID = fields.id(.itemId)
        itemName = fields.text(.itemName)
        itemCategory = fields.text(.itemCategory)
        quantityThousandths = fields.value(.itemQuantity, fields.convert.quantity())
        priceCents = fields.value(.itemPrice, fields.convert.amount())
        unreadable = fields.unreadable
    }
}

extension FeedReader where Entry == FeedOrderLine {
    /// Reads order lines. The report contains no values, which are personal data.
    public static func orderLines(
        _ bytes: [UInt8], _ format: FeedFormat, _ mapping: FeedMapping, rowsMax: Int = .max,
        onLine: (FeedOrderLine) -> Void
    ) -> FeedReport {
        precondition(mapping.kind == .orders, "a mapping of orders")
        return withoutActuallyEscaping(onLine) { onLine in
            var reader = FeedReader(
                mapping, rowsMax: rowsMax, make: { FeedOrderLine(&$0) }, identify: \.id,
                onEntry: onLine)
            return reader.read(bytes, format)
        }
    }
}
