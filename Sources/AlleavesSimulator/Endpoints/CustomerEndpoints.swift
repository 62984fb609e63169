import JSON
import LinuxSystem

extension POSService {
    /// Customers (Protocol/alleaves.md, Customers and Writes).
    func customers(_ call: String, _ request: HTTPRequest, _ numbers: [Int]) throws(JSONFault)
        -> HTTPResponse?
    {
        switch call {
        case "POST customer/search": return customerSearch(try request.json())
        case "POST customer/#/loyalty":
            return adjust(numbers[0], "loyalty_points", by: try request.json()["points_change"])
        case "POST customer/#/credit":
            return adjust(numbers[0], "credit_balance", by: try request.json()["amount"])
        case "POST locations/#/customers":
            guard store.current.writeCalls.hasLocated else { return missingCall }
            return createCustomer(try request.json())
        case "GET locations/#/customers": return findCustomer(request.query["email"] ?? "")
        case "PUT locations/#/customers/#":
            return changeCustomer(numbers[1], try request.json())
        case "GET locations/#/customers/#/orders": return customerOrders(numbers[1])
        default: return nil
        }
    }

    private func customer(id: Int, _ state: POSStore.State) -> JSONValue? {
        if let changed = state.changedCustomers[id] { return changed }
        if let index = people.customerIndex(id: id) { return people.customer(index) }
        return state.newCustomers.first { $0["id_customer"]?.integer == id }
    }

    private func setCustomer(id: Int, _ value: JSONValue, _ state: inout POSStore.State) {
        if let place = state.newCustomers.firstIndex(where: { $0["id_customer"]?.integer == id }) {
            state.newCustomers[place] = value
        } else {
            state.changedCustomers[id] = value
        }
    }

    // MARK: - Search

    private func customerSearch(_ body: JSONValue) -> HTTPResponse {
        guard let page = body["page"]?.integer, let size = body["pageSize"]?.integer else {
            return .failure(400, "page and pageSize are required")
        }
        let state = store.current
        let query = (body["query"]?.string ?? "").lowercased()
        let window = Paging.window(
            page: page, size: size, entriesMax: state.shapes.pageEntriesMax)
        let count = people.customers + state.newCustomers.count
        if query.isEmpty {
            let rows = window.clamped(to: 0..<count).map { customerAt($0, state) }
            return .json(Self.shaped(rows, state.shapes.customers))
        }
        let found = (0..<count).lazy.map { customerAt($0, state) }.filter { row in
            ["name_first", "name_last", "email"].contains {
                row[$0]?.string?.lowercased().contains(query) ?? false
            }
        }
        let rows = Array(found.prefix(window.upperBound))
        let slice = rows[window.clamped(to: 0..<rows.count)]
        return .json(Self.shaped(Array(slice), state.shapes.customers))
    }

    private func customerAt(_ place: Int, _ state: POSStore.State) -> JSONValue {
        if place >= people.customers { return state.newCustomers[place - people.customers] }
        let id = PeopleGenerator.idCustomerFirst + place
        return state.changedCustomers[id] ?? people.customer(place)
    }

    private static func shaped(_ rows: [JSONValue], _ shape: SimulatorShapes.Customers)
        -> JSONValue
    {
        switch shape {
        case .numericKeys: return numericKeyed(rows)
        case .numericKeysWithExtras:
            guard case .object(let members) = numericKeyed(rows) else { return .null }
            let extra = JSONValue.Member("count", .integer(rows.count))
            return .object(members.reversed() + [extra])
        case .array: return .array(rows)
        case .customers: return .fields(["customers": .array(rows)])
        case .customersNumericKeys: return .fields(["customers": numericKeyed(rows)])
        case .data: return .fields(["data": .array(rows)])
        case .null: return .null
        }
    }

    private static func numericKeyed(_ rows: [JSONValue]) -> JSONValue {
        .object(rows.enumerated().map { JSONValue.Member(String($0), $1) })
    }

    // MARK: - Writes

    /// Adds to one of a customer's numbers; returns the new one.
    private func adjust(_ id: Int, _ key: String, by change: JSONValue?) -> HTTPResponse {
        guard let change = change?.tenThousandths else {
            return .failure(400, "the change must be a number")
        }
        return store.update { state -> HTTPResult in
            guard var value = customer(id: id, state) else { return .missing }
            let before = value[key]?.tenThousandths ?? 0
            value[key] = Self.number(before &+ change)
            setCustomer(id: id, value, &state)
            return .found(.fields(["customer": value]))
        }.response
    }

    private static func number(_ tenThousandths: Int) -> JSONValue {
        let buffer = ByteBuffer(capacity: 64)
        buffer.decimal(tenThousandths, places: 4)
        return .number(String(decoding: buffer.bytes, as: UTF8.self))
    }

    /// A customer in the form of the write endpoints: string id, `first_name` and so on
    /// (Protocol/alleaves.md, Writes).
    private func outward(_ value: JSONValue) -> JSONValue {
        var result = JSONValue.object([])
        result["id"] = value["id_customer"]?.integer.map { .string(String($0)) }
        let names = [
            ("first_name", "name_first"), ("last_name", "name_last"), ("email", "email"),
            ("phone", "phone"), ("date_of_birth", "date_of_birth"),
            ("loyalty_points", "loyalty_points"), ("credit_balance", "credit_balance"),
            ("total_spent", "total_spent"), ("order_count", "order_count"),
            ("created_at", "date_created"),
        ]
        for (outer, inner) in names { result[outer] = value.member(inner) }
        return result
    }

    private func createCustomer(_ body: JSONValue) -> HTTPResponse {
        let required = ["first_name", "last_name", "email"]
        guard required.allSatisfy({ body[$0]?.string?.isEmpty == false }) else {
            return .failure(400, "first_name, last_name and email are required")
        }
        return .json(.fields(["customer": outward(newCustomer(body))]), status: 201)
    }

    /// Stores a customer with a new id.
    func newCustomer(_ body: JSONValue) -> JSONValue {
        let now = PeopleGenerator.timestamp(Int(SystemClock.wallMilliseconds()))
        return store.update { state in
            let id = PeopleGenerator.idCustomerFirst + people.customers + state.newCustomers.count
            let value = JSONValue.fields([
                "id_customer": .integer(id), "name_first": body["first_name"] ?? .null,
                "name_last": body["last_name"] ?? .null, "email": body["email"] ?? .null,
                "phone": body["phone"] ?? .null, "date_of_birth": body["date_of_birth"] ?? .null,
                "customer_since": .string(now), "date_created": .string(now),
                "total_spent": .integer(0), "order_count": .integer(0), "loyalty_points": .null,
                "credit_balance": .integer(0),
            ])
            state.newCustomers.append(value)
            return value
        }
    }

    private func changeCustomer(_ id: Int, _ body: JSONValue) -> HTTPResponse {
        let names = [
            ("first_name", "name_first"), ("last_name", "name_last"), ("email", "email"),
            ("phone", "phone"),
        ]
        return store.update { state -> HTTPResult in
            guard var value = customer(id: id, state) else { return .missing }
            for (outer, inner) in names {
                if let changed = body.member(outer) { value[inner] = changed }
            }
            setCustomer(id: id, value, &state)
            return .found(.fields(["customer": outward(value)]))
        }.response
    }

    private func findCustomer(_ email: String) -> HTTPResponse {
        let state = store.current
        let count = people.customers + state.newCustomers.count
        let found = (0..<count).lazy.map { customerAt($0, state) }
            .first { !email.isEmpty && $0["email"]?.string?.lowercased() == email.lowercased() }
        return .json(.fields(["customers": .array(found.map { [outward($0)] } ?? [])]))
    }

    private func customerOrders(_ id: Int) -> HTTPResponse {
        let state = store.current
        guard customer(id: id, state) != nil else { return .failure(404, "Customer not found") }
        let rows = (0..<people.orders).lazy.map { orderAt($0, state) }
        let own = rows.filter { $0["id_customer"]?.integer == id }
        let new = state.newOrders.filter { $0["id_customer"]?.integer == id }
        return .json(.fields(["orders": .array(Array(own) + new)]))
    }
}
