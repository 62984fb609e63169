import CivilTime
import JSON
import LinuxSystem

extension POSService {
    /// Orders (Protocol/alleaves.md, Orders and Writes).
    func orders(_ call: String, _ request: HTTPRequest, _ numbers: [Int]) throws(JSONFault)
        -> HTTPResponse?
    {
        switch call {
        case "GET order": return orderList(request)
        case "POST order/#/discount":
            return applyDiscount(numbers[0], try request.json()["id_discount"]?.integer)
        case "POST locations/#/orders":
            guard store.current.writeCalls.hasLocated else { return missingCall }
            return createOrder(try request.json())
        case "POST locations/#/inventory": return stock(numbers[0], try request.json())
        default: return nil
        }
    }

    /// A generated order with the changes made by writes.
    func orderAt(_ index: Int, _ state: POSStore.State) -> JSONValue {
        state.changedOrders[PeopleGenerator.idOrderFirst + index] ?? people.order(index)
    }

    // MARK: - List

    private func orderList(_ request: HTTPRequest) -> HTTPResponse {
        let state = store.current
        let range = orderRange(request)
        let new = newOrders(state, request)
        let window = Paging.window(
            page: request.query["page"].flatMap { Int($0) } ?? 1,
            size: request.query["pageSize"].flatMap { Int($0) }
                ?? SimulatorLimits.pageSizeDefault,
            entriesMax: state.shapes.pageEntriesMax)
        // Newest first: created orders, then the generated ones in reverse.
        let rows = window.clamped(to: 0..<(new.count + range.count)).map { place in
            place < new.count
                ? new[new.count - 1 - place]
                : orderAt(range.upperBound - 1 - (place - new.count), state)
        }
        return .json(Self.shaped(rows, state.shapes.orders))
    }

    /// Without both dates, the newest orders only: an undocumented window seen in production.
    private func orderRange(_ request: HTTPRequest) -> Range<Int> {
        guard let (from, through) = Self.dates(request) else {
            return max(0, people.orders - SimulatorLimits.hiddenWindowOrders)..<people.orders
        }
        return people.orderRange(from, through)
    }

    private static func dates(_ request: HTTPRequest) -> (CivilDate, CivilDate)? {
        guard let from = request.query["startDate"].flatMap({ CivilDate(prefix: $0) }),
            let through = request.query["endDate"].flatMap({ CivilDate(prefix: $0) })
        else { return nil }
        return (from, through)
    }

    private func newOrders(_ state: POSStore.State, _ request: HTTPRequest) -> [JSONValue] {
        guard let (from, through) = Self.dates(request) else { return state.newOrders }
        return state.newOrders.filter { order in
            let day = order["date_created"]?.string.flatMap { CivilDate(prefix: $0) }
            return day.map { $0 >= from && $0 <= through } ?? false
        }
    }

    private static func shaped(_ rows: [JSONValue], _ shape: SimulatorShapes.Orders) -> JSONValue {
        switch shape {
        case .array: .array(rows)
        case .orders: .fields(["orders": .array(rows)])
        case .data: .fields(["data": .array(rows)])
        case .results: .fields(["results": .array(rows)])
        }
    }

    // MARK: - Writes

    private func applyDiscount(_ id: Int, _ discount: Int?) -> HTTPResponse {
        store.update { state -> HTTPResult in
            let rule = state.discounts.first { $0["id_discount"]?.integer == discount }
            guard let discount, let rule, var order = order(id: id, state) else { return .missing }
            let subtotal = (order["subtotal"]?.tenThousandths ?? 0) / 100
            let off = Self.discountCents(rule, subtotal: subtotal)
            let tax = (subtotal - off) * 13 / 100
            order["id_discount"] = .integer(discount)
            order["discount"] = .cents(off)
            order["tax"] = .cents(tax)
            order["total"] = .cents(subtotal - off + tax)
            setOrder(id: id, order, &state)
            return .found(.fields(["order": order]))
        }.response
    }

    private static func discountCents(_ rule: JSONValue, subtotal: Int) -> Int {
        let value = max(0, rule["discount_value"]?.tenThousandths ?? 0)
        switch rule["discount_type"]?.string {
        case "percent": return subtotal * min(value, 1_000_000) / 1_000_000
        case "amount": return min(subtotal, value / 100)
        default: return 0
        }
    }

    func order(id: Int, _ state: POSStore.State) -> JSONValue? {
        if let index = people.orderIndex(id: id) { return orderAt(index, state) }
        return state.newOrders.first { $0["id_order"]?.integer == id }
    }

    func setOrder(id: Int, _ value: JSONValue, _ state: inout POSStore.State) {
        if let place = state.newOrders.firstIndex(where: { $0["id_order"]?.integer == id }) {
            state.newOrders[place] = value
        } else {
            state.changedOrders[id] = value
        }
    }

    private func createOrder(_ body: JSONValue) -> HTTPResponse {
        guard let items = body["items"]?.array, !items.isEmpty else {
            return .failure(400, "items are required")
        }
        var lines: [JSONValue] = []
        var subtotal = 0
        for item in items {
            let quantity = item["quantity"]?.tenThousandths ?? 10_000
            let price = item["unit_price"]?.tenThousandths ?? 0
            let (product, overflows) = quantity.multipliedReportingOverflow(by: price)
            let (sum, sumOverflows) = subtotal.addingReportingOverflow(product / 1_000_000)
            let isAbsurd = sum < 0 || sum > SimulatorLimits.orderCentsMax
            if overflows || sumOverflows || isAbsurd { return .failure(400, "amount out of range") }
            subtotal = sum
            lines.append(line(item, cents: product / 1_000_000))
        }
        let now = PeopleGenerator.timestamp(Int(SystemClock.wallMilliseconds()))
        let order = Self.orderRow(body, lines, subtotal: subtotal, now: now)
        let created = store.update { state in
            var order = order
            let id = PeopleGenerator.idOrderFirst + people.orders + state.newOrders.count
            order["id_order"] = .integer(id)
            state.newOrders.append(order)
            return order
        }
        return .json(.fields(["order": Self.outward(created)]), status: 201)
    }

    private func line(_ item: JSONValue, cents: Int) -> JSONValue {
        let index = item["product_id"]?.integer.flatMap { generator.index(idItem: $0) }
        let name = index.map { writer.name(of: generator.item($0, InventoryEdits())) }
        return .fields([
            "id_item": item["product_id"]?.integer.map { .integer($0) } ?? .null,
            "item": .string(name ?? "Unknown item"),
            "quantity": item["quantity"] ?? .integer(1), "price": item["unit_price"] ?? .null,
            "total": .cents(cents),
        ])
    }

    private static func orderRow(
        _ body: JSONValue, _ lines: [JSONValue], subtotal: Int, now: String
    ) -> JSONValue {
        let tax = subtotal / 100 * 13
        return .fields([
            "id_order": .null,
            "id_customer": body["customer_id"]?.integer.map { .integer($0) } ?? .null,
            "date_created": .string(now), "date_updated": .string(now),
            "status": .string("pending"), "subtotal": .cents(subtotal), "tax": .cents(tax),
            "discount": .integer(0), "total": .cents(subtotal + tax), "items": .array(lines),
            "notes": body["notes"] ?? .null, "source": body["source"] ?? .null,
        ])
    }

    /// An order in the form of the write endpoints (Protocol/alleaves.md, Writes).
    private static func outward(_ order: JSONValue) -> JSONValue {
        let customer = order["id_customer"]?.integer.map { JSONValue.string(String($0)) }
        var result = JSONValue.fields([
            "id": .string(String(order["id_order"]?.integer ?? 0)),
            "customer": .fields(["id": customer ?? .null]),
        ])
        for key in ["status", "subtotal", "tax", "discount", "total", "notes"] {
            result[key] = order[key]
        }
        result["items"] = .array(
            (order["items"]?.array ?? []).map { line in
                .fields([
                    "product_id": .string(String(line["id_item"]?.integer ?? 0)),
                    "product_name": line["item"] ?? .null, "quantity": line["quantity"] ?? .null,
                    "unit_price": line["price"] ?? .null, "total": line["total"] ?? .null,
                ])
            })
        result["payment_method"] = .string("cash")
        result["created_at"] = order["date_created"]
        result["updated_at"] = order["date_updated"]
        return result
    }

    // MARK: - Stock

    private func stock(_ idLocation: Int, _ body: JSONValue) -> HTTPResponse {
        let ids = (body["product_ids"]?.array ?? []).compactMap(\.integer)
        let state = store.current
        let rows = ids.map { id in
            JSONValue.fields([
                "product_id": .string(String(id)),
                "quantity": .integer(sellable(idItem: id, idLocation: idLocation, state)),
            ])
        }
        return .json(.fields(["inventory": .array(rows)]))
    }

    /// Units in retail areas that have not expired.
    func sellable(idItem: Int, idLocation: Int, _ state: POSStore.State) -> Int {
        if let recorded = state.recorded {
            let rows = RecordedRows(rows: recorded, edits: state.edits, today: generator.today)
            return rows.search("", idLocation).reduce(0) { sum, row in
                let counts =
                    row["id_item"]?.integer == idItem
                    && row["area_type"]?.string == "Retail"
                    && !(row["date_expire"]?.string.flatMap { CivilDate(prefix: $0) }.map {
                        $0 < generator.today
                    } ?? false)
                return counts ? sum + (row["available"]?.integer ?? 0) : sum
            }
        }
        guard let item = generator.index(idItem: idItem),
            let location = generator.location(id: idLocation),
            !state.edits.hides(item, seed: generator.seed)
        else { return 0 }
        let first = generator.row(item, .first, location, state.edits)
            .sellable(on: generator.today)
        guard generator.secondRole(item) == .secondBatch else { return first }
        return first
            + generator.row(item, .secondBatch, location, state.edits)
            .sellable(on: generator.today)
    }
}
