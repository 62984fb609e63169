import FirestoreModel
import MirrorMessages
import MirrorTree
import PointOfSale

extension WriteRecord {
    /// Nil for a malformed record.
    init?(_ fields: Fields) {
        guard let state = State(rawValue: fields.text(WriteField.state)) else { return nil }
        self.init(
            method: fields.text(WriteField.method),
            requestHash: fields.text(WriteField.requestHash), state: state,
            error: fields.text(WriteField.error), auditID: fields.text(WriteField.auditId),
            sentAt: fields[WriteField.sentAt]?.timestampValue?.microseconds ?? 0,
            finishedAt: fields[WriteField.finishedAt]?.timestampValue?.microseconds ?? 0)
        outcome = WriteOutcome(fields)
        for value in fields[WriteField.steps]?.arrayValue ?? [] {
            guard let map = value.mapValue, let step = WriteStep(map) else { return nil }
            steps.append(step)
        }
    }

    var fields: Fields {
        var pairs: [(WriteField, Value)] = [
            (WriteField.method, .string(method)), (WriteField.requestHash, .string(requestHash)),
            (WriteField.state, .string(state.rawValue)),
            (WriteField.sentAt, .timestamp(Timestamp(microseconds: sentAt))),
        ]
        if finishedAt > 0 {
            pairs.append((WriteField.finishedAt, .timestamp(Timestamp(microseconds: finishedAt))))
        }
        let texts = [
            (WriteField.error, error), (WriteField.customerId, outcome.customerID),
            (WriteField.orderId, outcome.orderID),
            (WriteField.discountId, outcome.discountID), (WriteField.auditId, auditID),
        ]
        pairs += texts.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }
        if !steps.isEmpty {
            pairs.append((WriteField.steps, .array(steps.map { .map($0.fields) })))
        }
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
    private static var amounts: [(WriteField, WritableKeyPath<WriteOutcome, Int64?>)] {
        [
            (WriteField.loyaltyPoints, \.loyaltyPoints), (WriteField.creditCents, \.creditCents),
            (WriteField.subtotalCents, \.subtotalCents), (WriteField.taxCents, \.taxCents),
            (WriteField.discountCents, \.discountCents), (WriteField.totalCents, \.totalCents),
        ]
    }

    fileprivate init(_ fields: Fields) {
        customerID = fields.text(WriteField.customerId)
        orderID = fields.text(WriteField.orderId)
        discountID = fields.text(WriteField.discountId)
        warnings = (fields[WriteField.warnings]?.arrayValue ?? []).compactMap(\.stringValue)
        differences = (fields[WriteField.priceDifferences]?.arrayValue ?? []).compactMap { value in
            value.mapValue.map { map in
                PriceDifferenceNote(
                    productID: map.text(PriceDifferenceField.productId),
                    namedCents: map[PriceDifferenceField.unitPriceCents]?.integerValue ?? 0,
                    menuCents: map[PriceDifferenceField.menuPriceCents]?.integerValue ?? 0)
            }
        }
        for (key, path) in Self.amounts { self[keyPath: path] = fields[key]?.integerValue }
    }

    fileprivate var pairs: [(WriteField, Value)] {
        var pairs: [(WriteField, Value)] = []
        for (key, path) in Self.amounts {
            if let amount = self[keyPath: path] { pairs.append((key, .integer(amount))) }
        }
        if !warnings.isEmpty {
            pairs.append((WriteField.warnings, .array(warnings.map { .string($0) })))
        }
        if !differences.isEmpty {
            let values = differences.map { note in
                let fields = Fields([
                    (PriceDifferenceField.productId, .string(note.productID)),
                    (.unitPriceCents, .integer(note.namedCents)),
                    (.menuPriceCents, .integer(note.menuCents)),
                ])
                return Value.map(fields)
            }
            pairs.append((WriteField.priceDifferences, .array(values)))
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
        guard let call = Call(rawValue: fields.text(WriteStepField.call)),
            let state = State(rawValue: fields.text(WriteStepField.state)),
            let thousandths = Self.number(
                fields[WriteStepField.thousandths], most: PosWriteLimits.stepThousandthsMax),
            let cents = Self.number(fields[WriteStepField.cents], most: POSLimits.moneyCentsMax)
        else { return nil }
        self.init(
            call: call, state: state, productID: fields.text(WriteStepField.productId),
            idBatch: Self.id(fields[WriteStepField.batchId]),
            idArea: Self.id(fields[WriteStepField.areaId]),
            thousandths: thousandths, cents: cents,
            lineID: fields.text(WriteStepField.lineId),
            posCents: fields[WriteStepField.posCents]?.integerValue)
    }

    /// A number that a step can have, 0 where there is none; nil for any other value.
    private static func number(_ value: Value?, most: Int64) -> Int64? {
        switch value {
        case nil, .null: 0
        case .integer(let number) where (-most...most).contains(number): number
        default: nil
        }
    }

    fileprivate var fields: Fields {
        var pairs: [(WriteStepField, Value)] = [
            (WriteStepField.call, .string(call.rawValue)),
            (WriteStepField.state, .string(state.rawValue)),
        ]
        let texts = [(WriteStepField.productId, productID), (WriteStepField.lineId, lineID)]
        pairs += texts.filter { !$0.1.isEmpty }.map { ($0.0, .string($0.1)) }
        if call != .openOrder { pairs.append((WriteStepField.cents, .integer(cents))) }
        if call == .addLine {
            pairs += [
                (WriteStepField.batchId, Self.value(idBatch)),
                (WriteStepField.areaId, Self.value(idArea)),
                (WriteStepField.thousandths, .integer(thousandths)),
            ]
        }
        if let posCents { pairs.append((WriteStepField.posCents, .integer(posCents))) }
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
