import FirestoreModel
import MirrorMessages
import PointOfSale

extension WriteRecord {
    /// Nil for a malformed record.
    init?(_ fields: Fields) {
        guard let state = State(rawValue: fields.text("state")) else { return nil }
        self.init(
            method: fields.text("method"), requestHash: fields.text("requestHash"), state: state,
            error: fields.text("error"), auditID: fields.text("auditId"),
            sentAt: fields["sentAt"]?.timestampValue?.microseconds ?? 0,
            finishedAt: fields["finishedAt"]?.timestampValue?.microseconds ?? 0)
        outcome = WriteOutcome(fields)
        for value in fields["steps"]?.arrayValue ?? [] {
            guard let map = value.mapValue, let step = WriteStep(map) else { return nil }
            steps.append(step)
        }
    }

    var fields: Fields {
        var pairs: [(String, Value)] = [
            ("method", .string(method)), ("requestHash", .string(requestHash)),
            ("state", .string(state.rawValue)),
            ("sentAt", .timestamp(Timestamp(microseconds: sentAt))),
        ]
        if finishedAt > 0 {
            pairs.append(("finishedAt", .timestamp(Timestamp(microseconds: finishedAt))))
        }
        let texts = [
            ("error", error), ("customerId", outcome.customerID), ("orderId", outcome.orderID),
            ("discountId", outcome.discountID), ("auditId", auditID),
        ]
        pairs += texts.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }
        if !steps.isEmpty { pairs.append(("steps", .array(steps.map { .map($0.fields) }))) }
        return Fields(pairs + outcome.pairs)
    }

    /// The record as a reply.
    func reply(key: String) -> PosWriteReply {
        var reply = PosWriteReply()
        reply.idempotencyKey = key
        reply.state = state.rawValue
        reply.method = method
        reply.error = error
        reply.customerId = outcome.customerID
        reply.orderId = outcome.orderID
        reply.discountId = outcome.discountID
        reply.loyaltyPoints = outcome.loyaltyPoints
        reply.creditCents = outcome.creditCents
        reply.subtotalCents = outcome.subtotalCents
        reply.taxCents = outcome.taxCents
        reply.discountCents = outcome.discountCents
        reply.totalCents = outcome.totalCents
        reply.sentAt = WireTimestamp(microseconds: sentAt)
        if finishedAt > 0 { reply.finishedAt = WireTimestamp(microseconds: finishedAt) }
        reply.priceDifferences = outcome.differences.map(\.message)
        reply.warnings = outcome.warnings
        reply.steps = steps.map(\.message)
        return reply
    }
}

extension WriteOutcome {
    private static var amounts: [(String, WritableKeyPath<WriteOutcome, Int64?>)] {
        [
            ("loyaltyPoints", \.loyaltyPoints), ("creditCents", \.creditCents),
            ("subtotalCents", \.subtotalCents), ("taxCents", \.taxCents),
            ("discountCents", \.discountCents), ("totalCents", \.totalCents),
        ]
    }

    fileprivate init(_ fields: Fields) {
        customerID = fields.text("customerId")
        orderID = fields.text("orderId")
        discountID = fields.text("discountId")
        warnings = (fields["warnings"]?.arrayValue ?? []).compactMap(\.stringValue)
        differences = (fields["priceDifferences"]?.arrayValue ?? []).compactMap { value in
            value.mapValue.map { map in
                PriceDifferenceNote(
                    productID: map.text("productId"),
                    namedCents: map["unitPriceCents"]?.integerValue ?? 0,
                    menuCents: map["menuPriceCents"]?.integerValue ?? 0)
            }
        }
        for (key, path) in Self.amounts { self[keyPath: path] = fields[key]?.integerValue }
    }

    fileprivate var pairs: [(String, Value)] {
        var pairs: [(String, Value)] = []
        for (key, path) in Self.amounts {
            if let amount = self[keyPath: path] { pairs.append((key, .integer(amount))) }
        }
        if !warnings.isEmpty {
            pairs.append(("warnings", .array(warnings.map { .string($0) })))
        }
        if !differences.isEmpty {
            let values = differences.map { note in
                Value.map([
                    "productId": .string(note.productID),
                    "unitPriceCents": .integer(note.namedCents),
                    "menuPriceCents": .integer(note.menuCents),
                ])
            }
            pairs.append(("priceDifferences", .array(values)))
        }
        return pairs
    }
}

extension PriceDifferenceNote {
    fileprivate var message: PriceDifference {
        var message = PriceDifference()
        message.productId = productID
        message.unitPriceCents = namedCents
        message.menuPriceCents = menuCents
        return message
    }
}

extension WriteStep {
    fileprivate init?(_ fields: Fields) {
        guard let call = Call(rawValue: fields.text("call")),
            let state = State(rawValue: fields.text("state"))
        else { return nil }
        self.init(
            call: call, state: state, productID: fields.text("productId"),
            idBatch: Self.id(fields["batchId"]), idArea: Self.id(fields["areaId"]),
            thousandths: fields["thousandths"]?.integerValue ?? 0,
            cents: fields["cents"]?.integerValue ?? 0, lineID: fields.text("lineId"),
            posCents: fields["posCents"]?.integerValue)
    }

    fileprivate var fields: Fields {
        var pairs: [(String, Value)] = [
            ("call", .string(call.rawValue)), ("state", .string(state.rawValue)),
        ]
        let texts = [("productId", productID), ("lineId", lineID)]
        pairs += texts.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }
        if call != .openOrder { pairs.append(("cents", .integer(cents))) }
        if call == .addLine {
            pairs += [
                ("batchId", Self.value(idBatch)), ("areaId", Self.value(idArea)),
                ("thousandths", .integer(thousandths)),
            ]
        }
        if let posCents { pairs.append(("posCents", .integer(posCents))) }
        return Fields(pairs)
    }

    /// A number is stored as one.
    private static func value(_ id: String) -> Value {
        if case .number(let number) = POSID(id) { return .integer(number) }
        return .string(id)
    }

    private static func id(_ value: Value?) -> String {
        if let number = value?.integerValue { return number == 0 ? "" : String(number) }
        return value?.stringValue ?? ""
    }

    fileprivate var message: PosWriteStep {
        var message = PosWriteStep()
        message.call = call.rawValue
        message.state = state.rawValue
        message.productId = productID
        message.idBatch = idBatch
        message.quantity = Double(thousandths) / 1000
        message.unitPriceCents = cents
        return message
    }
}
