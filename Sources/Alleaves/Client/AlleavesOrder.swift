/// A sale as the POS lists it, with the same meaning whichever of its names a field came under.
///
/// Money is in cents and may be negative in refunds. Texts are trimmed, absent when empty.
public struct AlleavesOrder: Equatable, Sendable {
    public struct Item: Equatable, Sendable {
        public var idItem: String?
        public var name: String?
        /// In 1/1,000; may be a fraction for goods sold by weight.
        public var quantityThousandths: Int64?
        public var priceCents: Int64?
        public var category: String?
    }

    public var id: String
    /// Nil for a walk-in.
    public var idCustomer: Int64?
    public var customer: AlleavesContact
    /// As written, any case.
    public var status: String?
    /// As written; zones as the POS has them.
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
    init(_ record: JSONValue) {
        let sources = [record["customer"], record].compactMap { $0 }
        func text(_ keys: [String]) -> String? {
            for source in sources {
                for key in keys { if let text = source[key]?.word { return text } }
            }
            return nil
        }
        firstName = text(["name_first", "first_name", "customer_first_name"])
        lastName = text(["name_last", "last_name", "customer_last_name"])
        fullName = text(["full_name", "customer_name", "name"])
        let nested = record["customer"]?.first("name", "full_name")?.word
        let joined = [firstName, lastName].compactMap { $0 }.joined(separator: " ")
        displayName = nested ?? (joined.isEmpty ? fullName : joined)
        email = text(["email", "customer_email"])
        phone = text(["phone", "phone2", "phone_number", "cell_phone", "customer_phone"])
    }
}

extension AlleavesOrder {
    /// Nil without an id.
    init?(_ value: JSONValue) {
        guard let id = AlleavesOrder.id(value.first("id", "id_order")) else { return nil }
        self.id = id
        let nested = value["customer"]?.first("id", "id_customer")?.identifier
        idCustomer = nested ?? value["id_customer"]?.identifier
        customer = AlleavesContact(value)
        status = value["status"]?.word
        dateCreated = value.first("date_created", "created_at")?.word
        dateUpdated = value.first("date_updated", "updated_at")?.word
        subtotalCents = AlleavesOrder.cents(value["subtotal"])
        taxCents = AlleavesOrder.cents(value["tax"])
        discountCents = AlleavesOrder.cents(value["discount"])
        totalCents = AlleavesOrder.cents(value.first("total", "amount"))
        orderNumber = value["order_number"]?.word
        let place = value["id_location"]
        idLocation = place?.integer.map { String($0) } ?? place?.word
        items = (value["items"]?.array ?? []).map(Item.init)
    }

    /// A whole number or a text, as text.
    static func id(_ value: JSONValue?) -> String? {
        guard let value else { return nil }
        return value.integer.map { String($0) } ?? value.text
    }

    /// An amount of any sign, half away from zero; nil beyond what an order can be.
    static func cents(_ value: JSONValue?) -> Int64? {
        guard let cents = value?.decimal?.scaled(2), abs(cents) <= AlleavesLimits.moneyCentsMax
        else { return nil }
        return cents
    }
}

extension AlleavesOrder.Item {
    init(_ value: JSONValue) {
        let id = value.first("id_item", "product_id")
        idItem = id?.integer.map { String($0) } ?? id?.word
        name = value.first("item", "product_name", "name")?.word
        quantityThousandths = value["quantity"]?.decimal.flatMap { RowNumber.value($0, .quantity) }
        priceCents = AlleavesOrder.cents(value.first("price", "unit_price"))
        category = value["category"]?.word
    }
}

extension AlleavesClient {
    /// The orders of the days `start` through `end` (both needed: without them the POS applies a
    /// hidden window), page by page, until a page is short or empty or `pagesMax` is reached.
    ///
    /// Returns false if the bound ended the listing. Throws `suspicious` when the POS serves one
    /// page twice, so that a watermark never moves past what was not seen.
    public func orders(
        from start: CalendarDate, through end: CalendarDate, pagesMax: Int,
        deadline: AlleavesDeadline, onPage: ([AlleavesOrder]) throws(AlleavesError) -> Void
    ) throws(AlleavesError) -> Bool {
        let size = AlleavesLimits.pageSize
        return try pages(pagesMax) { (page) throws(AlleavesError) -> PageEnd in
            let call = AlleavesCall(
                path: "/order",
                query: "page=\(page)&pageSize=\(size)&startDate=\(start)&endDate=\(end)")
            let answer = try json(call, deadline)
            let entries = try list(answer, under: ["orders", "data", "results"], call)
            let orders = entries.compactMap { AlleavesOrder($0) }
            try onPage(orders)
            return PageEnd(path: call.path, ids: orders.map(\.id), count: entries.count)
        }
    }
}
