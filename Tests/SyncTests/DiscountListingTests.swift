import Alleaves
import AlleavesSimulator
import FirestoreModel
import PointOfSale
import Randomness
import Synchronization
import TestSupport
import Testing

@testable import Sync

/// Lines 10, 12 and 19: which rules a listing of the POS clears, and what is said of rules that
/// price nothing.
@Suite struct DiscountListingTests {
    private static func rule(_ id: Int, _ more: String = "") -> String {
        """
        {"id_discount":\(id),"name":"R\(id)","discount_type":"percent","discount_value":20,
         "active":true,"conditions":{"categories":["Flower"]}\(more)}
        """
    }

    /// Whether any half of the telephone number that these answers hold is in `text`. Its digits
    /// alone come by chance too: in durations and in made-up ids.
    private static func namesTheNumber(_ text: String) -> Bool {
        text.contains("315-555") || text.contains("555-0142")
    }

    private static let both = "[\(rule(101)),\(rule(102))]"

    private func withRules(_ body: (TestMirror) throws -> Void) throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            mirror.pos.setDiscounts(rawJSON: Self.both)
            #expect(mirror.sync(.discounts).productsOnSale > 0)
            try body(mirror)
        }
    }

    private func ids(_ mirror: TestMirror) throws -> Set<String> {
        Set(try mirror.collection("discounts").keys)
    }

    @Test(arguments: [
        #"[{"name":"a"},{"name":"b"}]"#, "[1,2]", #"[{"id_discount":{}}]"#,
        #"{"data":[[],"x"]}"#, #"[{"id_discount":"a/b"}]"#,
    ])
    func aListInWhichNothingCanBeReadClearsNothing(body: String) throws {
        try withRules { (mirror) throws in
            let menu = try mirror.menu()
            mirror.pos.override("/discount", body: body)
            let report = mirror.sync(.discounts)
            #expect(report.incomplete.map(\.code) == [.unreadable])
            #expect(report.incomplete.first?.location == "main")
            #expect(try mirror.menu() == menu)
            #expect(try ids(mirror) == ["alleaves_101", "alleaves_102"])
            #expect(try mirror.status()["status"] == "suspicious")
        }
    }

    @Test(arguments: [
        #"[\#(rule(101, #","priority":9"#)),{"name":"lost its id"}]"#,
        #"{"data":[\#(rule(101, #","priority":9"#))],"total":2}"#,
    ])
    func ofAListThatIsNotWholeTheReadableIsTakenAndNothingRemoved(body: String) throws {
        try withRules { (mirror) throws in
            mirror.pos.override("/discount", body: body)
            let report = mirror.sync(.discounts)
            #expect(report.incomplete.count == 1)
            #expect(report.updated == 1 && report.deactivated == 0)
            #expect(try ids(mirror) == ["alleaves_101", "alleaves_102"])
            mirror.pos.override("/discount", body: "[\(Self.rule(101))]")
            #expect(mirror.sync(.discounts).deactivated == 1)
        }
    }

    @Test func anEmptyListClearsOnlyIfItIsConfirmed() throws {
        try withRules { (mirror) throws in
            mirror.pos.resetCounts()
            mirror.pos.setDiscounts(rawJSON: "[]")
            let report = mirror.sync(.discounts)
            #expect(report.deactivated == 2 && report.productsOnSale == 0)
            #expect(mirror.pos.requestCount("/discount") == 2)
            // Nothing is there to be cleared: one answer is enough.
            mirror.sync(.discounts)
            #expect(mirror.pos.requestCount("/discount") == 3)
        }
    }

    @Test func aListThatWasEmptyOnceClearsNothing() throws {
        try withRules { (mirror) throws in
            mirror.pos.override("/discount", body: "[]")
            let asked = AtomicCount()
            mirror.transport.beforeEach { [pos = mirror.pos] in
                if asked.next() == 1 { pos.clearOverride("/discount") }
            }
            #expect(mirror.sync(.discounts).deactivated == 0)
            #expect(try ids(mirror).count == 2)
        }
    }

    @Test func theSameIdTwiceIsSaid() throws {
        try withRules { (mirror) throws in
            let (one, two) = (Self.rule(101), Self.rule(102))
            mirror.pos.override("/discount", body: "[\(one),\(two),\(two)]")
            let report = mirror.sync(.discounts)
            #expect(
                report.warnings == [
                    "rules listed more than once and the same, which count once: 102"
                ])
            #expect(report.unchanged == 2)
        }
    }

    /// Which of the two was meant nobody knows, and the order of an answer does not tell.
    @Test func twoRulesOfOneIdPriceNothingInAnyOrder() throws {
        try withRules { (mirror) throws in
            let two = Self.rule(102, #","discount_value":50"#)
            let bodies = [[Self.rule(102), two], [two, Self.rule(102)]]
            for (turn, body) in bodies.enumerated() {
                mirror.pos.override("/discount", body: "[\(body.joined(separator: ","))]")
                let report = mirror.sync(.discounts)
                #expect(report.success && report.productsOnSale == 0)
                #expect(report.discountsRejected == 1)
                #expect(report.unchanged == turn, "the order of an answer makes no other document")
                #expect(
                    report.warnings.contains(
                        "rules listed more than once and not the same, of which none counts: 102"))
                #expect(
                    report.warnings.contains {
                        $0.hasPrefix("rejected, rule 102 (R102): the POS lists several rules")
                    })
            }
            mirror.pos.override("/discount", body: "[\(two)]")
            #expect(mirror.sync(.discounts).productsOnSale > 0)
        }
    }

    // MARK: - Answers that are no whole list

    @Test(arguments: [
        #"{"success":false,"data":[]}"#, #"{"data":[],"error":"x"}"#,
        #"{"data":[\#(rule(101))],"error":"timeout after 1 page"}"#,
        #"{"discounts":[],"status":"error","message":"Session of 315-555-0142 expired"}"#,
    ])
    func anErrorsAnswerClearsNothing(body: String) throws {
        try withRules { (mirror) throws in
            mirror.pos.override("/discount", body: body)
            for _ in 0..<2 {
                let report = try mirror.failingSync(.discounts)
                #expect(report.error.contains("no whole list, but: "))
                #expect(!Self.namesTheNumber(report.error))
            }
            mirror.pos.clearOverride("/discount")
            #expect(mirror.sync(.discounts).unchanged == 2)
        }
    }

    @Test(arguments: [
        (206, "[]"), (206, "[\(rule(101))]"), (200, #"{"data":[],"next_page":2}"#),
        (200, #"{"data":[\#(rule(101))],"meta":{"total":5}}"#),
        (200, #"{"data":[\#(rule(101))],"pagination":{"pages":2}}"#),
        (200, #"{"data":[\#(rule(101))],"count":2}"#),
    ])
    func aPartOfTheRulesClearsNothing(status: Int, body: String) throws {
        try withRules { (mirror) throws in
            let menu = try mirror.menu()
            mirror.pos.override("/discount", status: status, body: body)
            for _ in 0..<2 {
                let report = mirror.sync(.discounts)
                #expect(report.incomplete.map(\.code) == [.short])
                #expect(report.deactivated == 0)
                #expect(try mirror.menu() == menu)
                #expect(try mirror.status()["status"] == "suspicious")
            }
        }
    }

    /// A POS that calls a field something else has not ended its sales.
    @Test(arguments: [
        ("discount_type", "type"), ("discount_value", "value"), ("active", "is_active"),
    ])
    func aListInAnotherFormClearsNothing(field: String, other: String) throws {
        try withRules { (mirror) throws in
            let menu = try mirror.menu()
            let renamed = Self.both.replacing("\"\(field)\"", with: "\"\(other)\"")
            mirror.pos.override("/discount", body: renamed)
            for _ in 0..<2 {
                let report = mirror.sync(.discounts)
                #expect(report.incomplete.map(\.code) == [.unreadable])
                #expect(report.incomplete.first?.reason.hasPrefix("none of 2 rules") == true)
                #expect(try mirror.menu() == menu)
            }
            // Of one rule alone it is the rule's own fault.
            let one = Self.rule(101).replacing("\"\(field)\"", with: "\"\(other)\"")
            mirror.pos.override("/discount", body: "[\(one)]")
            let report = mirror.sync(.discounts)
            #expect(report.incomplete.isEmpty && report.productsOnSale == 0)
            mirror.pos.override("/discount", body: Self.both.replacing("true", with: "false"))
            #expect(mirror.sync(.discounts).incomplete.isEmpty)
        }
    }

    /// A rule that no document can hold kept all others from being stored.
    @Test func aRuleWithTooLongListsStopsNoOther() throws {
        try withRules { (mirror) throws in
            let ids = (1...41_000).map(String.init).joined(separator: ",")
            let long = Self.rule(103, #","products":[\#(ids)]"#)
            mirror.pos.override("/discount", body: "[\(Self.rule(101)),\(long)]")
            let report = mirror.sync(.discounts)
            #expect(report.created == 1 && report.deactivated == 1 && report.unchanged == 1)
            #expect(report.discountsRejected == 1 && report.productsOnSale > 0)
            #expect(
                report.warnings.contains {
                    $0.hasPrefix("rejected, rule 103 (R103): its lists have more entries")
                })
        }
    }

    // MARK: - Rules that price nothing

    @Test func rulesThatPriceNothingAreNamed() throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            let unscoped = (1...13).map {
                #"{"id_discount":\#($0),"name":"Lost \#($0)","discount_type":"percent","#
                    + #""discount_value":5,"active":true}"#
            }
            let broken =
                #"{"id_discount":50,"name":"Call 315-555-0142","active":true,"#
                + #""discount_type":"percent","discount_value":"a lot"}"#
            mirror.pos.setDiscounts(rawJSON: "[\((unscoped + [broken]).joined(separator: ","))]")
            let report = mirror.sync(.discounts)
            #expect(report.discountsUnscoped == 13 && report.discountsRejected == 1)
            let named = report.warnings.filter { $0.hasPrefix("prices nothing, rule ") }
            #expect(named.count == SyncLimits.namedRulesMax)
            #expect(
                named.first
                    == "prices nothing, rule 1 (Lost 1): names no category, brand or product")
            #expect(report.warnings.contains { $0.contains("3 more") })
            #expect(
                report.warnings.contains(
                    "rejected, rule 50 (Call [redacted]): value is not a number"))
            #expect(mirror.log.contains("rule=alleaves_50 rejected: value is not a number"))
            #expect(!Self.namesTheNumber(mirror.log))
            let stored = try mirror.status()["warnings"]?.arrayValue?.compactMap(\.stringValue)
            #expect(stored == report.allWarnings)
        }
    }

    @Test(arguments: [
        (#""discount_value":"$5""#, "discount_value", "discountValue", "$5"),
        (#""discount_value":[5]"#, "discount_value", "discountValue", "unreadable"),
        (
            #""discount_type":"bogo","discount_value":{}"#, "discount_value", "discountValue",
            "unreadable"
        ),
        (#""start_date":"soon""#, "start_date", "startDate", "soon"),
        (#""end_date":{"day":1}"#, "end_date", "endDate", "unreadable"),
        (#""conditions":{"categories":["Flower"],"min_qty":"two"}"#, "min_qty", "minQty", "two"),
        (
            #""conditions":{"categories":["Flower"],"min_total":[]}"#, "min_total", "minTotal",
            "unreadable"
        ),
        (#""active":"perhaps""#, "active", "active", "unreadable"),
        (#""priority":"high""#, "priority", "priority", "unreadable"),
        (#""customer_types":{"vip":true}"#, "customer_types", "customerTypes", "unreadable"),
        (#""customer_types":[["vip"]]"#, "customer_types", "customerTypes", "unreadable"),
        (#""products":[{"id":1}]"#, "products", "products", "unreadable"),
        (#""brands":{"0":"Acme"}"#, "brands", "brands", "unreadable"),
        (#""all":"perhaps""#, "all", "storeWide", "unreadable"),
        (#""conditions":"everyone""#, "conditions", "conditions", "unreadable"),
        (#""active":null"#, "", "", ""),
    ])
    func aRuleThatCannotBeReadNeverBecomesAnother(
        member: String, field: String, key: String, stored: String
    ) throws {
        try withMirror { (mirror) throws in
            mirror.sync(.products)
            // The last one of equal members counts.
            mirror.pos.override(
                "/discount",
                body: "[\(Self.rule(101, ","))]".replacing(
                    ",}]", with: ",\(member)}]"))
            let report = mirror.sync(.discounts)
            #expect(report.productsOnSale == 0)
            let document = try #require(try mirror.collection("discounts")["alleaves_101"])
            if field.isEmpty {
                #expect(document["active"] == nil)
                #expect(report.warnings.contains { $0.contains("do not say whether they are") })
            } else {
                #expect(document[key] == .string(stored))
                #expect(report.unreadable.entries["discounts.\(field)"]?.count == 1)
                #expect(report.allWarnings.contains { $0.contains("discounts.\(field)") })
            }
        }
    }

    // MARK: - Two stores

    /// Two accounts of one tenant: one failing or empty says nothing of the other's rules.
    @Test(arguments: Seeds.of([UInt64](1...12)))
    func twoStoresEndEqualToTheBooksAndNeverLoseARule(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let places = ["a", "b"]
        var books: [String: Set<Int>] = ["a": [1, 2, 3], "b": [3, 4]]
        var stored: [String: [String]?] = [:]
        for step in 0..<60 {
            let isLast = step == 59
            for place in places where random.below(3) == 0 {
                books[place]?.formSymmetricDifference([random.below(8)])
            }
            var listings = RuleListings(
                locations: places,
                ids: POSIDs(POSOrigin(AlleavesAdapter.provider), isNumbered: true))
            var whole: Set<String> = []
            for place in places {
                let fault = isLast ? 0 : random.below(4)
                if fault == 3 { continue }
                var list = POSDiscountList(discounts: [], unreadableCount: 0)
                let own = (books[place] ?? []).sorted()
                let seen = fault == 0 ? own : own.filter { _ in random.below(2) == 0 }
                list.discounts = seen.map { POSDiscount(idDiscount: "\($0)") }
                if fault == 1 { list.isShort = true }
                if fault == 2 { list.unreadableCount = own.count - seen.count + 1 }
                if listings.take(list, of: place) == nil { whole.insert(place) }
            }
            let removed = listings.removed(stored: stored)
            for id in removed {
                // Nothing that a store's books have goes while they were read, or could not be.
                let number = Int(id.dropFirst(9)) ?? -1
                #expect(whole.allSatisfy { books[$0]?.contains(number) == false })
                stored.removeValue(forKey: id)
            }
            for (id, _) in listings.discounts {
                let before = stored[id] ?? nil
                stored.updateValue(listings.locations(of: id, stored: before), forKey: id)
            }
            let all = Set(stored.keys)
            for place in whole {
                for id in books[place] ?? [] { #expect(all.contains("alleaves_\(id)")) }
            }
        }
        let all = (books["a"] ?? []).union(books["b"] ?? [])
        #expect(Set(stored.keys) == Set(all.map { "alleaves_\($0)" }))
        for (id, holders) in stored {
            let number = Int(id.dropFirst(9)) ?? -1
            #expect(holders == places.filter { books[$0]?.contains(number) == true })
        }
    }

    @Test func oneStoreThatFailsKeepsNoOtherFromLanding() throws {
        try withRules { (mirror) throws in
            // Both stores have listed the rules.
            try mirror.putLocation("second")
            mirror.sync(.discounts)
            try mirror.putLocation("second", config: ["username": "nobody@example.com"])
            mirror.pos.setDiscounts(rawJSON: "[\(Self.rule(103))]")
            let report = mirror.engine.run(.discounts, org: "acme")
            #expect(!report.success)
            #expect(report.error.contains("at location second"))
            #expect(report.created == 1 && report.deactivated == 0)
            #expect(try ids(mirror).count == 3)
        }
    }
}

/// Counts calls from any thread.
final class AtomicCount: Sendable {
    private let count = Atomic<Int>(0)

    /// How often it was called before.
    func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
}
