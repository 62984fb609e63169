import AlleavesSimulator
import CivilTime
import FirestoreModel
import Testing

@testable import Sync

/// The hazards of Protocol/alleaves.md that concern orders, each by its number.
@Suite struct OrderHazardTests {
    @Test func d28TheWatermarkMovesOnlyOverWhatWasStored() throws {
        try withPeople { mirror in
            mirror.pos.setDown("/order")
            let report = mirror.engine.run(.orders, org: "acme")
            #expect(!report.success)
            #expect(try mirror.orderPosition().stored == DaySet())
            #expect(try mirror.status()["lastSyncAt"] == nil)
            mirror.pos.setDown("/order", false)
            mirror.sync(.orders)
            let newest = try #require(mirror.pos.generatedOrders.last)
            let day = CivilDate(number: Int64(newest.createdMilliseconds / 86_400_000))
            #expect(try mirror.orderPosition().through == day)
            #expect(try mirror.orderPosition().since == SyncLimits.firstOrderDay)
        }
    }

    @Test func d28AnEmptyAnswerMovesNoWatermark() throws {
        try withPeople { mirror in
            mirror.sync(.orders)
            let before = try mirror.orderPosition()
            mirror.clock.advance(milliseconds: 5 * 86_400_000)
            mirror.pos.override("/order", body: "[]")
            #expect(mirror.sync(.orders).incomplete.map(\.code).contains(.empty))
            #expect(try mirror.orderPosition().stored == before.stored)
        }
    }

    @Test func d28MoreThanTenThousandOrdersTakeSeveralRunsAndNoneIsLost() throws {
        try withPeople(products: 5, orders: 12_000, customers: 50) { mirror in
            let first = mirror.sync(.orders)
            #expect(!first.isComplete)
            #expect(first.warnings.contains { $0.contains("the next run goes on there") })
            let count = try #require(first.ordersCount)
            #expect(count <= 10_000 + 2_500)
            mirror.syncAllOrders()
            #expect(try mirror.collection("orders").count == 12_000)
        }
    }

    @Test func aStoreOfTenThousandIsReadInOneRun() throws {
        try withPeople(products: 5, orders: 10_000, customers: 50) { mirror in
            let report = mirror.sync(.orders)
            #expect(report.isComplete)
            #expect(report.ordersCount == 10_000)
        }
    }

    @Test func d28DownInTheMiddleKeepsWhatWasReadAndTheNextRunRepairsIt() throws {
        try withPeople(orders: 1_000) { mirror in
            let gate = mirror.pos.hold("/order")
            let call = RunThread(mirror.engine, .orders)
            #expect(gate.waitUntilHeld())
            gate.release()
            #expect(mirror.pos.waitForRequest("/order", count: 9))
            mirror.pos.setDown("/order")
            let report = try call.wait()
            mirror.pos.setDown("/order", false)
            if !report.success {
                #expect(try mirror.status()["status"] == "error")
            }
            mirror.syncAllOrders()
            #expect(try mirror.collection("orders").count == 1_000)
        }
    }

    @Test func d29TheLastTwoDaysAreReadAgainInTheStoresZone() throws {
        try withPeople(orders: 400) { mirror in
            try mirror.put(
                ["locations", "main"],
                mirror.location(timezone: "Pacific/Honolulu"))
            mirror.sync(.orders)
            let through = try #require(try mirror.orderPosition().through)
            // A late order, two days back, that the first run had no chance to see.
            let day = through + -2
            mirror.pos.addOrder(
                json: """
                    {"id_order":900001,"id_customer":5000,"status":"completed","total":1,
                     "date_created":"\(day)T12:00:00.000Z"}
                    """)
            #expect(mirror.sync(.orders).created == 1)
            _ = try mirror.order(900_001)
        }
    }

    @Test func d29BothDatesAreAlwaysSent() throws {
        try withPeople(orders: 500) { mirror in
            // Without dates the simulator, like production, shows a window of 73.
            #expect(mirror.sync(.orders).ordersCount == 500)
        }
    }

    @Test(arguments: [
        ("Voided", "cancelled"), ("void", "cancelled"), ("CANCELED", "cancelled"),
        ("refunded", "cancelled"), ("Returned", "cancelled"), ("expired", "cancelled"),
        ("closed", "completed"), ("Paid", "completed"), ("complete", "completed"),
        ("delivered", "completed"), ("Processing", "preparing"), ("submitted", "submitted"),
        ("confirmed", "confirmed"), ("ready", "ready"), ("on_hold", "unknown"), ("", "unknown"),
    ])
    func d30OneMapForEveryStatus(word: String, status: String) {
        #expect(OrderStatus(pos: word).rawValue == status)
    }

    @Test func d30AnUnknownStatusIsKeptWithTheWordOfThePOS() throws {
        try withPeople(orders: 1) { mirror in
            let id = try #require(mirror.pos.generatedOrders.first).idOrder
            mirror.pos.changeOrder(id: id, json: #"{"status":"On_Hold"}"#)
            mirror.sync(.orders)
            #expect(try mirror.order(id)["status"] == "unknown")
            #expect(try mirror.order(id)["posStatus"] == "On_Hold")
        }
    }

    @Test func d30AFailureTakesNoCountAway() throws {
        try withPeople { mirror in
            mirror.sync(.org)
            let good = try mirror.status()
            #expect(good["ordersCount"] == .integer(300))
            #expect(good["customersCount"] == .integer(80))
            mirror.pos.setDown("/order")
            mirror.pos.setDown("/customer/search")
            _ = mirror.engine.run(.org, org: "acme")
            let bad = try mirror.status()
            #expect(bad["status"] == "error")
            for key in ["ordersCount", "customersCount", "productsCount", "lastSyncAt"] {
                #expect(bad[key] == good[key], "\(key)")
            }
        }
    }

    @Test func d33AnOrderIsOneDocumentWhateverTheTypeOfItsId() throws {
        try withPeople(orders: 1) { mirror in
            let id = try #require(mirror.pos.generatedOrders.first).idOrder
            let body = { (id: String) in
                #"[{"id_order":\#(id),"date_created":"\#(TestMirror.today)","status":"ready"}]"#
            }
            mirror.pos.override("/order", pages: [body("\(id)")])
            mirror.sync(.orders)
            mirror.pos.override("/order", pages: [body("\"\(id)\"")])
            mirror.sync(.orders)
            #expect(try mirror.collection("orders").keys.sorted() == ["alleaves_\(id)"])
            #expect(try mirror.order(id)["externalId"] == .string("\(id)"))
        }
    }

    @Test func d34TenantsWhoseIdsBeginAlikeHaveTheirOwnOrders() throws {
        try withPeople(orders: 30) { mirror in
            try mirror.putLocation("b", org: "acme2")
            mirror.sync(.orders)
            #expect(try mirror.document("tenants", "acme2", "integrations", "pos") == nil)
            #expect(mirror.sync(.orders, org: "acme2").ordersCount == 30)
            let order = try #require(mirror.pos.generatedOrders.last)
            mirror.pos.changeOrder(id: order.idOrder, json: #"{"order_number":"77"}"#)
            mirror.sync(.orders, org: "acme2")
            #expect(try mirror.order(order.idOrder)["orderNumber"] == nil)
        }
    }

    @Test func oneAbsurdRecordKeepsNoOtherFromBeingStored() throws {
        try withPeople(orders: 40) { mirror in
            let text = String(repeating: "ü", count: 300_000)
            mirror.pos.addOrder(
                json: """
                    {"id_order":900002,"date_created":"\(TestMirror.today)","status":"\(text)",
                     "name_first":"\(text)","items":[{"item":"\(text)","quantity":1e300}]}
                    """)
            mirror.pos.addOrder(
                json: #"{"id_order":"\#(text)","date_created":"\#(TestMirror.today)"}"#)
            let report = mirror.sync(.orders)
            #expect(report.ordersCount == 41)
            let fields = try mirror.order(900_002)
            #expect(fields["posStatus"] == .string(String(repeating: "ü", count: 128)))
            #expect(fields["items"]?.arrayValue?.first?.mapValue?["qty"] == .null)
        }
    }

    @Test func placeholderAddressesAreNeverStored() throws {
        try withPeople { mirror in
            mirror.sync(.org)
            for document in try mirror.store.documents(.init(prefix: [])) {
                let text = String(decoding: document.document.fields, as: UTF8.self)
                #expect(!text.contains("@alleaves.local"))
            }
        }
    }

    @Test(
        arguments: [
            ("no-email@alleaves.local", nil), ("X@ALLEAVES.LOCAL", nil), ("a@unknown.local", nil),
            ("a@alleaves.local.com", "a@alleaves.local.com"), ("nobody", nil), ("@x.org", nil),
            ("a@notalleaves.local", "a@notalleaves.local"), ("a b@x.org", nil),
            ("a@x.org", "a@x.org"),
        ] as [(String, String?)])
    func onlyTheExactDomainIsAPlaceholder(text: String, address: String?) {
        #expect(ContactAddress.email(text) == address)
    }
}
