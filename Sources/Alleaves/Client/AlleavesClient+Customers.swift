import JSON
import PointOfSale
import StatusCodes

extension POSCustomer {
    private static let listing = "customers"

    /// Nil without an id.
    init?(_ value: JSONValue) {
        var reader = RecordReader(value, value["customer"], listing: Self.listing)
        guard let id = reader.id("id_customer", "id") else { return nil }
        reader.id = id
        self.init(id: id)
        contact = POSContact(value, &reader, listing: Self.listing)
        dateOfBirth = reader.read(["date_of_birth", "birthday"]) { $0.dayReading }
        city = reader.word("city")
        state = reader.word("state")
        customerSince = reader.time("customer_since")
        dateCreated = reader.time("date_created", "created_at")
        totalSpentCents = reader.cents("total_spent", "totalSpent")
        orderCount = reader.count("order_count", "orderCount")
        lastOrderDate = reader.time("last_order_date", "lastOrderDate", "last_purchase")
        loyaltyPoints = reader.count("loyalty_points")
        creditBalanceCents = reader.cents("credit_balance")
        unreadable = reader.unreadable
    }

    /// The records of a search's answer: an array, an object with numeric keys (in numeric order,
    /// other keys skipped), either of them under `customers` or `data`, or null; nil for any
    /// other value.
    static func records(_ answer: JSONValue) -> [JSONValue]? {
        if answer == .null { return [] }
        if let elements = answer.array { return elements }
        if let nested = answer.first("customers", "data") {
            return nested.array ?? numbered(nested)
        }
        return numbered(answer)
    }

    private static func numbered(_ value: JSONValue) -> [JSONValue]? {
        guard let members = value.members else { return nil }
        var records: [(number: Int64, value: JSONValue)] = []
        for member in members {
            if let number = Int64(member.key) { records.append((number, member.value)) }
        }
        // An object without numbered records is another kind of response, unless empty.
        guard !records.isEmpty || members.isEmpty else { return nil }
        return records.sorted { $0.number < $1.number }.map(\.value)
    }
}

extension AlleavesClient {
    /// All customers page by page, from page `first` on; rules as for
    /// ``orders(from:through:pagesMax:shortOf:deadline:onPage:)``.
    public func customers(
        from first: Int = 1, pagesMax: Int, deadline: POSDeadline,
        onPage: ([POSCustomer]) throws(Status) -> Void
    ) throws(ListingFailure) -> ListingEnd {
        try pages(pagesMax, from: first) {
            (page) throws(POSError) -> ListedPage<POSCustomer> in
            let call = AlleavesCall(
                method: .post, path: "/customer/search",
                body: JSONValue.fields([
                    "page": .integer(Int64(page)),
                    "pageSize": .integer(Int64(AlleavesLimits.pageSize)),
                    "query": .string(""),
                ]).bytes)
            let answer = try json(call, deadline, isList: true)
            try refuseError(in: answer, call)
            guard let entries = POSCustomer.records(answer) else {
                throw POSError(JSONFault(.unexpectedShape, offset: 0), path: call.path)
            }
            let sorted = try SpoiltRecords.sort(
                entries, of: answer, id: ["id_customer", "id"], path: call.path)
            return ListedPage(
                path: call.path, entries: entries,
                records: sorted.whole.compactMap { POSCustomer($0) }, spoilt: sorted.spoilt,
                id: \.id, said: ListingTotal(ResponseEnvelope(answer)))
        } onPage: { (customers) throws(Status) in
            try onPage(customers)
        }
    }
}
