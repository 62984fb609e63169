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
    /// The locations that list rules, in order.
    let locations: [String]
    private let ids: POSIDs
    /// The names of the locations in the POS's rules, where they have one.
    private let posLocations: [String: String]
    /// The tenant has other locations, of this or another origin.
    private let isOfSeveral: Bool

    init(
        locations: [String], ids: POSIDs, posLocations: [String: String] = [:],
        isOfSeveral: Bool? = nil
    ) {
        self.locations = locations
        self.ids = ids
        self.posLocations = posLocations
        self.isOfSeveral = isOfSeveral ?? (locations.count > 1)
    }

    init(_ sources: [SyncContext.Source], isOfSeveral: Bool) {
        self.init(sources.map(\.config), isOfSeveral: isOfSeveral)
    }

    /// - Parameter configs: locations of one origin; at least one.
    init(_ configs: [LocationConfig], isOfSeveral: Bool) {
        let named = configs.compactMap { config in
            config.account.ruleLocation.map { (config.id, $0) }
        }
        self.init(
            locations: configs.map(\.id), ids: configs[0].ids,
            posLocations: Dictionary(uniqueKeysWithValues: named), isOfSeveral: isOfSeveral)
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
        if list.spoiltCount > 0 {
            let all = list.discounts.count + list.spoiltCount
            return (
                .unreadable,
                "\(list.spoiltCount) of \(all) rules have bytes that are not UTF-8; they stay as"
                    + " they were, and none is removed"
            )
        }
        if list.isShort {
            if let incompleteness = list.incompleteness {
                return (.short, "\(incompleteness); none is removed")
            }
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
        let nowhere = rules.filter { locations(of: $0.key, stored: nil)?.isEmpty == true }
        if !nowhere.isEmpty {
            let ids = Set(nowhere.values.map(\.discount.idDiscount))
            texts.append(
                "rules that the POS limits to locations which are none of these, and which price"
                    + " nothing: \(Self.named(ids))")
        }
        return texts
    }

    private static func named(_ ids: Set<String>) -> String {
        let shown = ids.sorted()
        let names = shown.prefix(SyncLimits.namedRulesMax).compactMap {
            RedactedText().scrubbed($0, bytesMax: SyncLimits.namedRuleBytesMax)
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

    /// The locations that a rule's document names, those that list it without those where the POS
    /// says it does not hold; nil where it holds at the tenant's only location.
    func locations(of id: String, stored holders: [String]?) -> [String]? {
        let scope = rules[id]?.discount.locations
        guard isOfSeveral || scope != nil else { return nil }
        let listed = rules[id]?.locations ?? []
        // A rule missing from an incomplete listing may still exist.
        let kept = (holders ?? []).filter { locations.contains($0) && !whole.contains($0) }
        var all = Set(listed + kept)
        if let scope {
            all = all.filter { location in
                posLocations[location].map { scope.contains($0) } ?? false
            }
        }
        return isOfSeveral || all.isEmpty ? all.sorted() : nil
    }

    private func known(_ holders: [String]?) -> [String] {
        // Of one that holds nowhere it is not known who lists it.
        guard let holders, !holders.isEmpty else { return locations }
        return holders.filter { locations.contains($0) }
    }
}
