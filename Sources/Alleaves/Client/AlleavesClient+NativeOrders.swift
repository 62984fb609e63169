import JSON
import PointOfSale
import TextForms

/// Orders created by several calls. None is repeated if its outcome is unknown.
extension AlleavesClient {
    /// Opens an order without lines.
    public func openOrder(
        customerID: String, notes: String?, source: String, deadline: POSDeadline
    ) throws(POSError) -> POSOrder {
        var members = [JSONValue.Member("id_customer", Self.identifier(customerID))]
        if let location = credentials.effectiveLocationID {
            members.append(JSONValue.Member("id_location", Self.identifier(location)))
        }
        if let notes { members.append(JSONValue.Member("notes", .string(notes))) }
        members.append(JSONValue.Member("source", .string(source)))
        let call = AlleavesCall(
            method: .post, path: "/order", body: JSONValue.object(members).bytes, isRead: false)
        let answer = try written(call, deadline, creating: ["id_order", "id"])
        return try detail(answer, call).order
    }

    /// Adds a line to an open order. Nil if the response does not contain the line; then only the
    /// order itself shows whether it exists.
    public func addLine(
        _ line: POSOrderLine, toOrder id: String, deadline: POSDeadline
    ) throws(POSError) -> POSPlacedLine? {
        let members = [
            JSONValue.Member("id_batch", Self.identifier(line.idBatch)),
            JSONValue.Member("id_area", Self.identifier(line.idArea)),
            JSONValue.Member("qty", .decimal(line.quantityThousandths, scale: 3)),
        ]
        let answer = try write(
            "/order/\(PercentEncoding.encode(id))/item", members, deadline)
        guard !POSOrderDetail.isOther(answer, than: id) else { return nil }
        let placed = POSPlacedLine.lines(answer)
        // Lines are appended, so of two with one batch the last is the new one.
        let own = placed.last {
            $0.idBatch == line.idBatch && ($0.idArea ?? line.idArea) == line.idArea
        }
        if let own { return own }
        let isShown = placed.count == 1 && placed[0].idBatch == nil
        return isShown && (placed[0].id != nil || answer.saysDone) ? placed[0] : nil
    }

    /// Sets the unit price of a line. False if the response does not confirm it.
    public func setPrice(
        _ cents: Int64, ofLine line: String, inOrder id: String, deadline: POSDeadline
    ) throws(POSError) -> Bool {
        let order = PercentEncoding.encode(id)
        let call = AlleavesCall(
            method: .put, path: "/order/\(order)/item/\(PercentEncoding.encode(line))",
            body: JSONValue.fields(["price": .decimal(cents, scale: 2)]).bytes,
            isRead: false)
        let answer = try written(call, deadline)
        guard !POSOrderDetail.isOther(answer, than: id) else { return false }
        let shown = POSPlacedLine.lines(answer).filter { $0.id == line || $0.idItem == line }
        if shown.isEmpty { return answer.saysDone }
        return shown.allSatisfy { $0.priceCents == cents }
    }

    /// An order with its current lines. Throws `suspicious` if the response is another order.
    public func order(
        id: String, deadline: POSDeadline
    ) throws(POSError) -> POSOrderDetail {
        let call = AlleavesCall(path: "/order/\(PercentEncoding.encode(id))")
        let answer = try json(call, deadline)
        guard !POSOrderDetail.isOther(answer, than: id) else {
            throw POSError(
                code: .suspicious, path: call.path, message: "the answer is another order")
        }
        return try detail(answer, call)
    }

    /// The order in a response, with its lines. Orders are numbered from 1: any other id is
    /// invalid.
    func detail(
        _ answer: JSONValue, _ call: AlleavesCall
    ) throws(POSError) -> POSOrderDetail {
        let order = answer["order"] ?? answer["data"] ?? answer
        guard let detail = POSOrderDetail(order) else { throw Self.unclear(call.path) }
        return detail
    }

    /// A number if it is one, as the native calls require.
    static func identifier(_ id: String) -> JSONValue {
        Int64(id).map { .integer($0) } ?? .string(id)
    }
}

extension POSPlacedLine {
    init(_ value: JSONValue) {
        self.init()
        let own = value.first("id_order_item", "id_line")
        let item = value.first("id_item", "product_id")
        idItem = item?.integer.map { String($0) } ?? item?.word
        let ownID = own?.integer.map { String($0) } ?? own?.word
        id = ownID ?? idItem
        isOwnID = ownID != nil
        idBatch = value["id_batch"]?.idText
        idArea = value["id_area"]?.idText
        quantityThousandths = value.first("qty", "quantity")?.quantityReading.value
        priceCents = POSOrder.cents(value.first("price", "unit_price"))
    }

    /// The lines in a response: those of its order, or the response itself as a single line.
    static func lines(_ answer: JSONValue) -> [POSPlacedLine] {
        let order = answer["order"] ?? answer["data"] ?? answer
        if let items = order["items"]?.array { return items.map { POSPlacedLine($0) } }
        guard let item = answer["item"], item.members != nil else {
            return [POSPlacedLine(order)]
        }
        return [POSPlacedLine(item)]
    }
}
