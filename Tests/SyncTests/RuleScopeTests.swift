import PointOfSale
import Testing

@testable import Sync

/// Where a rule holds: the locations that list it, cut down to those which the POS means.
@Suite struct RuleScopeTests {
    private static let ids = POSIDs(POSOrigin(POSProvider("paper")), isNumbered: false)

    private func listings(
        _ rules: [(location: String, rule: POSDiscount)], isOfSeveral: Bool = true,
        places: [String: String] = ["a": "Quay", "b": "Hill"]
    ) -> RuleListings {
        var listings = RuleListings(
            locations: places.keys.sorted(), ids: Self.ids, posLocations: places,
            isOfSeveral: isOfSeveral)
        for location in places.keys.sorted() {
            let own = rules.filter { $0.location == location }.map(\.rule)
            _ = listings.take(
                POSDiscountList(discounts: own, unreadableCount: 0), of: location)
        }
        return listings
    }

    private func rule(_ id: String, _ locations: [String]?) -> POSDiscount {
        var rule = POSDiscount(idDiscount: id)
        rule.locations = locations
        return rule
    }

    @Test(
        arguments: [
            (nil, ["a", "b"]), (["Quay"], ["a"]), (["Hill", "Quay", "Moon"], ["a", "b"]),
            (["Moon"], []), ([], []),
        ] as [([String]?, [String])])
    func aRuleHoldsWhereThePOSMeansIt(scope: [String]?, expected: [String]) {
        let both = listings([("a", rule("1", scope)), ("b", rule("1", scope))])
        #expect(both.locations(of: "paper_1", stored: nil) == expected)
        #expect(both.warnings.contains { $0.contains("price nothing: 1") } == expected.isEmpty)
    }

    /// A tenant with one location names none, unless the rule does not hold there.
    @Test func anOnlyLocationIsNotNamed() {
        let places = ["a": "Quay"]
        for (scope, expected) in [(nil, nil), (["Quay"], nil), (["Hill"], [])]
            as [([String]?, [String]?)]
        {
            let only = listings([("a", rule("1", scope))], isOfSeveral: false, places: places)
            #expect(only.locations(of: "paper_1", stored: nil) == expected)
        }
        // The only one of its account, beside another account's.
        let beside = listings([("a", rule("1", nil))], isOfSeveral: true, places: places)
        #expect(beside.locations(of: "paper_1", stored: nil) == ["a"])
    }

    /// A location without a name in the POS is none of those that a rule means.
    @Test func aLocationWithoutANameIsNotMeant() {
        var list = RuleListings(locations: ["a", "b"], ids: Self.ids, posLocations: ["a": "Quay"])
        let own = POSDiscountList(discounts: [rule("1", ["Quay"])], unreadableCount: 0)
        _ = list.take(own, of: "a")
        _ = list.take(own, of: "b")
        #expect(list.locations(of: "paper_1", stored: ["b"]) == ["a"])
    }

    /// A rule that is gone is removed, also one that held nowhere.
    @Test func aRuleThatHeldNowhereGoesWithTheListing() {
        let none = listings([])
        #expect(
            none.removed(stored: ["paper_1": [], "paper_2": ["a"]]).sorted() == [
                "paper_1", "paper_2",
            ])
        var half = RuleListings(
            locations: ["a", "b"], ids: Self.ids, posLocations: ["a": "Quay", "b": "Hill"])
        _ = half.take(POSDiscountList(discounts: [], unreadableCount: 0), of: "a")
        #expect(
            half.removed(stored: ["paper_1": [], "paper_2": ["a"], "paper_3": ["b"]]) == ["paper_2"]
        )
    }
}
