/// A customer as the POS lists one. Its description shows nothing of it.
public struct AlleavesCustomer: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    /// A number or text, as text.
    public var id: String
    public var contact: AlleavesContact
    /// As written.
    public var dateOfBirth: String?
    public var city: String?
    public var state: String?
    public var customerSince: String?
    public var dateCreated: String?
    public var totalSpentCents: Int64?
    public var orderCount: Int64?
    public var lastOrderDate: String?
    public var loyaltyPoints: Int64?
    public var creditBalanceCents: Int64?

    public var description: String { "AlleavesCustomer(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension AlleavesCustomer {
    /// Nil without an id.
    init?(_ value: JSONValue) {
        let nested = value["customer"]
        func field(_ keys: String...) -> JSONValue? {
            for source in [value, nested].compactMap({ $0 }) {
                for key in keys { if let found = source[key] { return found } }
            }
            return nil
        }
        guard let id = AlleavesOrder.id(field("id_customer", "id")) else { return nil }
        self.id = id
        contact = AlleavesContact(value)
        dateOfBirth = field("date_of_birth", "birthday")?.word
        city = field("city")?.word
        state = field("state")?.word
        customerSince = field("customer_since")?.word
        dateCreated = field("date_created", "created_at")?.word
        totalSpentCents = AlleavesOrder.cents(field("total_spent", "totalSpent"))
        orderCount = field("order_count", "orderCount")?.integer
        let lastOrder = field(
            "last_order_date", "lastOrderDate", "last_purchase")
        lastOrderDate = lastOrder?.word
        loyaltyPoints = field("loyalty_points")?.integer
        creditBalanceCents = AlleavesOrder.cents(field("credit_balance"))
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
        // An object without any numbered record is an answer of another kind, unless empty.
        guard !records.isEmpty || members.isEmpty else { return nil }
        return records.sorted { $0.number < $1.number }.map(\.value)
    }
}

extension AlleavesClient {
    /// All customers page by page, from page `first` on; rules as for
    /// ``orders(from:through:pagesMax:deadline:onPage:)``.
    public func customers(
        from first: Int = 1, pagesMax: Int, deadline: AlleavesDeadline,
        onPage: ([AlleavesCustomer]) throws(AlleavesError) -> Void
    ) throws(AlleavesError) -> Bool {
        try pages(pagesMax, from: first) { (page) throws(AlleavesError) -> PageEnd in
            let call = AlleavesCall(
                method: .post, path: "/customer/search",
                body: JSONWriter.object([
                    (key: "page", value: JSONWriter.integer(Int64(page))),
                    (key: "pageSize", value: JSONWriter.integer(Int64(AlleavesLimits.pageSize))),
                    (key: "query", value: JSONWriter.string("")),
                ]))
            guard let records = AlleavesCustomer.records(try json(call, deadline)) else {
                throw AlleavesError(JSONFault(.unexpectedShape, offset: 0), path: call.path)
            }
            let customers = records.compactMap { AlleavesCustomer($0) }
            try onPage(customers)
            return PageEnd(path: call.path, ids: customers.map(\.id), count: records.count)
        }
    }
}
