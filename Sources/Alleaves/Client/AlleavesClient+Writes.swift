import JSON
import PointOfSale
import TextForms

/// Writes. None is repeated if its outcome is unknown.
extension AlleavesClient {
    /// Changes a customer's points; returns the new balance.
    public func changeLoyaltyPoints(
        _ idCustomer: String, by points: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance {
        let members = [
            JSONValue.Member("points_change", .integer(points)),
            JSONValue.Member("reason", .string(reason)),
        ]
        let path = "/customer/\(PercentEncoding.encode(idCustomer))/loyalty"
        let answer = try write(path, members, deadline)
        return try balance(answer, of: idCustomer, path) {
            $0["loyalty_points"]?.integerReading ?? .absent
        }
    }

    /// Adds store credit; returns the new balance in cents.
    public func addStoreCredit(
        _ idCustomer: String, cents: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance {
        let members = [
            JSONValue.Member("amount", .decimal(cents, scale: 2)),
            JSONValue.Member("reason", .string(reason)),
        ]
        let path = "/customer/\(PercentEncoding.encode(idCustomer))/credit"
        let answer = try write(path, members, deadline)
        return try balance(answer, of: idCustomer, path) {
            $0["credit_balance"]?.centsReading ?? .absent
        }
    }

    /// The new balance. A response with neither the balance, the customer nor a confirmation leaves
    /// the outcome unknown; so does one about another customer.
    private func balance(
        _ answer: JSONValue, of idCustomer: String, _ path: String,
        _ reading: (JSONValue) -> FieldReading<Int64>
    ) throws(POSError) -> POSBalance {
        let customer = answer["customer"] ?? answer["data"] ?? answer
        let shown = customer.first("id_customer", "id")
        if let shown, shown.idText != idCustomer { throw Self.unclear(path) }
        switch reading(customer) {
        case .read(let balance): return .known(balance)
        case .absent where shown != nil || answer.saysDone: return .absent
        case .unreadable where shown != nil || answer.saysDone: return .unreadable
        case .absent, .unreadable: throw Self.unclear(path)
        }
    }

    /// Creates a customer; by the calls of locations at that of the credentials.
    public func createCustomer(
        _ customer: POSNewCustomer, by family: WriteFamily = .located,
        deadline: POSDeadline
    ) throws(POSError) -> POSCustomer {
        let path: String
        var names = ("first_name", "last_name")
        switch family {
        case .native: (path, names) = ("/customer", ("name_first", "name_last"))
        case .located: path = try locationPath(nil, "customers")
        }
        var members = [
            JSONValue.Member(names.0, .string(customer.firstName)),
            JSONValue.Member(names.1, .string(customer.lastName)),
            JSONValue.Member("email", .string(customer.email)),
        ]
        for (key, text) in [("phone", customer.phone), ("date_of_birth", customer.dateOfBirth)] {
            if let text { members.append(JSONValue.Member(key, .string(text))) }
        }
        let answer = try write(path, members, deadline)
        guard let created = POSCustomer(answer["customer"] ?? answer["data"] ?? answer),
            JSONValue.string(created.id).identifier != nil
        else { throw Self.unclear(path) }
        return created
    }

    /// Submits an order at a location (default: the credentials' own).
    public func submitOrder(
        customerID: String, items: [POSNewOrderItem], notes: String?, source: String,
        locationID: String?, deadline: POSDeadline
    ) throws(POSError) -> POSOrderDetail {
        let path = try locationPath(locationID, "orders")
        guard !items.isEmpty, items.allSatisfy({ $0.quantityThousandths > 0 }) else {
            throw AlleavesClient.invalid(path)
        }
        let lines = items.map { item in
            JSONValue.fields([
                "product_id": .string(item.productID),
                "quantity": .decimal(item.quantityThousandths, scale: 3),
                "unit_price": .decimal(item.unitPriceCents, scale: 2),
            ])
        }
        var members = [
            JSONValue.Member("customer_id", .string(customerID)),
            JSONValue.Member("items", .array(lines)),
        ]
        if let notes { members.append(JSONValue.Member("notes", .string(notes))) }
        members.append(JSONValue.Member("source", .string(source)))
        let call = AlleavesCall(
            method: .post, path: path, body: JSONValue.object(members).bytes, isRead: false)
        let answer = try written(call, deadline, creating: ["id_order", "id"])
        return try detail(answer, call)
    }

    func write(
        _ path: String, _ members: [JSONValue.Member], _ deadline: POSDeadline
    ) throws(POSError) -> JSONValue {
        let body = JSONValue.object(members).bytes
        let call = AlleavesCall(method: .post, path: path, body: body, isRead: false)
        return try written(call, deadline)
    }

    /// `/locations/{id}/…`, the id percent-encoded.
    private func locationPath(
        _ locationID: String?, _ suffix: String
    ) throws(POSError) -> String {
        let path = "/locations/\(suffix)"
        let id = locationID.flatMap(\.nonBlankOfControls) ?? credentials.effectiveLocationID
        guard let id, id != ".", id != ".." else { throw AlleavesClient.invalid(path) }
        return "/locations/\(PercentEncoding.encode(id))/\(suffix)"
    }
}
