import JSON

extension RunningPOS {
    // MARK: - Orders

    /// The generated orders as served now, oldest first; without created ones.
    public var generatedOrders: [SimulatedOrder] {
        let state = service.store.current
        let people = service.people
        return (0..<people.orders).map { index in
            SimulatedOrder(
                service.orderAt(index, state), createdMilliseconds: people.orderMilliseconds(index))
        }
    }

    /// The number of generated and created orders.
    public var orderCount: Int {
        service.people.orders + service.store.current.newOrders.count
    }

    /// Merges a JSON object into an order; null removes a field. False for an unknown order, or if
    /// it is no object.
    @discardableResult
    public func changeOrder(id: Int, json: String) -> Bool {
        guard case .object(let members)? = try? JSONParser.parse(Array(json.utf8)) else {
            return false
        }
        return service.store.update { state in
            if let index = service.people.orderIndex(id: id) {
                state.changedOrders[id] = Self.changed(service.orderAt(index, state), members)
                return true
            }
            guard let place = state.newOrders.firstIndex(where: { $0["id_order"]?.integer == id })
            else { return false }
            state.newOrders[place] = Self.changed(state.newOrders[place], members)
            return true
        }
    }

    /// Adds an order from a JSON object, served verbatim; its `date_created` determines the days it
    /// belongs to. False if it is no object.
    @discardableResult
    public func addOrder(json: String) -> Bool {
        guard let order = try? JSONParser.parse(Array(json.utf8)), case .object = order else {
            return false
        }
        service.store.update { $0.newOrders.append(order) }
        return true
    }

    // MARK: - Customers

    /// The ids of the generated customers.
    public var idCustomers: Range<Int> {
        let first = PeopleGenerator.idCustomerFirst
        return first..<(first + service.people.customers)
    }

    /// The number of generated and created customers.
    public var customerCount: Int {
        service.people.customers + service.store.current.newCustomers.count
    }

    /// Appends a customer from a JSON object, served verbatim. False if it is no object.
    @discardableResult
    public func addCustomer(json: String) -> Bool {
        guard let customer = try? JSONParser.parse(Array(json.utf8)), case .object = customer
        else { return false }
        service.store.update { $0.newCustomers.append(customer) }
        return true
    }

    /// As ``changeOrder(id:json:)`` for a generated customer.
    @discardableResult
    public func changeCustomer(id: Int, json: String) -> Bool {
        guard case .object(let members)? = try? JSONParser.parse(Array(json.utf8)),
            let index = service.people.customerIndex(id: id)
        else { return false }
        service.store.update { state in
            let before = state.changedCustomers[id] ?? service.people.customer(index)
            state.changedCustomers[id] = Self.changed(before, members)
        }
        return true
    }

    private static func changed(_ value: JSONValue, _ members: [JSONValue.Member]) -> JSONValue {
        var value = value
        for member in members { value[member.key] = member.value == .null ? nil : member.value }
        return value
    }
}
