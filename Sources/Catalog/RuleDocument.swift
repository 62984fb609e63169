import FirestoreModel
import Pricing
import ProtobufWire

/// Discount rules as documents: tenants/{org}/discounts/{id}.
///
/// Fields: name, description, discountType, discountValue, startDate, endDate, active, categories,
/// brands, products, minQty, minTotal, customerTypes, badgeText, priority, posId (absent in an
/// agent's rule), source. Numbers may be numbers or decimal strings, products numbers or strings,
/// dates strings or timestamps.
enum RuleDocument {
    /// The plain fields of rule `id`; nothing is checked here. Throws for bytes that are no map.
    ///
    /// - Parameter updateTime: when it was last written, microseconds since 1970.
    static func fields(
        id: String, _ bytes: [UInt8], updateTime: Int64 = 0
    ) throws(WireError) -> RuleFields {
        var fields = RuleFields(id: id)
        fields.updateTime = updateTime
        try withFields(bytes) { reader throws(WireError) in
            while let entry = try reader.next() {
                try set(String(decoding: entry.key, as: UTF8.self), try entry.view(), in: &fields)
            }
        }
        return fields
    }

    private static func set(
        _ key: String, _ value: ValueView, in fields: inout RuleFields
    ) throws(WireError) {
        switch key {
        case "posId": fields.posId = text(value)
        case "name": fields.name = text(value)
        case "discountType": fields.kind = text(value)
        case "discountValue": fields.value = text(value)
        case "active": fields.active = value.boolean
        case "startDate": fields.startDate = text(value)
        case "endDate": fields.endDate = text(value)
        case "minQty": fields.minQty = text(value)
        case "minTotal": fields.minTotal = text(value)
        case "badgeText": fields.badgeText = text(value)
        case "priority": fields.priority = text(value)
        case "categories": fields.categories = try texts(value)
        case "brands": fields.brands = try texts(value)
        case "products": fields.products = try texts(value)
        case "customerTypes": fields.customerTypes = try texts(value)
        default: break
        }
    }

    private static func text(_ value: ValueView) -> String? {
        if let text = value.string { return text }
        if let integer = value.integer { return String(integer) }
        if let double = value.double { return "\(double)" }
        if let time = value.timestampMicroseconds { return Timestamp(microseconds: time).rfc3339 }
        return nil
    }

    private static func texts(_ value: ValueView) throws(WireError) -> [String] {
        guard var values = value.array else { return [] }
        var texts: [String] = []
        while let element = try values.next(), texts.count < CatalogLimits.ruleListMax {
            if let text = text(element) { texts.append(text) }
        }
        return texts
    }
}
