import FirestoreModel

/// An event of the POS's webhook (alleaves-api.md 7.9 and 7.10): its name and what little of its
/// data is used. Names and addresses of people are not read.
struct PosEvent: Equatable, Sendable {
    /// As the POS names it, such as `order.created`.
    let name: String
    let orgID: String?
    let locationID: String?
    /// The item, order or customer that it is about.
    let subjectID: String?
    /// Of an inventory event, in 1/1,000; above or equal zero.
    let quantityThousandths: Int64?
    let thresholdThousandths: Int64?
    /// The POS's own id of the event.
    let eventID: String?

    /// Nil where the payload is no event: no JSON object with a text `event`.
    init?(payload: [UInt8]) {
        guard let root = try? JSONParser.parse(payload), case .string(let name)? = root["event"],
            (1...ServiceLimits.eventNameBytesMax).contains(name.utf8.count)
        else { return nil }
        let data = root["data"] ?? .null
        func text(_ keys: String..., in value: JSONValue) -> String? {
            keys.lazy.compactMap { Self.text(value[$0]) }.first
        }
        self.name = name
        eventID = text("event_id", "id", in: root)
        orgID = text("orgId", "org_id", in: data) ?? text("orgId", "org_id", in: root)
        locationID = text("locationId", "id_location", in: data)
        subjectID = text("id_item", "id_order", "id_customer", "id", in: data)
        quantityThousandths = Self.thousandths(data["quantity"] ?? data["stock"])
        thresholdThousandths = Self.thousandths(
            data["reorder_level"] ?? data["low_stock_threshold"])
    }

    /// What the event is about.
    enum Subject: Equatable {
        case customers, orders, stock, product, productGone, lowStock, unknown
    }

    var subject: Subject {
        switch name {
        case "customer.created", "customer.updated": .customers
        case "order.created", "order.updated": .orders
        case "inventory.updated": .stock
        case "product.created", "product.updated": .product
        case "product.deleted": .productGone
        case "inventory.low_stock": .lowStock
        default: .unknown
        }
    }

    /// A text that is not blank, or a whole number as text.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?:
            let text = trimmed(text)
            return text.isEmpty || text.utf8.count > ServiceLimits.idBytesMax ? nil : text
        case .number(let digits)?: return Int64(digits).map { String($0) }
        default: return nil
        }
    }

    private static func thousandths(_ value: JSONValue?) -> Int64? {
        let text: String
        switch value {
        case .string(let string)?: text = string
        case .number(let digits)?: text = digits
        default: return nil
        }
        guard let number = Double(text), number >= 0, number <= ServiceLimits.eventQuantityMax
        else { return nil }
        return Int64((number * 1000).rounded())
    }
}

/// The signature of a webhook's body: HMAC-SHA256 in hexadecimal, with or without `sha256=`.
enum EventSignature {
    /// Whether `signature` is that of `payload` by one of `secrets`; takes the same time whatever
    /// is wrong with it.
    static func isValid(_ signature: String, of payload: [UInt8], secrets: [String]) -> Bool {
        let text = trimmed(signature)
        let digits = text.hasPrefix("sha256=") ? text.dropFirst(7) : Substring(text)
        let presented = Hexadecimal.bytes(digits) ?? []
        var isValid = false
        for secret in secrets {
            let code = HMACSHA256.code(key: Array(secret.utf8), message: payload)
            if SecretComparison.areEqual(code, presented) { isValid = true }
        }
        return isValid
    }
}
