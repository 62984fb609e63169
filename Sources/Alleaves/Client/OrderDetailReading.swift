import JSON
import PointOfSale

extension POSOrderDetail {
    /// Nil without an id, a positive whole number.
    init?(_ value: JSONValue) {
        guard let order = POSOrder(value), JSONValue.string(order.id).identifier != nil
        else { return nil }
        self.init(order: order)
        showsLines = value["items"]?.array != nil
        lines = showsLines ? POSPlacedLine.lines(value) : []
        let namesACustomer = value.members?.contains { $0.key == "id_customer" } ?? false
        isForNobody =
            namesACustomer && order.idCustomer == nil
            && !order.unreadable.holds("orders.id_customer")
        let flags = ["void", "voided", "is_void", "cancelled", "canceled", "deleted"]
        isVoid = flags.contains { value[$0]?.bool == true }
    }

    /// Whether a response names another order.
    static func isOther(_ answer: JSONValue, than id: String) -> Bool {
        let order = answer["order"] ?? answer["data"] ?? answer
        let named = ["id_order", "id"].compactMap { key -> String? in
            // Lines may have an `id` too.
            guard key == "id_order" || order["items"] != nil else { return nil }
            return order[key].flatMap { $0.integer.map { String($0) } ?? $0.text }
        }
        return !named.isEmpty && !named.contains(id)
    }
}
