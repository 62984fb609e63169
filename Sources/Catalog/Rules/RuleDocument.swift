import FirestoreModel
import MirrorTree
import Pricing
import ProtobufWire

/// Discount rules as documents: tenants/{org}/discounts/{id}, as Protocol/discount.schema.json
/// describes them.
///
/// Every field is accepted in camel and in snake case, and the matching fields also inside
/// `conditions`, as the POS writes them. Numbers may be numbers or decimal strings, products
/// numbers or strings, dates strings or timestamps; null is absent. A field of another type, or
/// present twice with different values, is an error: ignoring it would change the rule.
public enum RuleDocument {
    /// What the document ids of the products begin with that a rule can name, where it came from a
    /// POS; nil for an agent's own. A sync writes which provider it came from as `source`, the
    /// POS's own id as `posId`, and makes the document's id of the two.
    static func productPrefix(id: String, source: String?, posId: String?) -> String? {
        guard let source, !source.isEmpty, let posId,
            id.utf8.starts(with: source.utf8 + [UInt8(ascii: "_")])
        else { return nil }
        let count = id.utf8.count - posId.utf8.count
        let isWhole =
            count > source.utf8.count
            && id.utf8.dropFirst(count).elementsEqual(posId.utf8)
            && id.utf8.dropFirst(count - 1).first == UInt8(ascii: "_")
        return String(
            decoding: id.utf8.prefix(isWhole ? count : source.utf8.count + 1), as: UTF8.self)
    }

    /// Why a document is not an applicable rule, with the field at fault as named there; nil if it
    /// is one, live or not. Throws for bytes that are no map.
    public static func refusal(id: String, _ bytes: [UInt8]) throws(WireError) -> String? {
        let reading = try RuleDocumentReader(id: id, bytes)
        guard case .rejected(let rule) = DiscountRule.make(from: reading.fields, zone: .utc) else {
            return nil
        }
        guard let field = rule.field else { return rule.text }
        return "\(reading.spelling(of: field)): \(rule.reason.text)"
    }

    /// Whether a document is an applicable rule that is enabled, regardless of its dates.
    public static func isInForce(id: String, _ bytes: [UInt8]) throws(WireError) -> Bool {
        let fields = try RuleDocumentReader(id: id, bytes).fields
        guard case .rule(let rule) = DiscountRule.make(from: fields, zone: .utc) else {
            return false
        }
        return rule.isActive
    }

    /// The unchecked fields of rule `id`. Throws for bytes that are no map.
    ///
    /// - Parameter updateTime: when it was last written, microseconds since 1970.
    static func fields(
        id: String, _ bytes: [UInt8], updateTime: Int64 = 0
    ) throws(WireError) -> RuleFields {
        var fields = try RuleDocumentReader(id: id, bytes).fields
        fields.updateTime = updateTime
        return fields
    }
}

/// Parses a rule's document into its fields.
private struct RuleDocumentReader {
    private(set) var fields: RuleFields
    /// Number of list entries so far.
    private var listed = 0
    private var source: String?
    /// The document's spelling of each field and its encoded value.
    private var found: [String: (name: String, value: [UInt8])] = [:]

    init(id: String, _ bytes: [UInt8]) throws(WireError) {
        fields = RuleFields(id: id)
        var reading = self
        try withFields(bytes) { reader throws(WireError) in
            while let entry = try reader.next() {
                let name = String(decoding: entry.key, as: UTF8.self)
                try reading.takeTop(name, try entry.view())
            }
        }
        self = reading
        let prefix = RuleDocument.productPrefix(id: id, source: source, posId: fields.posId)
        fields.isDecoded = prefix != nil
        fields.productPrefix = prefix ?? ""
    }

    private mutating func takeTop(_ name: String, _ value: ValueView) throws(WireError) {
        switch name {
        case RuleField.posRejection.rawValue:
            fields.posRejection = value.string.map { text in
                RuleRejection(rawValue: text) ?? .fieldUnreadable
            }
        case RuleField.source.rawValue: source = value.string
        case RuleField.posRejectedField.rawValue: fields.posRejectedField = value.string
        case "conditions" where value.kind != .null: try takeConditions(value)
        default:
            guard let field = RuleFieldNames.top[name] else { return }
            try take(field, as: name, value)
        }
    }

    /// The document's spelling of a field.
    func spelling(of field: String) -> String { found[field]?.name ?? field }

    private mutating func takeConditions(_ value: ValueView) throws(WireError) {
        guard var map = value.map else { return refuse("conditions") }
        while let entry = try map.next() {
            let name = String(decoding: entry.key, as: UTF8.self)
            guard let field = RuleFieldNames.conditions[name] else { continue }
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

    /// Sets a field; false if the value is of a type that it cannot have.
    private mutating func set(_ field: String, _ value: ValueView) throws(WireError) -> Bool {
        switch field {
        case RuleField.posId.rawValue: set(\.posId, Self.text(value))
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
        case "locationIds": try setLocations(value)
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
        guard let texts = try texts(value) else { return false }
        fields[keyPath: path] = texts
        return true
    }

    /// No location at all is another thing than no list.
    private mutating func setLocations(_ value: ValueView) throws(WireError) -> Bool {
        fields.locationIds = try texts(value)
        return fields.locationIds != nil
    }

    /// The entries of a list; nil where it is none.
    private mutating func texts(_ value: ValueView) throws(WireError) -> [String]? {
        guard var values = value.array else { return nil }
        var texts: [String] = []
        while let element = try values.next() {
            guard listed < CatalogLimits.ruleListMax, let text = Self.text(element) else {
                return nil
            }
            listed += 1
            texts.append(text)
        }
        return texts
    }

    private static func text(_ value: ValueView) -> String? {
        if let text = value.string { return text }
        if let integer = value.integer { return String(integer) }
        guard let double = value.double else { return nil }
        // Languages without integers write ids as doubles.
        return Int64(exactly: double).map { String($0) } ?? "\(double)"
    }

    private static func date(_ value: ValueView) -> String? {
        if let time = value.timestampMicroseconds { return Timestamp(microseconds: time).rfc3339 }
        return value.string
    }
}
