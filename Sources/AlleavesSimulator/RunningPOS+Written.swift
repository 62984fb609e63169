import JSON

extension RunningPOS {
    /// The ids of the generated orders.
    public var idOrders: Range<Int> {
        let first = PeopleGenerator.idOrderFirst
        return first..<(first + service.people.orders)
    }

    /// The e-mail addresses of customers created since the start, in order.
    public var newCustomerEmails: [String] {
        service.store.current.newCustomers.map { $0["email"]?.string ?? "" }
    }

    /// The ids of orders created since the start, in order.
    public var newOrderIds: [Int] {
        service.store.current.newOrders.compactMap { $0["id_order"]?.integer }
    }

    /// The lines of a created order: product, units in 1/1,000, price in cents, batch.
    public func writtenLines(
        id: Int
    ) -> [(idItem: Int, thousandths: Int, cents: Int, idBatch: Int?)] {
        let order = service.store.current.newOrders.first { $0["id_order"]?.integer == id }
        return (order?["items"]?.array ?? []).map { line in
            (
                line["id_item"]?.integer ?? 0, (line["quantity"]?.tenThousandths ?? 0) / 10,
                (line["price"]?.tenThousandths ?? 0) / 100, line["id_batch"]?.integer
            )
        }
    }

    /// Sets the calls by which orders and customers can be created.
    public func setWriteCalls(_ calls: WriteCalls) {
        service.store.update { $0.writeCalls = calls }
    }

    /// Subtotal in cents and discount id of a created or changed order; nil for any other.
    public func writtenOrder(id: Int) -> (subtotalCents: Int, idDiscount: Int?)? {
        let state = service.store.current
        let new = state.newOrders.first { $0["id_order"]?.integer == id }
        guard let order = state.changedOrders[id] ?? new else { return nil }
        return ((order["subtotal"]?.tenThousandths ?? 0) / 100, order["id_discount"]?.integer)
    }

    /// Points, and credit in cents, of a customer changed since the start; nil for any other.
    public func writtenBalance(idCustomer: Int) -> (points: Int, creditCents: Int)? {
        let state = service.store.current
        let new = state.newCustomers.first { $0["id_customer"]?.integer == idCustomer }
        guard let customer = state.changedCustomers[idCustomer] ?? new else { return nil }
        return (
            (customer["loyalty_points"]?.tenThousandths ?? 0) / 10_000,
            (customer["credit_balance"]?.tenThousandths ?? 0) / 100
        )
    }
}
