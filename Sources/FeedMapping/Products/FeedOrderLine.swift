/// A line of an order as a feed has it, or an order without lines. Money is in cents.
/// Its description shows nothing of the customer.
public struct FeedOrderLine: Sendable, CustomStringConvertible, CustomReflectable {
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
    /// Fields that are there and are no such value.
    public internal(set) var unreadable: Set<FeedField> = []

    /// The fields of the line, and not of its order.
    public static let itemFields: Set<FeedField> = [
        .itemId, .itemName, .itemCategory, .itemQuantity, .itemPrice,
    ]

    /// Whether it says anything of an item.
    public var hasItem: Bool {
        itemID != nil || itemName != nil || quantityThousandths != nil || priceCents != nil
            || !unreadable.isDisjoint(with: Self.itemFields)
    }

    public var description: String { "FeedOrderLine(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Nil without an id.
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
    /// Reads lines of orders. The report shows no value of theirs: they are about people.
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
