import FirestoreModel
import Pricing
import ProtobufWire

/// Discount rules as documents: tenants/{org}/discounts/{id}, as Protocol/discount.schema.json
/// describes them.
///
/// Every field is read in camel and in snake case, and what a rule is for also inside `conditions`
/// as the POS writes it. Numbers may be numbers or decimal strings, products numbers or strings,
/// dates strings or timestamps; null is absent. What is there in another form, or twice and not
/// the same, is not read past: it makes the rule another one.
public enum RuleDocument {
    /// Why a document is no rule that can be applied, with the field at fault as it is called
    /// there; nil where it is one, whether or not it is live. Throws for bytes that are no map.
    public static func refusal(id: String, _ bytes: [UInt8]) throws(WireError) -> String? {
        let reading = try RuleReading(id: id, bytes)
        guard case .rejected(let rule) = DiscountRule.make(from: reading.fields, zone: .utc) else {
            return nil
        }
        guard let field = rule.field else { return rule.text }
        return "\(reading.spelling(of: field)): \(rule.reason.text)"
    }

    /// The plain fields of rule `id`; nothing is checked here. Throws for bytes that are no map.
    ///
    /// - Parameter updateTime: when it was last written, microseconds since 1970.
    static func fields(
        id: String, _ bytes: [UInt8], updateTime: Int64 = 0
    ) throws(WireError) -> RuleFields {
        var fields = try RuleReading(id: id, bytes).fields
        fields.updateTime = updateTime
        return fields
    }
}

/// A rule's document on the way to its plain fields.
private struct RuleReading {
    private(set) var fields: RuleFields
    /// How the document calls each field that it has, and the encoded value.
    private var found: [String: (name: String, value: [UInt8])] = [:]

    init(id: String, _ bytes: [UInt8]) throws(WireError) {
        fields = RuleFields(id: id)
        var reading = self
        try withFields(bytes) { reader throws(WireError) in
            while let entry = try reader.next() {
                let name = String(decoding: entry.key, as: UTF8.self)
                let value = try entry.view()
                if name != "conditions" {
                    guard let field = Self.names[name] else { continue }
                    try reading.take(field, as: name, value)
                } else if value.kind != .null {
                    try reading.takeConditions(value)
                }
            }
        }
        self = reading
    }

    /// How the document calls a field.
    func spelling(of field: String) -> String { found[field]?.name ?? field }

    private mutating func takeConditions(_ value: ValueView) throws(WireError) {
        guard var map = value.map else { return refuse("conditions") }
        while let entry = try map.next() {
            let name = String(decoding: entry.key, as: UTF8.self)
            guard let field = Self.conditionNames[name] else { continue }
            try take(field, as: "conditions.\(name)", try entry.view())
        }
    }

    private mutating func refuse(_ name: String) { fields.unreadable = fields.unreadable ?? name }

    private mutating func take(
        _ field: String, as name: String, _ value: ValueView
    ) throws(WireError) {
        guard value.kind != .null else { return }
        let bytes = [UInt8](value.encoded)
        if let before = found.updateValue((name, bytes), forKey: field), before.value != bytes {
            return refuse(name)
        }
        guard try set(field, value) else { return refuse(name) }
    }

    /// Whether the value is of a form that the field can have.
    private mutating func set(_ field: String, _ value: ValueView) throws(WireError) -> Bool {
        switch field {
        case "posId": set(\.posId, Self.text(value))
        case "name": set(\.name, Self.text(value))
        case "badgeText": set(\.badgeText, Self.text(value))
        case "discountType": set(\.kind, value.string)
        case "discountValue": set(\.value, Self.text(value))
        case "minQty": set(\.minQty, Self.text(value))
        case "minTotal": set(\.minTotal, Self.text(value))
        case "priority": set(\.priority, Self.text(value))
        case "startDate": set(\.startDate, Self.date(value))
        case "endDate": set(\.endDate, Self.date(value))
        case "active": set(\.active, value.boolean)
        case "storeWide": set(\.storeWide, value.boolean)
        case "categories": try setTexts(\.categories, value)
        case "brands": try setTexts(\.brands, value)
        case "products": try setTexts(\.products, value)
        default: try setTexts(\.customerTypes, value)
        }
    }

    private mutating func set<Part>(
        _ path: WritableKeyPath<RuleFields, Part?>, _ value: Part?
    ) -> Bool {
        fields[keyPath: path] = value
        return value != nil
    }

    private mutating func setTexts(
        _ path: WritableKeyPath<RuleFields, [String]>, _ value: ValueView
    ) throws(WireError) -> Bool {
        guard var values = value.array else { return false }
        var texts: [String] = []
        while let element = try values.next() {
            guard texts.count < CatalogLimits.ruleListMax, let text = Self.text(element) else {
                return false
            }
            texts.append(text)
        }
        fields[keyPath: path] = texts
        return true
    }

    private static func text(_ value: ValueView) -> String? {
        if let text = value.string { return text }
        if let integer = value.integer { return String(integer) }
        guard let double = value.double else { return nil }
        // Programs whose numbers are all doubles write ids so.
        return Int64(exactly: double).map { String($0) } ?? "\(double)"
    }

    private static func date(_ value: ValueView) -> String? {
        if let time = value.timestampMicroseconds { return Timestamp(microseconds: time).rfc3339 }
        return value.string
    }

    /// Fields by the names they can have at the top of a document.
    private static let names: [String: String] = names(
        of: [
            "posId", "name", "badgeText", "discountType", "discountValue", "minQty", "minTotal",
            "priority", "startDate", "endDate", "active", "storeWide", "categories", "brands",
            "products", "customerTypes",
        ])

    /// The same inside `conditions`.
    private static let conditionNames: [String: String] = names(
        of: [
            "categories", "brands", "products", "minQty", "minTotal", "customerTypes", "storeWide",
        ]
    ).merging(["all": "storeWide"]) { known, _ in known }

    private static func names(of fields: [String]) -> [String: String] {
        var names: [String: String] = [:]
        for field in fields {
            names[field] = field
            names[snake(field)] = field
        }
        return names
    }

    private static func snake(_ name: String) -> String {
        name.reduce(into: "") { snake, letter in
            if letter.isUppercase { snake.append("_") }
            snake += letter.lowercased()
        }
    }
}
