import JSON

extension POSService {
    /// Discount rules (Protocol/alleaves.md, Discounts and Writes).
    func discounts(_ call: String, _ request: HTTPRequest, _ numbers: [Int]) throws(JSONFault)
        -> HTTPResponse?
    {
        switch call {
        case "GET discount":
            let state = store.current
            if let raw = state.rawDiscounts { return HTTPResponse(status: 200, body: .bytes(raw)) }
            return .json(.array(state.discounts))
        case "POST discount": return createDiscount(try request.json())
        case "PUT discount/#": return changeDiscount(numbers[0], try request.json())
        default: return nil
        }
    }

    private func createDiscount(_ body: JSONValue) -> HTTPResponse {
        guard body["name"]?.string?.isEmpty == false, body["discount_type"]?.string != nil else {
            return .failure(400, "name and discount_type are required")
        }
        return .json(.fields(["discount": addDiscount(body)]), status: 201)
    }

    /// Stores a rule with a new id; returns it.
    func addDiscount(_ body: JSONValue) -> JSONValue {
        store.update { state in
            let last = state.discounts.compactMap { $0["id_discount"]?.integer }.max()
            let id = (last ?? DiscountGenerator.idFirst - 1) &+ 1
            var rule = JSONValue.fields(["id_discount": .integer(id)])
            let keys = [
                "name", "discount_type", "discount_value", "start_date", "end_date",
                "conditions", "badge_text", "priority", "active", "description",
            ]
            for key in keys { rule[key] = body[key] }
            if rule["active"] == nil { rule["active"] = .bool(true) }
            state.discounts.append(rule)
            return rule
        }
    }

    private func changeDiscount(_ id: Int, _ body: JSONValue) -> HTTPResponse {
        let keys = ["name", "discount_value", "start_date", "end_date", "active", "badge_text"]
        return store.update { state -> HTTPResult in
            let place = state.discounts.firstIndex { $0["id_discount"]?.integer == id }
            guard let place else { return .missing }
            for key in keys where body[key] != nil { state.discounts[place][key] = body[key] }
            return .found(.fields(["success": .bool(true)]))
        }.response
    }
}
