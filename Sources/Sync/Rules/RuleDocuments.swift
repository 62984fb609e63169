import Catalog
import FirestoreModel
import MirrorTree
import PointOfSale
import Pricing

/// The document of a POS rule; the catalog reads it back. Decimals stay texts, as written;
/// character references in names are decoded here, once.
enum RuleDocuments {
    /// The value of a field that the POS has in an unreadable form. The field is not omitted,
    /// because a rule without its condition would be a different rule; the catalog rejects it.
    static let unreadable = "unreadable"

    /// - Parameters:
    ///   - locations: document ids of the locations where the rule holds, in order; nil
    ///     where it holds everywhere, as with a tenant's only location.
    ///   - isNumbered: the POS's ids are numbers, which no document id is.
    static func bytes(
        _ rule: POSDiscount, of origin: POSOrigin, locations: [String]? = nil,
        isNumbered: Bool = true
    ) -> [UInt8] {
        var out = FieldsWriter(capacity: 400)
        let fields = Self.fields(rule, origin, locations, isNumbered)
            .sorted { $0.key < $1.key }
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

    private static func fields(
        _ rule: POSDiscount, _ origin: POSOrigin, _ locations: [String]?, _ isNumbered: Bool
    ) -> [String: Field] {
        var fields: [String: Field] = [
            "name": .text(HTMLText.decoded(rule.name)),
            RuleField.posId.rawValue: .text(rule.idDiscount),
            "priority": Int64(rule.priority).map { .integer($0) } ?? .text(rule.priority),
            RuleField.source.rawValue: .text(origin.provider.name),
            "discountType": .text(rule.type),
        ]
        let texts = [
            "badgeText": rule.badgeText, RuleField.description.rawValue: rule.description,
            "discountValue": rule.value, "endDate": rule.endDate, "minQty": rule.minQuantity,
            "minTotal": rule.minTotal, "startDate": rule.startDate,
        ]
        for (key, text) in texts {
            fields[key] = text.map { .text(HTMLText.decoded($0)) }
        }
        fields["active"] = rule.isActive.map { .flag($0) }
        fields[RuleField.account.rawValue] = origin.account.map { .text($0) }
        fields["storeWide"] = rule.isStoreWide.map { .flag($0) }
        // No location at all is said as well: a rule without the field holds everywhere.
        fields[RuleField.locationIds.rawValue] = locations.map { .texts($0) }
        if isTooLong(rule) {
            fields[RuleField.posRejection.rawValue] = .text(RuleRejection.listsTooLong.rawValue)
            return fields
        }
        let lists = [
            "brands": rule.brands, "categories": rule.categories, "products": rule.products,
            "customerTypes": rule.customerTypes,
        ]
        for (key, list) in lists where !list.isEmpty {
            fields[key] = .texts(list.map { HTMLText.decoded($0) })
        }
        if !isNumbered, !rule.products.isEmpty {
            fields["products"] = .texts(
                rule.products.map { reference(HTMLText.decoded($0), origin) })
        }
        for name in rule.unreadableFields.union(rule.contradictedFields) {
            fields[RuleFieldNames.top[name] ?? name] = .text(unreadable)
        }
        guard let fault = fault(of: rule) else { return fields }
        fields[RuleField.posRejection.rawValue] = .text(fault.reason.rawValue)
        fields[RuleField.posRejectedField.rawValue] = fault.field.map { .text($0) }
        return fields
    }

    /// How a rule names a product: by the POS's own id, or by the document's where the own id could
    /// be taken for another product's document id, or is written otherwise in one.
    private static func reference(_ id: String, _ origin: POSOrigin) -> String {
        let isPlain =
            !id.utf8.starts(with: origin.idPrefix.utf8) && !id.utf8.contains(UInt8(ascii: "%"))
        return isPlain ? id : origin.documentID(id)
    }

    /// A rule too large for a document would prevent all others from being stored.
    private static func isTooLong(_ rule: POSDiscount) -> Bool {
        let lists = [rule.brands, rule.categories, rule.products, rule.customerTypes]
        return lists.reduce(0) { $0 + $1.count } > CatalogLimits.ruleListMax
    }

    /// Why the rule cannot be applied, if its fields do not show it, and the field at fault as the
    /// POS names it.
    private static func fault(
        of rule: POSDiscount
    ) -> (reason: RuleRejection, field: String?)? {
        if rule.isAmbiguous { return (.ruleContradicted, nil) }
        if let name = rule.contradictedFields.min() { return (.fieldContradicted, name) }
        return rule.unreadableFields.min().map { (.fieldUnreadable, $0) }
    }
}
