import AlleavesSimulator
import FirestoreModel
import MirrorMessages
import Testing

/// Lines 10, 12 and 19 over a socket: what a rule of the POS says in another form, twice, or in a
/// form that cannot be read never makes it a price for everybody.
@Suite struct POSRuleTests {
    private static func rule(_ members: String) -> String {
        #"[{"id_discount":5,"name":"R","discount_type":"percent","discount_value":10,"#
            + #""active":true,\#(members)}]"#
    }

    private func withRule(
        _ answer: String, _ body: (TestDaemon, DiscountInfo) throws -> Void
    ) throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            // What is read of a good rule before is not what is read of the next one.
            daemon.pos.override(
                "/discount", body: Self.rule(#""conditions":{"categories":["Flower"]}"#))
            #expect(try daemon.sync(.discounts).productsOnSale > 0)
            daemon.pos.override("/discount", body: answer)
            #expect(try daemon.sync(.discounts).productsOnSale == 0)
            #expect(try daemon.menu().values.allSatisfy { !$0.isOnSale })
            let rules = try daemon.client.discounts(orgID: TestDaemon.org).discounts
            #expect(rules.map(\.discountId) == ["5"])
            try body(daemon, try #require(rules.first))
        }
    }

    @Test(arguments: [
        #""categories":["Flower"],"conditions":{"minQty":3}"#,
        #""conditions":{"categories":["Flower"],"minTotal":30}"#,
        #""minQty":3,"conditions":{"categories":["Flower"]}"#,
        #""conditions":{"categories":["Flower"],"customerTypes":["medical"]}"#,
    ])
    func conditionsInCamelCaseAreConditions(members: String) throws {
        try withRule(Self.rule(members)) { daemon, rule in
            #expect(rule.state == "conditional")
            let flower = try #require(try daemon.menu().values.first { $0.category == "Flower" })
            #expect(flower.conditionalOffers.map(\.discountId) == ["5"])
        }
    }

    @Test(arguments: [
        (
            #""min_qty":0,"conditions":{"categories":["Flower"],"min_qty":2}"#,
            "min_qty is said twice and not the same"
        ),
        (
            #""categories":["Vapes"],"conditions":{"categories":["Flower"]}"#,
            "categories is said twice and not the same"
        ),
        (#""conditions":{"categories":["Flower"],"customer_types":[null]}"#, "customer_types is "),
        (#""conditions":{"categories":["Flower"],"customer_types":" "}"#, "customer_types is "),
        (#""conditions":{"categories":["Flower"],"customerTypes":[""]}"#, "customerTypes is "),
        (#""conditions":{"categories":["Flower"],"brands":[null]}"#, "brands is "),
        (#""conditions":{"categories":["Flower"],"min_qty":-3}"#, "min_qty is below 0"),
        (#""conditions":{"categories":["Flower"],"min_total":"-5"}"#, "min_total is below 0"),
    ])
    func whatCannotBeReadRejectsTheRuleByTheFieldsName(
        members: String, text: String
    ) throws {
        try withRule(Self.rule(members)) { daemon, rule in
            #expect(rule.state == "rejected" && rule.detail.hasPrefix(text), "\(rule.detail)")
            let warnings = try daemon.status().warnings
            #expect(warnings.contains { $0.hasPrefix("rejected, rule 5 (R): \(text)") })
        }
    }

    @Test(
        arguments: [
            ("customerTypes", [""]), ("customer_types", ["  ", ""]), ("minQty", -1),
            ("min_total", .double(-0.01)),
        ] as [(String, Value)])
    func agentsRulesAreHeldToTheSame(field: String, value: Value) throws {
        try withDaemon { daemon in
            var fields: Fields = [
                "discountType": "percent", "discountValue": 10, "active": true,
                "categories": ["Flower"],
            ]
            fields[field] = value
            let error = failure {
                try daemon.client.updateDocument(TestDaemon.rule("own"), fields: fields)
            }
            #expect(error?.code == .invalidArgument)
            #expect(error?.message.contains(field) == true, "\(error?.message ?? "")")
        }
    }

    /// The same text is the same category, however often the POS has escaped it.
    @Test(arguments: ["A & B", "A &amp; B", "A &amp;amp; B", "A &amp;gt; B"])
    func theVerySameTextOfThePOSMeets(name: String) throws {
        try withDaemon { daemon in
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(category: "\"Edibles > \(name)\""),
                    Row(id: "2", category: "\"Edibles > Other\""),
                ]))
            daemon.pos.override(
                "/discount", body: Self.rule(#""categories":["Edibles > \#(name)"]"#))
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let sold = try daemon.menu().values.filter(\.isOnSale).map(\.externalId)
            #expect(sold == ["1"])
        }
    }
}
