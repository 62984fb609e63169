import JSON
import PointOfSale
import TextForms

extension POSDiscountChange {
    /// The members that creating and changing share. Nil if the text of a number is invalid.
    private func members() -> [JSONValue.Member]? {
        var members: [JSONValue.Member] = []
        if let name { members.append(JSONValue.Member("name", .string(name))) }
        if let value {
            guard let number = JSONValue.number(decimalText: value) else { return nil }
            members.append(JSONValue.Member("discount_value", number))
        }
        for (key, text) in [
            ("start_date", startDate), ("end_date", endDate), ("badge_text", badgeText),
        ] {
            if let text { members.append(JSONValue.Member(key, .string(text))) }
        }
        return members
    }

    var updateBody: [UInt8]? {
        guard var members = members() else { return nil }
        if let isActive { members.append(JSONValue.Member("active", .bool(isActive))) }
        return JSONValue.object(members).bytes
    }

    var createBody: [UInt8]? {
        guard name != nil, value != nil, let type, var members = members() else { return nil }
        members.append(JSONValue.Member("discount_type", .string(type)))
        var conditions: [JSONValue.Member] = []
        for (key, texts) in [("categories", categories), ("brands", brands)]
        where !texts.isEmpty {
            conditions.append(JSONValue.Member(key, .array(texts.map { .string($0) })))
        }
        if !products.isEmpty {
            conditions.append(
                JSONValue.Member(
                    "products", .array(products.map { AlleavesClient.identifier($0) })))
        }
        if let minQuantity {
            guard let number = JSONValue.number(decimalText: minQuantity) else { return nil }
            conditions.append(JSONValue.Member("min_qty", number))
        }
        if !conditions.isEmpty {
            members.append(JSONValue.Member("conditions", .object(conditions)))
        }
        members.append(JSONValue.Member("active", .bool(isActive ?? true)))
        return JSONValue.object(members).bytes
    }
}

extension AlleavesClient {
    /// Creates a rule, which needs elevated rights at the POS; returns it as stored. Never repeated
    /// if the outcome is unknown.
    public func createDiscount(
        _ change: POSDiscountChange, deadline: POSDeadline
    ) throws(POSError) -> POSDiscount {
        let path = "/discount"
        guard let body = change.createBody else { throw AlleavesClient.invalid(path) }
        let call = AlleavesCall(method: .post, path: path, body: body, isRead: false)
        let answer = try written(call, deadline)
        guard let discount = POSDiscount(answer["discount"] ?? answer),
            JSONValue.string(discount.idDiscount).identifier != nil
        else { throw Self.unclear(path) }
        return discount
    }

    /// Changes a rule; `isActive` false deactivates it. Never repeated if the outcome is unknown,
    /// because the rule may have changed in between.
    public func updateDiscount(
        _ idDiscount: String, _ change: POSDiscountChange, deadline: POSDeadline
    ) throws(POSError) {
        let path = "/discount/\(PercentEncoding.encode(idDiscount))"
        guard let body = change.updateBody else { throw AlleavesClient.invalid(path) }
        let call = AlleavesCall(method: .put, path: path, body: body, isRead: false)
        let answer = try written(call, deadline)
        let shown = (answer["discount"] ?? answer["data"] ?? answer).first("id_discount", "id")
        guard shown.map({ $0.idText == idDiscount }) ?? answer.saysDone else {
            throw Self.unclear(path)
        }
    }

    /// Applies a discount to an open order; returns the order with its new totals.
    public func applyDiscount(
        _ idDiscount: String, toOrder idOrder: String, deadline: POSDeadline
    ) throws(POSError) -> POSOrder {
        let body = JSONValue.fields([
            "id_discount": Self.identifier(idDiscount)
        ]).bytes
        let call = AlleavesCall(
            method: .post, path: "/order/\(PercentEncoding.encode(idOrder))/discount", body: body,
            isRead: false)
        let changed = try order(try written(call, deadline), call)
        guard changed.id == idOrder else { throw Self.unclear(call.path) }
        return changed
    }

    static func invalid(_ path: String) -> POSError {
        POSError(
            code: .invalidRequest, path: path, message: "missing or invalid argument",
            isUntouched: true)
    }

    /// The order in a response, bare or under `order`.
    func order(_ answer: JSONValue, _ call: AlleavesCall) throws(POSError) -> POSOrder {
        guard let order = POSOrder(answer["order"] ?? answer) else {
            throw Self.unclear(call.path)
        }
        return order
    }
}
