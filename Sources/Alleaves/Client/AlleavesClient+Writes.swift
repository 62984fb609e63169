import HTTPTransport
import PointOfSale

/// Writes. None of these is sent again when it is unknown whether the POS has acted.
extension AlleavesClient {
    /// Changes a customer's points and returns the new balance.
    public func changeLoyaltyPoints(
        _ idCustomer: String, by points: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance {
        let members = [
            (key: "points_change", value: JSONWriter.integer(points)),
            (key: "reason", value: JSONWriter.string(reason)),
        ]
        let path = "/customer/\(PercentEncoding.encode(idCustomer))/loyalty"
        let answer = try write(path, members, deadline)
        return try balance(answer, of: idCustomer, path) {
            $0["loyalty_points"]?.integerReading ?? .absent
        }
    }

    /// Adds store credit and returns the new balance in cents.
    public func addStoreCredit(
        _ idCustomer: String, cents: Int64, reason: String, deadline: POSDeadline
    ) throws(POSError) -> POSBalance {
        let members = [
            (key: "amount", value: JSONWriter.decimal(cents, scale: 2)),
            (key: "reason", value: JSONWriter.string(reason)),
        ]
        let path = "/customer/\(PercentEncoding.encode(idCustomer))/credit"
        let answer = try write(path, members, deadline)
        return try balance(answer, of: idCustomer, path) {
            $0["credit_balance"]?.centsReading ?? .absent
        }
    }

    /// The new balance. An answer that neither shows it, nor the customer, nor says that it is
    /// done, leaves open what was done; so does one that is about somebody else.
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

    /// Creates a customer; where the calls of locations are used, at that of the credentials.
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
            (key: names.0, value: JSONWriter.string(customer.firstName)),
            (key: names.1, value: JSONWriter.string(customer.lastName)),
            (key: "email", value: JSONWriter.string(customer.email)),
        ]
        for (key, text) in [("phone", customer.phone), ("date_of_birth", customer.dateOfBirth)] {
            if let text { members.append((key: key, value: JSONWriter.string(text))) }
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
            JSONWriter.object([
                (key: "product_id", value: JSONWriter.string(item.productID)),
                (key: "quantity", value: JSONWriter.decimal(item.quantityThousandths, scale: 3)),
                (key: "unit_price", value: JSONWriter.decimal(item.unitPriceCents, scale: 2)),
            ])
        }
        var members = [
            (key: "customer_id", value: JSONWriter.string(customerID)),
            (key: "items", value: JSONWriter.array(lines)),
        ]
        if let notes { members.append((key: "notes", value: JSONWriter.string(notes))) }
        members.append((key: "source", value: JSONWriter.string(source)))
        let call = AlleavesCall(
            method: .post, path: path, body: JSONWriter.object(members), isRead: false)
        let answer = try written(call, deadline, creating: ["id_order", "id"])
        return try detail(answer, call)
    }

    func write(
        _ path: String, _ members: [(key: String, value: [UInt8])], _ deadline: POSDeadline
    ) throws(POSError) -> JSONValue {
        let body = JSONWriter.object(members)
        let call = AlleavesCall(method: .post, path: path, body: body, isRead: false)
        return try written(call, deadline)
    }

    /// `/locations/{id}/…`, the id percent-encoded.
    private func locationPath(
        _ locationID: String?, _ suffix: String
    ) throws(POSError) -> String {
        let path = "/locations/\(suffix)"
        let id = locationID.flatMap(TrimmedText.of) ?? credentials.effectiveLocationID
        guard let id, id != ".", id != ".." else { throw AlleavesClient.invalid(path) }
        return "/locations/\(PercentEncoding.encode(id))/\(suffix)"
    }
}
