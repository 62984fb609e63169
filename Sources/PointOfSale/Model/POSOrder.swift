import Pricing

/// A sale as the POS lists it, with the same meaning whichever of its names a field came under.
///
/// Money is in cents and may be negative in refunds. Texts are trimmed, absent when empty. What is
/// absent and what cannot be read is nil; the latter is named in `unreadable`.
public struct AlleavesOrder: Equatable, Sendable {
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
    }

    public var id: String
    /// Nil for a walk-in.
    public var idCustomer: Int64?
    public var customer: AlleavesContact
    /// As written, any case.
    public var status: String?
    /// In a form that `RuleZone.milliseconds` reads; zones as the POS has them.
    public var dateCreated: String?
    public var dateUpdated: String?
    public var subtotalCents: Int64?
    public var taxCents: Int64?
    public var discountCents: Int64?
    public var totalCents: Int64?
    public var items: [Item]
    public var orderNumber: String?
    /// The location that sold it, where the POS says.
    public var idLocation: String?
    /// Of the order and its lines, as `orders.total`.
    public var unreadable = UnreadableValues()
    /// Lines that name no item.
    public var linesWithoutID: Int { items.count { $0.idItem == nil } }
}

/// How a customer is named and reached. Its description shows nothing of it.
public struct AlleavesContact: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    public var firstName: String?
    public var lastName: String?
    public var fullName: String?
    /// The nested object's own name, else first and last name, else the record's full name.
    public var displayName: String?
    public var email: String?
    public var phone: String?

    public var description: String { "AlleavesContact(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension AlleavesContact {
    /// Reads a record's own fields, a nested `customer` object first.
    init(_ record: JSONValue, _ reader: inout RecordReader, listing: String) {
        let nested = record["customer"]
        var fields = RecordReader(nested, record, listing: listing)
        fields.id = reader.id
        firstName = fields.decoded("name_first", "first_name", "customer_first_name")
        lastName = fields.decoded("name_last", "last_name", "customer_last_name")
        fullName = fields.decoded("full_name", "customer_name", "name")
        let own = nested?.first("name", "full_name")?.word.map { HTMLText.decoded($0) }
        let joined = [firstName, lastName].compactMap { $0 }.joined(separator: " ")
        displayName = own ?? (joined.isEmpty ? fullName : joined)
        email = fields.word("email", "customer_email")
        phone = fields.word("phone", "phone2", "phone_number", "cell_phone", "customer_phone")
        reader.take(fields.unreadable)
    }
}

extension AlleavesOrder {
    private static let listing = "orders"

    /// Nil without an id.
    init?(_ value: JSONValue) {
        var reader = RecordReader(value, listing: Self.listing)
        guard let id = reader.id("id", "id_order") else { return nil }
        reader.id = id
        self.id = id
        idCustomer = Self.buyer(value, &reader)
        customer = AlleavesContact(value, &reader, listing: Self.listing)
        status = reader.word("status")
        dateCreated = reader.time("date_created", "created_at")
        dateUpdated = reader.time("date_updated", "updated_at")
        subtotalCents = reader.cents("subtotal")
        taxCents = reader.cents("tax")
        discountCents = reader.cents("discount")
        totalCents = reader.cents("total", "amount")
        orderNumber = reader.word("order_number")
        idLocation = reader.id("id_location")
        items = Self.items(value["items"], &reader)
        unreadable = reader.unreadable
    }

    /// Who bought; zero and less stand for nobody.
    private static func buyer(_ value: JSONValue, _ reader: inout RecordReader) -> Int64? {
        var nested = RecordReader(value["customer"], listing: listing)
        nested.id = reader.id
        let positive = { (id: Int64?) in id.flatMap { $0 > 0 ? $0 : nil } }
        if let id = positive(nested.integer("id", "id_customer")) { return id }
        if let id = positive(reader.integer("id_customer")) { return id }
        reader.take(nested.unreadable)
        return nil
    }

    private static func items(_ value: JSONValue?, _ reader: inout RecordReader) -> [Item] {
        guard let value else { return [] }
        guard let lines = value.array else {
            reader.note("items")
            return []
        }
        return lines.compactMap { line in
            guard line.members != nil else {
                reader.note("items")
                return nil
            }
            let item = Item(line, order: reader.id)
            reader.take(item.unreadable)
            return item
        }
    }

    /// An amount of any sign, half away from zero; nil beyond what an order can be.
    static func cents(_ value: JSONValue?) -> Int64? { value?.centsReading.value }
}

extension AlleavesOrder.Item {
    init(_ value: JSONValue, order: String?) {
        var reader = RecordReader(value, listing: "orders.items")
        reader.id = order
        idItem = reader.id("id_item", "product_id")
        name = reader.decoded("item", "product_name", "name")
        quantityThousandths = reader.quantity("quantity")
        priceCents = reader.cents("price", "unit_price")
        category = reader.decoded("category")
        unreadable = reader.unreadable
    }
}

extension AlleavesClient {
    /// The orders of the days `start` through `end` (both needed: without them the POS applies a
    /// hidden window), page by page, each order once; see ``ListingEnd`` for what was read.
    ///
    /// - Parameter shortOf: the longest page that the POS has given for other days: where it gives
    ///   one page over and over, a shorter one was all. 0 where nothing is known.
    /// - Throws: `suspicious` when the POS serves a page again, so that a watermark never moves
    ///   past what was not seen.
    public func orders(
        from start: CalendarDate, through end: CalendarDate, pagesMax: Int, shortOf: Int = 0,
        deadline: AlleavesDeadline, onPage: ([AlleavesOrder]) throws(AlleavesError) -> Void
    ) throws(AlleavesError) -> ListingEnd {
        let size = AlleavesLimits.pageSize
        return try pages(pagesMax, shortOf: shortOf) {
            (page) throws(AlleavesError) -> ListedPage<AlleavesOrder> in
            let call = AlleavesCall(
                path: "/order",
                query: "page=\(page)&pageSize=\(size)&startDate=\(start)&endDate=\(end)")
            let answer = try json(call, deadline)
            let entries = try list(answer, under: ["orders", "data", "results"], call)
            return ListedPage(
                path: call.path, entries: entries,
                records: entries.compactMap { AlleavesOrder($0) }, id: \.id,
                said: ListingTotal(AnswerEnvelope(answer)))
        } onPage: { (orders) throws(AlleavesError) in
            try onPage(orders)
        }
    }
}
