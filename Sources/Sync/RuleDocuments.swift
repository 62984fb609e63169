import Alleaves
import FirestoreModel

/// The document of a POS rule; the catalog reads it back. Decimals stay texts, as written.
enum RuleDocuments {
    /// What a field holds that the POS has in a form which cannot be read. It is not left out: a
    /// rule without its condition would be another rule. The catalog rejects it.
    static let unreadable = "unreadable"

    /// - Parameter locations: document ids of the locations that list the rule, in order; empty
    ///   for a tenant with one.
    static func bytes(_ rule: POSDiscount, locations: [String] = []) -> [UInt8] {
        var out = FieldsWriter(capacity: 400)
        let fields = Self.fields(rule, locations).sorted { $0.key < $1.key }
        for (key, field) in fields {
            switch field {
            case .text(let text): out.string(key, text)
            case .flag(let flag): out.boolean(key, flag)
            case .integer(let number): out.integer(key, number)
            case .texts(let texts):
                out.array(key) { array in
                    for text in texts { array.string(text) }
                }
            }
        }
        return out.bytes
    }

    private enum Field {
        case text(String)
        case flag(Bool)
        case integer(Int64)
        case texts([String])
    }

    private static func fields(_ rule: POSDiscount, _ locations: [String]) -> [String: Field] {
        var fields: [String: Field] = [
            "name": .text(rule.name), "posId": .text(rule.idDiscount),
            "priority": .integer(rule.priority), "source": .text("alleaves"),
            "discountType": .text(rule.type),
        ]
        let texts = [
            "badgeText": rule.badgeText, "description": rule.description,
            "discountValue": rule.value, "endDate": rule.endDate, "minQty": rule.minQuantity,
            "minTotal": rule.minTotal, "startDate": rule.startDate,
        ]
        for (key, text) in texts { fields[key] = text.map { .text($0) } }
        fields["active"] = rule.isActive.map { .flag($0) }
        fields["storeWide"] = rule.isStoreWide.map { .flag($0) }
        let lists = [
            "brands": rule.brands, "categories": rule.categories, "products": rule.products,
            "customerTypes": rule.customerTypes, "locationIds": locations,
        ]
        for (key, list) in lists where !list.isEmpty { fields[key] = .texts(list) }
        for name in rule.unreadableFields {
            fields[name == "all" ? "storeWide" : camelCase(name)] = .text(unreadable)
        }
        return fields
    }

    /// `discount_value` is `discountValue`.
    private static func camelCase(_ name: String) -> String {
        let words = name.split(separator: "_")
        let rest = words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }
        return (words.first.map { String($0) } ?? "") + rest.joined()
    }
}
