import Catalog
import FirestoreModel
import PointOfSale

/// The rules listed by the POS for all of a tenant's locations, and the stored ones that are
/// certainly removed. Pure.
///
/// Locations of one account list the same rules; with two accounts, the failure of one proves
/// nothing about the rules of the other.
struct RuleListings {
    private struct Rule {
        let discount: POSDiscount
        /// Document ids of the locations that list it.
        var locations: [String]
    }

    /// By document id.
    private var rules: [String: Rule] = [:]
    /// Locations whose listing was proved complete.
    private var whole: Set<String> = []
    private var repeated: Set<String> = []
    /// Ids listed several times with different contents.
    private var ambiguous: Set<String> = []
    private var differing: Set<String> = []
    /// The tenant's locations in order.
    let locations: [String]
    private let ids: POSIDs

    init(locations: [String], ids: POSIDs) {
        self.locations = locations
        self.ids = ids
    }

    var count: Int { rules.count }

    /// The rules in the order of their document ids.
    var discounts: [(id: String, discount: POSDiscount)] {
        rules.sorted { $0.key < $1.key }.map { ($0.key, $0.value.discount) }
    }

    /// Adds a location's listing. Returns why it is incomplete; nil if it is complete.
    mutating func take(
        _ list: POSDiscountList, of location: String
    ) -> (code: IncompleteListing.Code, reason: String)? {
        var withoutDocument = 0
        for discount in list.discounts {
            guard let id = ids.documentID(discount.idDiscount),
                (try? ResourceID.validate(document: id)) != nil
            else {
                withoutDocument += 1
                continue
            }
            add(discount, id, location)
        }
        repeated.formUnion(list.repeatedIDs)
        let unreadable = list.unreadableCount + withoutDocument
        if unreadable > 0 {
            let all = list.discounts.count + list.unreadableCount
            return (
                .unreadable,
                "\(unreadable) of \(all) rules have no id that can be read; none is removed"
            )
        }
        if list.isShort {
            return (
                .short,
                "not all rules came, or not legibly how many there are; none is removed"
            )
        }
        whole.insert(location)
        return nil
    }

    private mutating func add(_ discount: POSDiscount, _ id: String, _ location: String) {
        if discount.isAmbiguous { ambiguous.insert(discount.idDiscount) }
        guard var known = rules[id] else {
            rules[id] = Rule(discount: discount, locations: [location])
            return
        }
        known.locations.append(location)
        if known.discount != discount { differing.insert(discount.idDiscount) }
        rules[id] = known
    }

    /// Warnings about ids.
    var warnings: [String] {
        var texts: [String] = []
        let same = repeated.subtracting(ambiguous)
        if !same.isEmpty {
            texts.append(
                "rules listed more than once and the same, which count once: \(Self.named(same))")
        }
        if !ambiguous.isEmpty {
            texts.append(
                "rules listed more than once and not the same, of which none counts:"
                    + " \(Self.named(ambiguous))")
        }
        if !differing.isEmpty {
            texts.append(
                "rules that another location lists under the same id with other contents, of which"
                    + " the first location's counts: \(Self.named(differing))")
        }
        return texts
    }

    private static func named(_ ids: Set<String>) -> String {
        let shown = ids.sorted()
        let names = shown.prefix(SyncLimits.namedRulesMax).compactMap {
            ForeignText().scrubbed($0, bytesMax: SyncLimits.namedRuleBytesMax)
        }
        let more = shown.count - names.count
        return names.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
    }

    // MARK: - Beside what is stored

    /// The stored rules that no location has any more. `stored` has the locations that listed each,
    /// nil where unknown.
    func removed(stored: [String: [String]?]) -> [String] {
        stored.filter { id, holders in
            rules[id] == nil && whole.isSuperset(of: known(holders))
        }.map(\.key)
    }

    /// The locations that a rule's document names; none where the tenant has only one.
    func locations(of id: String, stored holders: [String]?) -> [String] {
        guard locations.count > 1 else { return [] }
        let listed = rules[id]?.locations ?? []
        // A rule missing from an incomplete listing may still exist.
        let kept = (holders ?? []).filter { locations.contains($0) && !whole.contains($0) }
        return Set(listed + kept).sorted()
    }

    private func known(_ holders: [String]?) -> [String] {
        guard let holders else { return locations }
        return holders.filter { locations.contains($0) }
    }
}
