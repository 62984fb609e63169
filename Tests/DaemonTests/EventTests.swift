import FirestoreModel
import MirrorClient
import MirrorMessages
import TTRPC
import Testing

/// Webhook events, relayed: alleaves-api.md 7.9 and 7.10, done better.
@Suite struct EventTests {
    private func event(_ name: String, _ data: String, more: String = "") -> [UInt8] {
        Array(#"{"event":"\#(name)","data":{\#(data)}\#(more)}"#.utf8)
    }

    private func eventDocument(_ daemon: TestDaemon, _ id: String) throws -> Fields {
        try daemon.client.document(
            ResourcePath(uncheckedSegments: ["tenants", "acme", "posEvents", id])).fields
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
            #expect(try eventually {
                try daemon.client.product(orgID: "acme", productID: String(id)).item?.stock
                    == Double(truth.sellableUnits)
            })
            #expect(daemon.pos.requestCount("/inventory/search") == pulls + 1)
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

    /// D33 and 7.9: the same delivery again, by its id or by its bytes, changes nothing.
    @Test func d33AReplayIsHarmless() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            let id = daemon.pos.idItems.lowerBound
            let payload = event("inventory.updated", #""id":\#(id),"quantity":5"#)
            let first = try daemon.client.ingestEvent(orgID: "acme", payload: payload)
            #expect(first.action == "updated")
            #expect(try eventually {
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
            #expect(prefixed.action == "replayed")
            #expect(
                failure {
                    _ = try daemon.client.ingestEvent(
                        orgID: "acme", payload: payload + [0x20], signature: signature)
                }?.code == .unauthenticated)
        }
    }
}
