import JSON
import PointOfSale
import StatusCodes
import Pricing

extension POSContact {
    /// Reads a record's own fields, a nested `customer` object first.
    init(_ record: JSONValue, _ reader: inout RecordReader, listing: String) {
        self.init()
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

extension POSOrder {
    private static let listing = "orders"

    /// Nil without an id.
    init?(_ value: JSONValue) {
        var reader = RecordReader(value, listing: Self.listing)
        guard let id = reader.id("id", "id_order") else { return nil }
        reader.id = id
        self.init(id: id)
        idCustomer = Self.buyer(value, &reader).map { String($0) }
        customer = POSContact(value, &reader, listing: Self.listing)
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

    /// The customer's id; nil for zero and negative numbers, which mean none.
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

    /// An amount of either sign, rounded half away from zero; nil if absurd.
    static func cents(_ value: JSONValue?) -> Int64? { value?.centsReading.value }
}

extension POSOrder.Item {
    init(_ value: JSONValue, order: String?) {
        self.init()
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
    /// The orders of the days `start` through `end`, page by page, each order once; see
    /// ``ListingEnd``. Both days are required: without them the POS applies an undocumented window.
    ///
    /// - Parameter shortOf: the longest page for other days so far. If the POS repeats one page, a
    ///   shorter one was complete. 0 if unknown.
    ///
    /// - Throws: `suspicious` if a page is repeated, so that a watermark never passes unread
    ///   orders.
    public func orders(
        from start: CalendarDate, through end: CalendarDate, pagesMax: Int, shortOf: Int = 0,
        deadline: POSDeadline, onPage: ([POSOrder]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd {
        let size = AlleavesLimits.pageSize
        return try pages(pagesMax, shortOf: shortOf) {
            (page) throws(POSError) -> ListedPage<POSOrder> in
            let call = AlleavesCall(
                path: "/order",
                query: "page=\(page)&pageSize=\(size)&startDate=\(start)&endDate=\(end)")
            let answer = try json(call, deadline, isList: true)
            let entries = try list(answer, under: ["orders", "data", "results"], call)
            let sorted = try SpoiltRecords.sort(
                entries, of: answer, id: ["id", "id_order"], path: call.path)
            return ListedPage(
                path: call.path, entries: entries,
                records: sorted.whole.compactMap { POSOrder($0) }, spoilt: sorted.spoilt,
                id: \.id, said: ListingTotal(ResponseEnvelope(answer)))
        } onPage: { (orders) throws(Status) in
            try onPage(orders)
        }
    }
}
