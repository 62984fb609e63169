import PointOfSale
import Testing

@testable import Sync

/// A field that records had and that none has any more is no absent field.
@Suite struct ShapeCheckTests {
    private static func shape(
        _ fields: [String: Int], records: Int = 3, isWhole: Bool = true, ids: Set<String>? = nil,
        examples: [String] = []
    ) -> ListingShape {
        var shape = ListingShape(records: records, isWhole: isWhole)
        for (name, count) in fields {
            shape.fields[name] = .init(count: count, examples: examples, isLost: count == 0)
        }
        shape.ids = ids
        return shape
    }

    private func withPaper(_ body: (TestMirror, PaperPOS) throws -> Void) throws {
        let paper = PaperPOS()
        paper.lines = [[.idItem: "1", .name: "Cone", .otd: "10", .available: "3"]]
        var rule = POSDiscount(
            idDiscount: "r", name: "Half", type: "percent", value: "50", isActive: true,
            customerTypes: ["medical"])
        rule.products = ["1"]
        paper.discounts = [rule]
        paper.shape = Self.shape(["customerTypes": 1])
        try withMirror(products: 1, adapters: [paper]) { mirror in
            try mirror.putLocation(config: [
                "provider": "paper", "drawer": "top", "username": nil, "password": nil, "pin": nil,
                "locationId": nil,
            ])
            mirror.sync(.products)
            mirror.sync(.discounts)
            try body(mirror, paper)
        }
    }

    private func expectSale(_ mirror: TestMirror, _ isOnSale: Bool) throws {
        #expect(try mirror.menu()["paper_1"]?.isOnSale == isOnSale)
    }

    private func loseTheCondition(_ paper: PaperPOS) {
        paper.discounts[0].customerTypes = []
        paper.shape = Self.shape(["customerTypes": 0])
    }

    @Test func rulesThatLostTheirConditionAreTakenTheSecondTimeAlone() throws {
        try withPaper { mirror, paper in
            try expectSale(mirror, false)
            loseTheCondition(paper)
            let doubted = mirror.sync(.discounts)
            #expect(
                doubted.incomplete.map(\.reason).joined().contains(
                    "customerTypes (0 of 3 records, before 1 of 3); nothing of it is taken"))
            try expectSale(mirror, false)
            // The daemon started anew in between, or not: what was doubted is stored.
            let taken = mirror.sync(.discounts)
            #expect(taken.incomplete.isEmpty)
            #expect(taken.warnings.contains { $0.contains("the run before found the same") })
            try expectSale(mirror, true)
            #expect(mirror.sync(.discounts).warnings.allSatisfy { !$0.contains("found the same") })
        }
    }

    /// The very rules are there, and a feed that answers so once may answer so for ever.
    @Test func rulesThatAreKnownToHaveLostTheirConditionAreNeverTakenAlone() throws {
        try withPaper { mirror, paper in
            paper.shape = Self.shape(["customerTypes": 1], ids: ["r"], examples: ["r"])
            mirror.sync(.discounts)
            loseTheCondition(paper)
            paper.shape = Self.shape(["customerTypes": 0], ids: ["r"])
            for _ in 1...3 {
                let report = mirror.sync(.discounts)
                #expect(report.incomplete.map(\.reason).joined().contains("--accept-removals"))
                try expectSale(mirror, false)
            }
            _ = mirror.engine.run(.discounts, org: "acme", acceptsRemovals: true)
            try expectSale(mirror, true)
        }
    }

    @Test func anAdminTakesThemAtOnce() throws {
        try withPaper { mirror, paper in
            loseTheCondition(paper)
            let report = mirror.engine.run(.discounts, org: "acme", acceptsRemovals: true)
            #expect(report.success && report.incomplete.isEmpty)
            try expectSale(mirror, true)
        }
    }

    @Test func aFieldThatComesBackIsNoLongerDoubted() throws {
        try withPaper { mirror, paper in
            let rules = paper.discounts
            loseTheCondition(paper)
            mirror.sync(.discounts)
            paper.discounts = rules
            paper.shape = Self.shape(["customerTypes": 1])
            #expect(mirror.sync(.discounts).incomplete.isEmpty)
            loseTheCondition(paper)
            #expect(!mirror.sync(.discounts).incomplete.isEmpty)
            try expectSale(mirror, false)
        }
    }

    @Test func anInventoryThatLostAFieldFailsAndChangesNothing() throws {
        try withPaper { mirror, paper in
            paper.shape = Self.shape(["stock": 2])
            mirror.sync(.products)
            paper.lines[0][.available] = nil
            paper.shape = Self.shape(["stock": 0])
            let report = mirror.engine.run(.products, org: "acme")
            #expect(!report.success)
            #expect(report.error.contains("stock (0 of 3 records, before 2 of 3)"))
            let menu = try mirror.menu()
            #expect(menu["paper_1"]?.stock == 3)
        }
    }

    /// Half of an answer proves neither that a field is gone nor that it stays so.
    @Test func whatIsDoubtedInAPartIsNoFirstTime() throws {
        try withPaper { mirror, paper in
            loseTheCondition(paper)
            paper.shape?.isWhole = false
            for _ in 1...3 { #expect(!mirror.sync(.discounts).incomplete.isEmpty) }
            try expectSale(mirror, false)
        }
    }

    @Test(
        arguments: [
            (["a"], ["a", "b"], true), (["a"], ["b"], false), ([], ["b"], true), (["a"], nil, true),
        ] as [([String], Set<String>?, Bool)])
    func aFieldIsLostWhereARecordThatHadItIsStillThere(
        _ had: [String], _ ids: Set<String>?, _ isLost: Bool
    ) {
        var stored = StoredShape()
        stored.take(Self.shape(["end": 1], examples: had))
        let restored = StoredShape(stored.stored)
        #expect(restored == StoredShape(restored.stored))
        #expect(restored.lost(in: Self.shape(["end": 0], ids: ids)) == (isLost ? ["end"] : []))
        #expect(restored.lost(in: Self.shape(["end": 1], ids: ids)) == [])
        #expect(restored.lost(in: Self.shape([:], ids: ids)) == [])
    }
}
