import Alleaves
import FirestoreModel
import Pricing

/// The document of a POS rule; the catalog reads it back. Decimals stay texts, as written; names
/// come as the POS's web forms escaped them and are decoded here, once.
enum RuleDocuments {
    static func bytes(_ rule: POSDiscount) -> [UInt8] {
        var out = FieldsWriter(capacity: 400)
        out.boolean("active", rule.isActive)
        text(&out, "badgeText", rule.badgeText)
        texts(&out, "brands", rule.brands)
        texts(&out, "categories", rule.categories)
        texts(&out, "customerTypes", rule.customerTypes)
        text(&out, "description", rule.description)
        out.string("discountType", rule.type)
        text(&out, "discountValue", rule.value)
        text(&out, "endDate", rule.endDate)
        text(&out, "minQty", rule.minQuantity)
        text(&out, "minTotal", rule.minTotal)
        text(&out, "name", rule.name)
        out.string("posId", rule.idDiscount)
        out.integer("priority", rule.priority)
        texts(&out, "products", rule.products)
        out.string("source", "alleaves")
        text(&out, "startDate", rule.startDate)
        return out.bytes
    }

    private static func text(_ out: inout FieldsWriter, _ key: String, _ value: String?) {
        if let value { out.string(key, HTMLText.decoded(value)) }
    }

    private static func texts(_ out: inout FieldsWriter, _ key: String, _ values: [String]) {
        guard !values.isEmpty else { return }
        out.array(key) { array in
            for value in values { array.string(HTMLText.decoded(value)) }
        }
    }
}
