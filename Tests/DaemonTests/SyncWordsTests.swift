import AlleavesSimulator
import FirestoreModel
import MirrorMessages
import Testing

/// What users and operators are told of a sync: lines 3, 8 and 36 over a real socket.
@Suite struct SyncWordsTests {
    @Test func textsOfThePOSAreScrubbedInLogStatusAndReply() throws {
        try withDaemon { (daemon) throws in
            let text =
                "jane@example.org (315-555-0142) sent demo, pin 1234, licence 0000423-1,"
                + " token eyJhbGciOiJ9.eyJzdWIifQ.sig to https://a:b@pos.example/x?who=jane"
            let hidden = [
                "jane", "315-555", "0142)", "demo,", "pin 1234", "0000423-", "eyJ", "a:b", "who=",
            ]
            for (path, kind) in [
                ("/inventory/search", "products"), ("/discount", "discounts"),
                ("/customer/search", "customers"), ("/order", "orders"),
                ("/inventory/brand", "metadata"), ("/location", "metadata"),
            ] {
                daemon.pos.override(path, status: 422, body: #"{"message":"\#(text)"}"#)
                let run = try daemon.posmirror("--json", "sync", kind, "acme")
                let status = try daemon.client.document(
                    ResourcePath(uncheckedSegments: ["tenants", "acme", "integrations", "pos"]))
                daemon.pos.clearOverride(path)
                let all = [run.output, run.error, "\(status.fields)", daemon.log]
                for part in hidden {
                    for shown in all { #expect(!shown.contains(part), "\(kind): \(part)") }
                }
                #expect(run.output.contains("[redacted]"), "\(kind)")
            }
        }
    }

    @Test func statusTellsTheZoneAndWhoseWordItIs() throws {
        try withDaemon { (daemon) throws in
            #expect(try daemon.status().timezone == "America/New_York")
            #expect(try daemon.status().timezoneSource == "operator")
            let path = ResourcePath(uncheckedSegments: ["locations", "main"])
            try daemon.client.updateDocument(path, fields: [:], mask: ["timezone"])
            let before = try daemon.status()
            #expect(before.timezone == "UTC" && before.timezoneSource == "none")
            #expect(before.warnings.contains { $0.contains("location put main --timezone") })
            daemon.pos.addDiscount(
                json: #"{"name":"A","discount_type":"percent","discount_value":5,"active":true,"#
                    + #""end_date":"2031-06-30","conditions":{"categories":["Flower"]}}"#)
            try daemon.sync(.org)
            let rule = try #require(try daemon.client.discounts(orgID: "acme").discounts.first)
            #expect(rule.endsAt?.rfc3339 == "2031-07-01T04:00:00Z")
            #expect(try daemon.status().timezoneSource == "pos")
            try daemon.restart()
            #expect(try daemon.status().timezone == "America/New_York")
            #expect(try daemon.client.discounts(orgID: "acme").discounts.first == rule)
        }
    }

    @Test func nothingUnknownIsZero() throws {
        try withDaemon { (daemon) throws in
            let never = try daemon.status()
            #expect(never.status == "never")
            #expect(never.productsCount == nil && never.ordersCount == nil)
            #expect(never.matchRatio == nil && never.durationMs == nil)
            let reply = try daemon.sync(.products)
            #expect(reply.posProductsCount == 60)
            #expect(reply.customersCount == nil && reply.ordersRead == nil)
            #expect(reply.brands == nil && reply.discountsFound == nil)
            #expect(try daemon.sync(.discounts).discountsFound == 0)
            let status = try daemon.status()
            #expect(status.productsCount == 60 && status.customersCount == nil)
            let json = try daemon.posmirror("--json", "sync", "metadata", "acme").output
            #expect(json.contains("\"brands\":") && !json.contains("customers_count"))
        }
    }

    @Test func unreadableValuesAndListingsAreInTheMetrics() throws {
        try withDaemon { (daemon) throws in
            daemon.pos.override(
                "/discount", body: #"[{"id_discount":1,"discount_value":"$5"},{"name":"x"}]"#)
            try daemon.sync(.discounts)
            let text = try daemon.client.metrics().text
            let field = #"{org="acme",field="discounts.discount_value"} 1"#
            #expect(text.contains("posmirror_sync_unreadable_values_total" + field))
            #expect(
                text.contains(
                    #"posmirror_sync_incomplete_listings{org="acme",listing="discounts"} 1"#))
            daemon.pos.clearOverride("/discount")
            try daemon.sync(.discounts)
            #expect(try !daemon.client.metrics().text.contains(#"listing="discounts""#))
        }
    }
}
