import Testing

@testable import Pricing

@Suite struct DiscountRuleTests {
    @Test(
        arguments: [
            ("percent", "50", 3_955, 1_978), ("percent", "20", 3_955, 3_164),
            ("percent", "12.5", 5_650, 4_944), ("percent", "100", 1, 0), ("percent", "100", 500, 0),
            ("percent", "33.3333", 300, 200), ("percent", "0.0001", 500_001, 500_000),
            ("amount", "5.00", 1_999, 1_499), ("amount", "5", 500, 0), ("amount", "5", 300, 0),
            ("amount", "0.01", 1, 0), ("fixed_price", "19.99", 2_000, 1_999),
            ("fixed_price", "0", 1, 0), ("bogo", nil, 1_999, 1_999), ("bogo", "0", 1_999, 1_999),
            ("PERCENT ", " 50 ", 3_955, 1_978),
        ] as [(String, String?, Int64, Int64)])
    func salePricesAreExact(kind: String, value: String?, base: Int64, sale: Int64) throws {
        #expect(try Fixture.rule(kind, value).salePrice(base: base) == sale)
    }

    @Test(
        arguments: [
            ("percent", "0.0001", 500_000), ("percent", "20", 2), ("percent", "50", 0),
            ("amount", "5", 0), ("fixed_price", "19.99", 1_999), ("fixed_price", "19.99", 1_000),
            ("fixed_price", "0", 0), ("bogo", "50", 0), ("amount", "5", -100),
            ("percent", "10", 100_000_001), ("bogo", nil, Int64.max),
        ] as [(String, String?, Int64)])
    func aRuleThatSavesNothingDoesNotApply(kind: String, value: String?, base: Int64) throws {
        #expect(try Fixture.rule(kind, value).salePrice(base: base) == nil)
    }

    @Test(
        arguments: [
            (nil, 1_999, 1_000), ("0", 2_000, 1_000), ("100", 3_955, 1_978), ("50", 2_000, 1_500),
            ("50", 3_955, 2_966), ("25", 1_000, 875), ("50", 1, 1),
        ] as [(String?, Int64, Int64)])
    func bogoGivesThePriceOfOneWhenTwoAreBought(
        value: String?, base: Int64, unit: Int64
    ) throws {
        #expect(try Fixture.rule("bogo", value).bogoUnitPrice(base: base) == unit)
        #expect(try Fixture.rule("bogo", value).bogoUnitPrice(base: 0) == nil)
        #expect(try Fixture.rule("percent", "10").bogoUnitPrice(base: base) == nil)
    }

    @Test(
        arguments: [
            ("percent", "20", "20% OFF"), ("percent", "12.5", "12.5% OFF"),
            ("percent", "20.0", "20% OFF"), ("percent", "100", "100% OFF"),
            ("amount", "5", "$5 OFF"),
            ("amount", "4.50", "$4.50 OFF"), ("amount", "4.5", "$4.50 OFF"),
            ("fixed_price", "19.99", "NOW $19.99"), ("fixed_price", "20", "NOW $20"),
            ("bogo", nil, "BOGO"), ("bogo", "0", "BOGO"), ("bogo", "100", "BOGO"),
            ("bogo", "50", "BOGO 50% OFF"), ("bogo", "12.5", "BOGO 12.5% OFF"),
        ] as [(String, String?, String)])
    func badgesAreMadeFromKindAndValue(kind: String, value: String?, badge: String) throws {
        #expect(try Fixture.rule(kind, value).badge == badge)
    }

    @Test func aBadgeOfItsOwnComesFirst() throws {
        var fields = Fixture.fields(1, "percent", "12.5")
        fields.badgeText = " BRAND DAY "
        #expect(try Fixture.rule(fields).badge == "BRAND DAY")
        fields.badgeText = "  "
        #expect(try Fixture.rule(fields).badge == "12.5% OFF")
    }

    @Test(
        arguments: [
            ("percent", "0", .valueOutOfRange), ("percent", "250", .valueOutOfRange),
            ("percent", "100.00001", .valueOutOfRange), ("percent", "-5", .valueOutOfRange),
            ("percent", "1e99", .valueOutOfRange), ("percent", "0.00001", .valueOutOfRange),
            ("percent", "NaN", .valueUnreadable), ("percent", "20%", .valueUnreadable),
            ("percent", nil, .valueMissing), ("percent", " ", .valueMissing),
            ("amount", "0", .valueOutOfRange), ("amount", "-1", .valueOutOfRange),
            ("amount", "0.001", .valueOutOfRange), ("amount", "1000000.01", .valueOutOfRange),
            ("amount", nil, .valueMissing), ("fixed_price", "-0.01", .valueOutOfRange),
            ("fixed_price", "x", .valueUnreadable), ("fixed_price", nil, .valueMissing),
            ("bogo", "101", .valueOutOfRange), ("bogo", "-1", .valueOutOfRange),
            ("bogo", "x", .valueUnreadable), ("cashback", "5", .kindUnknown),
            ("", "5", .kindUnknown),
        ] as [(String, String?, RuleRejection)])
    func anyOtherValueIsRejected(kind: String, value: String?, reason: RuleRejection) {
        let fields = Fixture.fields(1, kind, value, categories: ["Flower"])
        #expect(Fixture.rejection(fields) == reason)
        #expect(DiscountRule.make(from: fields, zone: .utc).disposition(now: 0) == .rejected)
    }

    @Test func anUnreadableConditionRejectsInsteadOfApplyingToEveryone() {
        var fields = Fixture.fields(1, "percent", "10", categories: ["Flower"])
        fields.minQty = "two"
        #expect(Fixture.rejection(fields) == .minQtyUnreadable)
        fields.minQty = nil
        fields.minTotal = "$100"
        #expect(Fixture.rejection(fields) == .minTotalUnreadable)
        fields.minTotal = nil
        fields.endDate = "soon"
        #expect(Fixture.rejection(fields) == .endUnreadable)
        fields.startDate = "2026-02-30"
        #expect(Fixture.rejection(fields) == .startUnreadable)
    }

    @Test(arguments: ["-3", "-0.5", "-0.00001", "-1e9", " -2 "])
    func aNegativeConditionIsNotNoCondition(number: String) {
        var fields = Fixture.fields(1, "percent", "10", categories: ["Flower"])
        fields.minQty = number
        #expect(Fixture.rejection(fields) == .minQtyNegative)
        fields.minQty = "-0"
        #expect(Fixture.rejection(fields) == nil)
        fields.minTotal = number
        #expect(Fixture.rejection(fields) == .minTotalNegative)
        fields.minTotal = "-0.00"
        #expect(Fixture.rejection(fields) == nil)
    }

    @Test(arguments: [[""], [" "], ["\t", ""], ["\u{A0}"]])
    func customersThatCannotBeReadAreNotAllCustomers(types: [String]) {
        var fields = Fixture.fields(1, "percent", "10", categories: ["Flower"])
        fields.customerTypes = types
        #expect(Fixture.rejection(fields) == .customerTypesUnreadable)
        fields.customerTypes = types + ["vip"]
        #expect(Fixture.rejection(fields) == nil)
    }

    @Test(arguments: [
        ("1.4", "1.2"), ("1.0001", "1"), ("-1.2", "-1.4"), ("99999999999999999", "0.5"),
        ("1e17", "1e13"), ("5", "4.9999"),
    ])
    func fractionsOfPrioritiesCount(high: String, low: String) throws {
        var fields = Fixture.fields(1, "percent", "10", categories: ["Flower"])
        fields.priority = low
        let lower = try Fixture.rule(fields).identity
        fields.id = "alleaves_9"
        fields.priority = high
        let higher = try Fixture.rule(fields).identity
        #expect(RuleIdentity.precedes(higher, lower) && !RuleIdentity.precedes(lower, higher))
        #expect(higher != lower)
    }

    @Test(
        arguments: [
            ("percent", "2", nil, [], true), ("percent", "1", nil, [], false),
            ("percent", "0", nil, [], false), ("percent", "1.5", nil, [], true),
            ("percent", nil, "100", [], true), ("percent", nil, "0", [], false),
            ("percent", nil, nil, ["medical"], true), ("percent", nil, nil, [" ", "a"], true),
            ("bogo", "2", nil, [], false), ("bogo", "2", "50", [], true),
            ("bogo", "3", nil, [], true),
            ("bogo", "2.5", nil, [], true),
            ("bogo", nil, nil, ["adult_use"], true),
        ] as [(String, String?, String?, [String], Bool)])
    func conditionsKeepARuleFromChangingPrices(
        kind: String, minQty: String?, minTotal: String?, types: [String], isConditional: Bool
    ) throws {
        var fields = Fixture.fields(1, kind, "10", categories: ["Flower"])
        fields.minQty = minQty
        fields.minTotal = minTotal
        fields.customerTypes = types
        let rule = try Fixture.rule(fields)
        #expect(rule.isConditional == isConditional)
        #expect(rule.disposition(now: 0) == (isConditional ? .conditional : .live))
    }

    @Test func dispositionFollowsActiveWindowAndLists() throws {
        var fields = Fixture.fields(1, "percent", "10", brands: ["x"])
        fields.startDate = "1970-01-01T00:00:01Z"
        fields.endDate = "1970-01-01T00:00:02Z"
        let rule = try Fixture.rule(fields)
        #expect(rule.disposition(now: 999) == .notStarted)
        #expect(rule.disposition(now: 1_000) == .live)
        #expect(rule.disposition(now: 1_999) == .live)
        #expect(rule.disposition(now: 2_000) == .ended)
        fields.active = nil
        #expect(try Fixture.rule(fields).disposition(now: 1_500) == .notActive)
        fields.active = true
        fields.brands = ["  "]
        #expect(try Fixture.rule(fields).disposition(now: 1_500) == .unscoped)
    }

    @Test func aDiscountIsShownByThePOSIdElseByTheDocumentId() throws {
        #expect(try Fixture.rule(Fixture.fields(101, "percent", "10")).discountId == "101")
        var own = RuleFields(id: "happy-hour")
        own.kind = "percent"
        own.value = "10"
        #expect(try Fixture.rule(own).discountId == "happy-hour")
    }

    @Test func versionsOfARuleAreEqualOnlyWhenAllTheyHoldIs() throws {
        let fields = Fixture.fields(1, "percent", "10", categories: ["Flower"])
        let changes: [(inout RuleFields) -> Void] = [
            { $0.name = "Other" }, { $0.kind = "bogo" }, { $0.value = "11" },
            { $0.active = false }, { $0.startDate = "2026-01-01" }, { $0.endDate = "2026-01-01" },
            { $0.categories = ["Vapes"] }, { $0.brands = ["x"] }, { $0.products = ["1"] },
            { $0.storeWide = true },
            { $0.products = ["sku"] }, { $0.minQty = "2" }, { $0.minTotal = "5" },
            { $0.customerTypes = ["medical"] }, { $0.badgeText = "NEW" }, { $0.priority = "1" },
            { $0.posId = "2" }, { $0.id = "alleaves_2" },
        ]
        let rule = try Fixture.rule(fields)
        #expect(try Fixture.rule(fields) == rule)
        for (place, change) in changes.enumerated() {
            var changed = fields
            change(&changed)
            #expect(try Fixture.rule(changed) != rule, "change \(place)")
        }
    }

    @Test func aPriorityThatIsNoNumberIsNotTakenForZero() {
        var fields = Fixture.fields(1, "percent", "5", categories: ["Flower"])
        fields.priority = "high"
        #expect(Fixture.rejection(fields) == .priorityUnreadable)
    }

    @Test func tiesGoToTheLowerIdNumbersFirst() throws {
        let order: [(id: String, posId: String?, priority: String?)] = [
            ("z", "900", "9"), ("alleaves_2", "2", "5"), ("alleaves_10", "10", "5"),
            ("a", "B", "5"), ("b", "a", "5"), ("é", nil, "5"),
            ("alleaves_3", "3", "0.2"), ("alleaves_1", "1", nil), ("alleaves_0", "0", "-1"),
        ]
        let identities = try order.map { entry in
            var fields = RuleFields(id: entry.id, posId: entry.posId)
            fields.kind = "bogo"
            fields.priority = entry.priority
            return try Fixture.rule(fields).identity
        }
        for left in identities.indices {
            for right in identities.indices {
                let precedes = RuleIdentity.precedes(identities[left], identities[right])
                #expect(precedes == (left < right), "\(order[left]) \(order[right])")
            }
        }
    }

    @Test func productsAreNamedByTextsNumbersFirst() throws {
        let names = ["1018", "alleaves_1130", "org1_alleaves_7", " 5 ", "sku-1", "", "5", "99"]
        var fields = Fixture.fields(1, "percent", "5", products: names)
        let scope = try Fixture.rule(fields).scope
        let texts = ["5", "99", "1018", "alleaves_1130", "org1_alleaves_7", "sku-1"]
        #expect(scope.products == texts.map { ProductReference($0) })
        fields.productPrefix = "alleaves_"
        #expect(
            try Fixture.rule(fields).scope.products
                == texts.map { ProductReference($0, prefix: "alleaves_") })
    }

    @Test func savingThresholdsAreExact() {
        for units in stride(from: Int64(1), through: 1_000_000, by: 7_919) {
            let kind = DiscountKind.percent(units)
            let threshold = kind.savingThreshold
            for base in max(0, threshold - 2)...threshold + 2 {
                let left = base * (1_000_000 - units)
                let rounded = (left + 500_000) / 1_000_000
                #expect((rounded < base) == (base >= threshold))
            }
        }
    }
}
