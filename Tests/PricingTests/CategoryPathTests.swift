import Testing

@testable import Pricing

@Suite struct CategoryPathTests {
    @Test(arguments: [
        ("Category > Edibles > Gummies", "edibles > gummies"),
        ("Edibles>Gummies", "edibles > gummies"),
        ("EDIBLES  >\u{A0}GUMMIES ", "edibles > gummies"), ("Category &gt; Flower", "flower"),
        ("category > Category > x", "x"), ("Category", ""), ("Category > ", ""),
        (" > ", ""), ("", ""), ("A > > B", "a > b"), ("\u{200B} > Pods", "pods"),
        ("Flower > Category", "flower > category"), ("Tea & Co &amp; Sons", "tea & co & sons"),
    ])
    func aPathIsItsSegments(raw: String, key: String) {
        let path = CategoryPath(raw)
        #expect(path.key == key)
        #expect(path.isEmpty == key.isEmpty)
        #expect(CategoryPath(decoded: path.key).key == key)
        #expect(CategoryPath(decoded: path.text) == path)
        #expect(CategoryPath(segments: path.segments) == path)
        #expect(CategoryName.key(for: raw) == key)
    }

    @Test func segmentsKeepTheirSpelling() {
        #expect(CategoryPath("Category > Flower >  3.5g ").segments == ["Flower", "3.5g"])
        #expect(CategoryPath("Category > Flower >  3.5g ").text == "Flower > 3.5g")
    }

    @Test func aPathIsAtOrBelowItselfAndWhatLiesAboveIt() {
        let gummies = CategoryPath("Edibles > Gummies")
        #expect(gummies.isAtOrBelow(CategoryPath("Category > edibles")))
        #expect(gummies.isAtOrBelow(gummies))
        for other in ["Gummies", "Edibles > Gum", "Edibles > Gummies > Sour", "", "Category > "] {
            #expect(!gummies.isAtOrBelow(CategoryPath(other)), "\(other)")
        }
    }

    @Test(arguments: [
        ("Category > Pre rolls", "Pre-Rolls"), ("Pre-Rolls", "Pre-Rolls"),
        ("PRE_ROLL", "Pre-Rolls"),
        ("prerolls", "Pre-Rolls"), ("Infused Pre-Rolls", "Pre-Rolls"), ("Pre‑Rolls", "Pre-Rolls"),
        ("Infused Flower Pre-rolls", "Pre-Rolls"), ("Category>Flower", "Flower"),
        ("buds", "Flower"),
        ("Flower > Indoor > 3.5g", "Flower"), ("Vape Pens", "Vapes"), ("All-in-One Vapes", "Vapes"),
        ("Rosin carts", "Vapes"), ("Pods", "Vapes"), ("AIO", "Vapes"),
        ("Live Resin", "Concentrates"),
        ("Wax", "Concentrates"), ("Gummies", "Edibles"), ("Chocolate Bars", "Edibles"),
        ("Accessories > Cones", "Accessories"), ("Cones", "Pre-Rolls"), ("Oil", "Tinctures"),
        ("CBD Oil", "Tinctures"), ("Soft gels", "Capsules"), ("Tea", "Beverages"),
        ("Body Cream", "Topicals"), ("Category > Gift Cards", "Gift Cards"),
        ("gift-card", "Gift Cards"),
        ("House > Edibles", "Edibles"), ("3.5g > Flower", "Flower"), ("Merch", "Merchandise"),
        ("Vape Accessories", "Accessories"), ("Seeds", "Seeds"), ("Uncategorized", "Other"),
        ("", "Other"), ("Category > ", "Other"), ("--", "Other"), ("live", "Other"),
        ("Steak", "Other"), ("Foil", "Other"), ("Podcasts", "Other"), ("Wallflowers", "Other"),
        ("Discarted", "Other"), ("Doorbusters", "Other"),
        ("Vapepens", "Vapes"), ("PreRollPacks", "Pre-Rolls"), ("Edibles2go", "Edibles"),
    ])
    func theFirstSegmentThatNamesAFamilyByAWordDecides(raw: String, family: String) {
        #expect(CategoryPath(raw).family.name == family)
        #expect(CategoryName.canonical(raw) == family)
    }

    @Test func everyFamilyIsItself() {
        for family in CategoryFamily.allCases {
            #expect(CategoryPath(family.name).family == family)
        }
    }

    /// What a rule on `rule` reaches: paths of products that it prices, and paths that it does not.
    @Test(arguments: [
        (
            "Pre-Rolls", ["Pre rolls", "Pre-Rolls > Infused", "Infused Pre-Rolls", "Cones"],
            ["Accessories > Cones", "Flower > Pre-Rolls", "Flower"]
        ),
        ("pre roll", ["Category > PRE-ROLLS", "prerolls"], ["Flower"]),
        ("Prerolls", ["Pre-Roll"], []), ("pre_rolls", ["Pre-Rolls"], []),
        ("Beverage", ["Beverages", "Drinks > Tea"], ["Edibles > Beverages"]),
        ("Category > Flower", ["Flower > Indoor > 3.5g", "Buds"], ["Pre-Rolls > Flower"]),
        (
            "Flower > Indoor", ["flower>INDOOR", "Flower > Indoor > 3.5g"],
            ["Flower", "Indoor", "Flower > Outdoor", "Flower > Indoors"]
        ),
        ("Edibles > Gummies", ["Edibles > Gummies > Sour"], ["Gummies", "Edibles > Chocolates"]),
        (
            "Rosin", ["Rosin", "Category > rosin > 1g"],
            ["Wax", "Concentrates > Rosin", "Live Rosin"]
        ),
        ("Pods", ["Pods"], ["Carts", "Vapes > Pods", "Vapes"]),
        ("Cones", ["Cones"], ["Pre-Rolls", "Accessories > Cones"]),
        ("Category > ", [], ["", "Category > ", "Uncategorized", "Flower"]),
        ("Other", ["Other"], ["Uncategorized", "", "Doorbusters"]),
    ])
    func aRuleReachesItsPathAndWhatLiesBelowOrAFamily(rule: String, yes: [String], no: [String]) {
        let scope = RuleScope(categories: [rule], brands: [], products: [])
        #expect(scope.isEmpty == CategoryPath(rule).isEmpty)
        func isReached(_ path: String) -> Bool {
            scope.names(
                PricingInput(base: 1, categoryKey: CategoryPath(path).key, brandKey: ""))
        }
        for path in yes { #expect(isReached(path), "\(rule) reaches \(path)") }
        for path in no { #expect(!isReached(path), "\(rule) does not reach \(path)") }
        // A filter asks alike.
        let filter = CategoryFilter([rule])
        for path in yes { #expect(filter.matches(CategoryPath(path))) }
        for path in no where rule != "Other" { #expect(!filter.matches(CategoryPath(path))) }
    }

    @Test func aFilterMayAskForWhatHasNoFamily() {
        let filter = CategoryFilter(["other"])
        for path in ["", "Doorbusters", "Uncategorized"] {
            #expect(filter.matches(CategoryPath(path)))
        }
        #expect(!filter.matches(CategoryPath("Flower")))
        #expect(!CategoryFilter([""]).matches(CategoryPath("")))
    }

    @Test func pathsDeeperThanAnybodyNestsAreTheirOwn() {
        let deep = CategoryPath((0..<100).map { "s\($0)" }.joined(separator: " > "))
        #expect(deep.segments.count == 100)
        #expect(deep.names.count == PricingLimits.categoryDepthMax + 2)
        let scope = RuleScope(categories: [deep.text], brands: [], products: [])
        #expect(scope.names(PricingInput(base: 1, categoryKey: deep.key, brandKey: "")))
    }
}
