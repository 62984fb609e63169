import JSON
import LinuxSystem

extension POSService {
    /// Orders and customers by the calls that public clients use (Protocol/alleaves.md, Writes).
    func nativeWrites(_ call: String, _ request: HTTPRequest, _ numbers: [Int]) throws(JSONFault)
        -> HTTPResponse?
    {
        if call == "GET order/#" { return readOrder(numbers[0]) }
        let calls = ["POST order", "POST order/#/item", "PUT order/#/item/#", "POST customer"]
        guard calls.contains(call) else { return nil }
        guard store.current.writeCalls.hasNative else { return missingCall }
        let body = try request.json()
        switch call {
        case "POST order": return openOrder(body)
        case "POST order/#/item": return addLine(numbers[0], body)
        case "PUT order/#/item/#": return setPrice(numbers[0], numbers[1], body)
        default: return createNativeCustomer(body)
        }
    }

    /// The response to a call that the account lacks.
    var missingCall: HTTPResponse {
        let status = store.current.missingCallStatus
        return .failure(status, status == 405 ? "Method Not Allowed" : "Not Found")
    }

    private func readOrder(_ id: Int) -> HTTPResponse {
        order(id: id, store.current).map { .json($0) } ?? .failure(404, "Order not found")
    }

    private func openOrder(_ body: JSONValue) -> HTTPResponse {
        guard body["id_customer"]?.integer != nil else {
            return .failure(400, "id_customer is required")
        }
        let now = PeopleGenerator.timestamp(Int(SystemClock.wallMilliseconds()))
        let created = store.update { state in
            let id = PeopleGenerator.idOrderFirst + people.orders + state.newOrders.count
            let order = JSONValue.fields([
                "id_order": .integer(id), "id_customer": body["id_customer"] ?? .null,
                "id_location": body["id_location"] ?? .null, "date_created": .string(now),
                "date_updated": .string(now), "status": .string("pending"),
                "complete": .bool(false), "paid_in_full": .bool(false), "pickup_date": .null,
                "subtotal": .integer(0), "tax": .integer(0), "discount": .integer(0),
                "total": .integer(0), "items": .array([]), "notes": body["notes"] ?? .null,
                "source": body["source"] ?? .null,
            ])
            state.newOrders.append(order)
            return order
        }
        return .json(created, status: 201)
    }

    private func addLine(_ id: Int, _ body: JSONValue) -> HTTPResponse {
        guard let idBatch = body["id_batch"]?.integer, let idArea = body["id_area"]?.integer,
            let quantity = body["qty"]?.tenThousandths, quantity > 0
        else { return .failure(400, "id_batch, id_area and qty are required") }
        let added = store.update { state -> JSONValue? in
            guard let found = goods(idBatch, state), found.idArea == idArea,
                var order = newOrder(id, state)
            else { return nil }
            var lines = order["items"]?.array ?? []
            let line = JSONValue.fields([
                "id_order_item": .integer(Self.lineIDFirst + id * 1000 + lines.count),
                "id_inventory_item": .integer(idBatch), "id_item": .integer(found.idItem),
                "item": .string(found.name), "id_batch": .integer(idBatch),
                "id_area": .integer(idArea), "quantity": body["qty"] ?? .null,
                "price": .cents(found.cents),
            ])
            lines.append(line)
            order["items"] = .array(lines)
            setOrder(id: id, Self.totalled(order), &state)
            return line
        }
        return added.map { .json($0, status: 201) } ?? .failure(404, "No such order or batch")
    }

    private static let lineIDFirst = 500_000_000

    private func setPrice(_ id: Int, _ line: Int, _ body: JSONValue) -> HTTPResponse {
        guard let price = body["price"]?.tenThousandths, price >= 0 else {
            return .failure(400, "price is required")
        }
        return store.update { state -> HTTPResult in
            guard var order = newOrder(id, state) else { return .missing }
            var lines = order["items"]?.array ?? []
            var places = lines.indices.filter { lines[$0]["id_order_item"]?.integer == line }
            if places.isEmpty {
                places = lines.indices.filter { lines[$0]["id_item"]?.integer == line }
            }
            guard !places.isEmpty else { return .missing }
            for place in places { lines[place]["price"] = .cents(price / 100) }
            order["items"] = .array(lines)
            order = Self.totalled(order)
            setOrder(id: id, order, &state)
            return .found(order)
        }.response
    }

    /// An order created since the start; only these accept lines.
    private func newOrder(_ id: Int, _ state: POSStore.State) -> JSONValue? {
        state.newOrders.first { $0["id_order"]?.integer == id }
    }

    private static func totalled(_ order: JSONValue) -> JSONValue {
        var order = order
        let cents = (order["items"]?.array ?? []).map { line in
            let price = min(line["price"]?.tenThousandths ?? 0, SimulatorLimits.orderCentsMax)
            let quantity = min(
                line["quantity"]?.tenThousandths ?? 0, SimulatorLimits.orderCentsMax)
            return price * quantity / 1_000_000
        }
        let subtotal = min(cents.reduce(0, +), SimulatorLimits.orderCentsMax)
        order["subtotal"] = .cents(subtotal)
        order["tax"] = .cents(subtotal * 13 / 100)
        order["total"] = .cents(subtotal + subtotal * 13 / 100)
        return order
    }

    /// The item of a batch, and its location.
    private func goods(
        _ idBatch: Int, _ state: POSStore.State
    ) -> (idItem: Int, idArea: Int, name: String, cents: Int)? {
        if let recorded = state.recorded {
            let row = recorded.first { $0["id_batch"]?.integer == idBatch }
            guard let row, let item = row["id_item"]?.integer, let area = row["id_area"]?.integer
            else { return nil }
            let price =
                ["price_otd_adult_use", "price_otd", "price_retail"].lazy
                .compactMap { row[$0]?.tenThousandths }.first ?? 0
            return (item, area, row["item"]?.string ?? "", price / 100)
        }
        guard let (index, role, location) = generator.batch(id: idBatch),
            let area = generator.stock(index, role, location, state.edits).area
        else { return nil }
        let item = generator.item(index, state.edits)
        return (
            generator.idItem(index), area.rawValue, writer.name(of: item),
            max(0, item.outTheDoorCents)
        )
    }

    private func createNativeCustomer(_ body: JSONValue) -> HTTPResponse {
        guard body["name_first"]?.string?.isEmpty == false,
            body["name_last"]?.string?.isEmpty == false
        else { return .failure(400, "name_first and name_last are required") }
        var renamed = body
        renamed["first_name"] = body["name_first"]
        renamed["last_name"] = body["name_last"]
        return .json(newCustomer(renamed), status: 201)
    }
}
