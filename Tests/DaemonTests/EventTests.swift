import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import TTRPC
import Testing

/// Webhook events, relayed (Protocol/alleaves.md, Events).
@Suite struct EventTests {
    private func event(_ name: String, _ data: String, more: String = "") -> [UInt8] {
        Array(#"{"event":"\#(name)","data":{\#(data)}\#(more)}"#.utf8)
    }

    private func eventDocument(_ daemon: TestDaemon, _ id: String) throws -> Fields {
        try daemon.client.document(
            ResourcePath(uncheckedSegments: ["tenants", "acme", "posEvents", id])
        ).fields
    }

    @Test func stockShowsAtOnceAndAPullBringsTheTruth() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            let truth = try #require(daemon.pos.item(idItem: id))
            let pulls = daemon.pos.requestCount("/inventory/search")
            let gate = daemon.pos.hold("/inventory/search")
            let reply = try daemon.client.ingestEvent(
                orgID: "acme", payload: event("inventory.updated", #""id":\#(id),"quantity":777"#))
            #expect(reply.received && reply.action == "updated")
            let product = try daemon.client.product(orgID: "acme", productID: String(id)).item
            #expect(product?.stock == 777)
            gate.release()
            #expect(
                try eventually {
                    try daemon.client.product(orgID: "acme", productID: String(id)).item?.stock
                        == Double(truth.sellableUnits)
                })
            #expect(daemon.pos.requestCount("/inventory/search") == pulls + 1)
        }
    }

    /// Another store's stock, and what happened nobody knows when, is only a reason to ask.
    @Test(arguments: [
        (#","locationId":"9999""#, ""), (#","id_location":4711"#, ""),
        ("", #","timestamp":"Wed, 25 Nov 2020 17:00:00 GMT""#),
        ("", #","timestamp":"11/25/2020 17:00""#), ("", #","created_at":-9000000000000000000"#),
        ("", #","occurred_at":{}"#), ("", #","timestamp":"soon""#),
    ])
    func aForeignOrUntimelyEventShowsNothing(data: String, more: String) throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            let gate = daemon.pos.hold("/inventory/search")
            defer { gate.release() }
            let reply = try daemon.client.ingestEvent(
                orgID: "acme",
                payload: event(
                    "inventory.updated", #""id":\#(id),"quantity":777\#(data)"#, more: more))
            #expect(reply.received && reply.action == "pulled")
            let product = try daemon.client.product(orgID: "acme", productID: String(id)).item
            #expect(product?.stock != 777)
        }
    }

    @Test func aDeletedProductIsHiddenAtOnce() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            daemon.pos.removeItems([id])
            let gate = daemon.pos.hold("/inventory/search")
            _ = try daemon.client.ingestEvent(
                orgID: "acme", payload: event("product.deleted", #""id":"\#(id)""#))
            #expect(
                failure { _ = try daemon.client.product(orgID: "acme", productID: String(id)) }?
                    .code == .notFound)
            gate.release()
        }
    }

    @Test func manyEventsMakeFewPulls() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let gate = daemon.pos.hold("/inventory/search")
            for number in 0..<50 {
                let reply = try daemon.client.ingestEvent(
                    orgID: "acme",
                    payload: event("product.updated", #""id":1,"n":\#(number)"#))
                #expect(reply.action == "pulled")
            }
            #expect(daemon.pos.waitForRequest("/inventory/search", count: 2))
            gate.release()
            #expect(daemon.pos.requestCount("/inventory/search") == 2)
        }
    }

    /// Hazard D33: the same delivery again, by its id or by its bytes, changes nothing.
    @Test func d33AReplayIsHarmless() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            let payload = event(
                "inventory.updated", #""id":\#(id),"quantity":5"#,
                more: #","timestamp":\#(SystemClock.wallMilliseconds())"#)
            let first = try daemon.client.ingestEvent(orgID: "acme", payload: payload)
            #expect(first.action == "updated")
            #expect(
                try eventually {
                    try daemon.client.product(orgID: "acme", productID: String(id)).item?.stock != 5
                })
            let again = try daemon.client.ingestEvent(orgID: "acme", payload: payload)
            #expect(again.action == "replayed" && again.eventId == first.eventId)
            #expect(
                try daemon.client.product(orgID: "acme", productID: String(id)).item?.stock
                    != 5)
            let named = event("order.created", #""id":7"#, more: #","event_id":"e-1""#)
            let other = event("order.created", #""id":7,"x":1"#, more: #","event_id":"e-1""#)
            #expect(
                try daemon.client.ingestEvent(orgID: "acme", payload: named).action == "pulled")
            #expect(
                try daemon.client.ingestEvent(orgID: "acme", payload: other).action == "replayed")
        }
    }

    @Test func anUnknownEventIsKept() throws {
        try withDaemon { daemon in
            let payload = event("moon.eclipsed", #""id":1,"depth":"total""#)
            let reply = try daemon.client.ingestEvent(orgID: "acme", payload: payload)
            #expect(reply.action == "kept" && reply.event == "moon.eclipsed")
            let kept = try eventDocument(daemon, reply.eventId)
            #expect(kept["payload"] == .string(String(decoding: payload, as: UTF8.self)))
            #expect(daemon.pos.requestCount == 0)
        }
    }

    @Test func aKnownEventKeepsNobodysData() throws {
        try withDaemon { daemon in
            let reply = try daemon.client.ingestEvent(
                orgID: "acme",
                payload: event(
                    "customer.created", #""id_customer":5,"email":"marker@example.com""#))
            let text = String(
                decoding: try eventDocument(daemon, reply.eventId).mapValueBytes, as: UTF8.self)
            #expect(text.contains("customer.created") && !text.contains("marker"))
            #expect(!daemon.log.contains("marker"))
        }
    }

    @Test func lowStockIsNotified() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            let reply = try daemon.client.ingestEvent(
                orgID: "acme",
                payload: event(
                    "inventory.low_stock", #""id":\#(id),"quantity":2,"reorder_level":10"#))
            let fields = try daemon.client.document(
                ResourcePath(
                    uncheckedSegments: ["tenants", "acme", "notifications", reply.eventId])
            ).fields
            #expect(fields["productId"] == .string("alleaves_\(id)"))
            #expect(fields["quantity"] == 2 && fields["threshold"] == 10)
        }
    }

    @Test func theTenantIsVerified() throws {
        try withDaemon { daemon throws in
            let code = { (org: String, data: String) in
                failure {
                    _ = try daemon.client.ingestEvent(
                        orgID: org, payload: event("order.created", data))
                }?.code
            }
            #expect(code("nobody", #""id":1"#) == .notFound)
            #expect(code("", #""id":1"#) == .invalidArgument)
            #expect(code("", #""id":1,"locationId":"4711""#) == .notFound)
            #expect(code("", #""id":1,"orgId":"nobody""#) == .notFound)
            #expect(code("acme", #""id":1,"orgId":"other""#) == .invalidArgument)
            // 7.9: the POS's own location id, which is no document's id.
            let byLocation = try daemon.client.ingestEvent(
                orgID: "", payload: event("order.created", #""id":1,"locationId":1000"#))
            #expect(byLocation.orgId == "acme")
            let byOrg = try daemon.client.ingestEvent(
                orgID: "", payload: event("order.created", #""id":2,"orgId":"org_acme""#))
            #expect(byOrg.orgId == "acme")
            for payload in ["", "[]", "{}", #"{"event":5}"#, "\u{0}"] {
                let error = failure {
                    _ = try daemon.client.ingestEvent(orgID: "acme", payload: Array(payload.utf8))
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }

    /// Signatures made by another implementation of HMAC.
    @Test func aConfiguredSecretIsAskedFor() throws {
        try withDaemon { daemon throws in
            try daemon.putLocation(config: ["webhookSecret": "hook-secret"])
            let payload = Array(#"{"event":"moon.eclipsed","data":{"id":1}}"#.utf8)
            let signature = "57893d8f939ac73b850db593271be51b2adedb2a20e9767381ec36a20bfe7042"
            let code = { (text: String) in
                failure {
                    _ = try daemon.client.ingestEvent(
                        orgID: "acme", payload: payload, signature: text)
                }?.code
            }
            for wrong in [
                "", "sha256=", String(signature.dropLast()), signature + "00", "sha1=" + signature,
                String(repeating: "0", count: 64), "x",
            ] { #expect(code(wrong) == .unauthenticated, "\(wrong)") }
            let upper = try daemon.client.ingestEvent(
                orgID: "acme", payload: payload, signature: signature.uppercased())
            #expect(upper.action == "kept")
            let prefixed = try daemon.client.ingestEvent(
                orgID: "acme", payload: payload, signature: "sha256=" + signature)
            // Nothing in it says that it is the same one again.
            #expect(prefixed.action == "kept")
            #expect(
                failure {
                    _ = try daemon.client.ingestEvent(
                        orgID: "acme", payload: payload + [0x20], signature: signature)
                }?.code == .unauthenticated)
        }
    }
}

/// Line 24: what an event is about, and when two of them are one.
@Suite struct EventIdentityTests {
    private func ingest(_ daemon: TestDaemon, _ payload: String) throws -> IngestEventReply {
        try daemon.client.ingestEvent(orgID: "acme", payload: Array(payload.utf8))
    }

    @Test(arguments: ["created", "updated", "deleted", "expired"])
    func anEventOfADiscountPullsTheDiscounts(_ verb: String) throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.addDiscount(
                json: rule("percent", "50", #""categories":["Flower"]"#))
            let payload = #"{"event":"discount.\#(verb)","data":{"id_discount":\#(id ?? 0)}}"#
            #expect(try ingest(daemon, payload).action == "pulled")
            #expect(
                try eventually {
                    try daemon.menu().values.contains(where: \.isOnSale)
                })
        }
    }

    @Test func anEventThatNothingProvesToBeARepetitionIsNone() throws {
        try withDaemon { daemon throws in
            let gate = daemon.pos.hold("/order")
            defer { gate.release() }
            for payload in [
                // Neither id nor time: the same change may have happened twice.
                #"{"event":"order.updated","data":{"id":7}}"#,
                // Without data the id is the order's; with it, an id may be of what it is about.
                #"{"event":"order.updated","id":7}"#,
                #"{"event":"order.updated","id":7,"data":{"id_order":7}}"#,
                // A day says too little.
                #"{"event":"order.updated","timestamp":"2026-11-20","data":{"id":7}}"#,
                #"{"event":"order.updated","timestamp":"","event_id":" ","data":{"id":7}}"#,
            ] {
                for _ in 0..<3 {
                    #expect(try ingest(daemon, payload).action == "pulled", "\(payload)")
                }
            }
            for payload in [
                #"{"event":"order.updated","timestamp":"2026-11-20T10:00:00Z","data":{"id":7}}"#,
                #"{"event":"order.updated","timestamp":1763632800,"data":{"id":7}}"#,
                #"{"event":"order.updated","event_id":"e-1","data":{"id":7}}"#,
                #"{"event":"order.updated","id":"evt-1","data":{"id":7}}"#,
            ] {
                #expect(try ingest(daemon, payload).action == "pulled", "\(payload)")
                #expect(try ingest(daemon, payload).action == "replayed", "\(payload)")
            }
            let later =
                #"{"event":"order.updated","timestamp":"2026-11-20T10:00:01Z","data":{"id":7}}"#
            #expect(try ingest(daemon, later).action == "pulled")
        }
    }

    @Test func aLateEventUndoesNoNewerOne() throws {
        try withDaemon { daemon throws in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            let gate = daemon.pos.hold("/inventory/search")
            defer { gate.release() }
            let now = SystemClock.wallMilliseconds()
            let event = { (milliseconds: Int64, units: Int) in
                #"{"event":"inventory.updated","timestamp":\#(milliseconds),"#
                    + #""data":{"id":\#(id),"quantity":\#(units)}}"#
            }
            let stock = {
                try daemon.client.product(orgID: "acme", productID: String(id)).item?.stock
            }
            #expect(try ingest(daemon, event(now - 1000, 70)).action == "updated")
            #expect(try ingest(daemon, event(now - 5000, 60)).action == "pulled")
            #expect(try stock() == 70)
            #expect(try ingest(daemon, event(now, 80)).action == "updated")
            // Older than any pull has to be: what a sync has brought is newer.
            let other = id + 1
            let before = try daemon.client.product(orgID: "acme", productID: String(other)).item
            let old =
                #"{"event":"inventory.updated","timestamp":\#(now - 86_400_000),"#
                + #""data":{"id":\#(other),"quantity":7000}}"#
            #expect(try ingest(daemon, old).action == "pulled")
            let after = try daemon.client.product(orgID: "acme", productID: String(other)).item
            #expect(after?.stock == before?.stock)
            #expect(try stock() == 80)
        }
    }

    @Test func anUnknownWordBehindAKnownOneIsAHint() throws {
        try withDaemon { daemon in
            for (name, path) in [
                ("order.archived", "/order"), ("customer.merged", "/customer/search"),
                ("Product.Renamed", "/inventory/search"),
            ] {
                let reply = try ingest(daemon, #"{"event":"\#(name)","data":{"id":1}}"#)
                #expect(reply.action == "pulled", "\(name)")
                #expect(daemon.pos.waitForRequest(path))
            }
            for name in ["order", "order.", ".created", "moon.eclipsed"] {
                let reply = try ingest(daemon, #"{"event":"\#(name)","data":{"id":1}}"#)
                #expect(reply.action == "kept", "\(name)")
            }
        }
    }
}
