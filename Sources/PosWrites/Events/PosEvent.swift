import Access
import FirestoreModel
import JSON
import Pricing
import TextForms

/// An event of the POS's webhook (Protocol/alleaves.md, Events): its name and the few fields that
/// are used. Names and addresses of people are not read.
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
    /// When it happened, as the POS writes it; nil without a time of day.
    let timestamp: String?
    /// Whether it has a time, readable or not.
    let hasTime: Bool

    /// Nil where the payload is no event: no JSON object with a text `event`.
    init?(payload: [UInt8]) {
        guard let root = try? JSONParser.parse(payload), case .string(let name)? = root["event"],
            (1...PosWriteLimits.eventNameBytesMax).contains(name.utf8.count)
        else { return nil }
        let data = root["data"] ?? .null
        func text(_ keys: String..., in value: JSONValue) -> String? {
            keys.lazy.compactMap { Self.text(value[$0]) }.first
        }
        self.name = name
        // Without `data` the root's id is the subject's, such as an order's.
        let hasData = if case .object = data { true } else { false }
        let subject = text("id_item", "id_order", "id_customer", "id_discount", "id", in: data)
        eventID =
            text("event_id", "eventId", in: root)
            ?? text("id", in: root).flatMap { hasData && $0 != subject ? $0 : nil }
        hasTime = ["timestamp", "created_at", "occurred_at"].contains { Self.isSomething(root[$0]) }
        timestamp = ["timestamp", "created_at", "occurred_at"].lazy
            .compactMap { Self.text(root[$0]) }.first { Self.hasTime($0) }
        orgID = text("orgId", "org_id", in: data) ?? text("orgId", "org_id", in: root)
        locationID = text("locationId", "id_location", in: data)
        subjectID = subject
        quantityThousandths = Self.thousandths(data["quantity"] ?? data["stock"])
        thresholdThousandths = Self.thousandths(
            data["reorder_level"] ?? data["low_stock_threshold"])
    }

    /// The subject of an event.
    enum Subject: Equatable {
        case customers, orders, discounts, stock, product, productGone, lowStock, unknown
        /// An unknown event of the inventory or its products.
        case inventory
    }

    /// An unknown action on a known subject is a hint too: the subject is pulled.
    var subject: Subject {
        switch name.lowercased() {
        case "inventory.updated": return .stock
        case "product.created", "product.updated": return .product
        case "product.deleted": return .productGone
        case "inventory.low_stock": return .lowStock
        case let name:
            let noun = name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? ""
            guard name.utf8.count > noun.utf8.count + 1 else { return .unknown }
            return Self.nouns[noun] ?? .unknown
        }
    }

    private static let nouns: [String: Subject] = [
        "customer": .customers, "order": .orders, "discount": .discounts,
        "inventory": .inventory, "product": .inventory,
    ]

    /// Identifies the event across deliveries: the POS's id of the event, otherwise the whole
    /// payload if it contains a time. Nil where nothing identifies it.
    func identity(_ payload: [UInt8]) -> [UInt8]? {
        if let eventID { return Array("\(name)\0\(eventID)".utf8) }
        return timestamp == nil ? nil : payload
    }

    /// When it happened, milliseconds since 1970; nil where absent or unreadable.
    var milliseconds: Int64? {
        guard let timestamp else { return nil }
        guard let number = Double(timestamp) else { return RuleZone.utc.milliseconds(timestamp) }
        guard number > 0, number < 1e14 else { return nil }
        // Present times have ten digits in seconds, thirteen in milliseconds.
        return Int64(number < 1e11 ? number * 1000 : number)
    }

    /// Whether it changes a product's stock, so that a late one must not overwrite a newer one.
    var tellsStock: Bool { [.stock, .product, .productGone].contains(subject) }

    /// Whether a time is more precise than a day: seconds or milliseconds since 1970, or with a
    /// time of day.
    private static func hasTime(_ text: String) -> Bool {
        if let number = Double(text) { return number >= 1e9 }
        return text.contains(":") && text.contains { $0.isNumber }
    }

    private static func isSomething(_ value: JSONValue?) -> Bool {
        switch value {
        case nil, .null?: return false
        case .string(let text)?: return text.nonBlank != nil
        default: return true
        }
    }

    /// A text that is not blank, or a whole number as text.
    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?:
            let text = text.trimmed
            return text.isEmpty || text.utf8.count > PosWriteLimits.idBytesMax ? nil : text
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
        guard let number = Double(text), number >= 0, number <= PosWriteLimits.eventQuantityMax
        else { return nil }
        return Int64((number * 1000).rounded())
    }
}

/// The signature of a webhook's body: HMAC-SHA256 in hexadecimal, with or without `sha256=`.
enum EventSignature {
    /// Whether `signature` is that of `payload` by one of `secrets`; constant time.
    static func isValid(_ signature: String, of payload: [UInt8], secrets: [String]) -> Bool {
        let text = signature.trimmed
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
