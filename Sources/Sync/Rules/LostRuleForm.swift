import Catalog
import PointOfSale

/// Detects a changed format of the POS's list: if every rule lacks a field that rules had before,
/// the POS has renamed or dropped it, and the sales have not all ended. Pure.
enum LostRuleForm {
    /// Why the list is not trusted; nil if it is.
    ///
    /// A single rule may be a user's mistake, so it takes more than one rule that was in force.
    ///
    /// - Parameter known: document ids of the rules that were in force before.
    static func reason(_ list: POSDiscountList, known: Set<String>, _ origin: POSOrigin)
        -> String?
    {
        let on = list.discounts.filter { $0.isActive != false }
        let wereInForce = on.filter { known.contains(origin.documentID($0.idDiscount)) }
        guard wereInForce.count > 1, let first = on.first, let fault = fault(of: first, origin),
            on.allSatisfy({ Self.fault(of: $0, origin) == fault })
        else { return nil }
        return "none of \(on.count) rules can be read, \(wereInForce.count) of which could before"
            + " (\(fault)); none is changed or removed"
    }

    private static func fault(of rule: POSDiscount, _ origin: POSOrigin) -> String? {
        let id = origin.documentID(rule.idDiscount)
        if rule.isActive == nil, rule.unreadableFields.isEmpty, !rule.isAmbiguous {
            return "active is missing"
        }
        // A rule that does not encode was refused where it was made.
        return (try? RuleDocument.refusal(id: id, RuleDocuments.bytes(rule, of: origin))) ?? nil
    }
}
