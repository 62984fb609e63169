import AlleavesSimulator
import FirestoreModel
import Testing

@testable import Sync

/// Customers from the POS into tenants/{org}/customers.
@Suite struct CustomerSyncTests {
    @Test(arguments: SimulatorShapes.Customers.allCases.filter { $0 != .null })
    func everyShapeOfAListIsRead(shape: SimulatorShapes.Customers) throws {
        try withPeople(orders: 0, customers: 230) { mirror in
            var shapes = SimulatorShapes()
            shapes.customers = shape
            mirror.pos.setShapes(shapes)
            let report = mirror.sync(.customers)
            #expect(report.customersCount == 230)
            #expect(report.created == 230)
            let stored = try mirror.collection("customers")
            #expect(Set(stored.keys) == Set(mirror.pos.idCustomers.map { "alleaves_\($0)" }))
        }
    }

    @Test func aSecondRunChangesNoByte() throws {
        try withPeople(orders: 0, customers: 230) { mirror in
            mirror.sync(.customers)
            let before = try mirror.data()
            mirror.clock.advance(milliseconds: 3_600_000)
            #expect(mirror.sync(.customers).unchanged == 230)
            #expect(try mirror.data() == before)
        }
    }

    @Test(arguments: ["{}", "null", "[]", #"{"customers":[]}"#, #"{"data":[],"error":"busy"}"#])
    func anEmptyListOfCustomersIsSaidAndLosesNone(body: String) throws {
        try withPeople(orders: 0, customers: 30) { mirror in
            mirror.sync(.customers)
            mirror.pos.override("/customer/search", body: body)
            let report = mirror.engine.run(.customers, org: TestMirror.org)
            #expect(report.incomplete.map(\.listing) == ["customers"])
            #expect(report.incomplete.first?.location == "main")
            #expect(report.customersCount == 30)
        }
    }

    @Test func aRunReadsThirtyPagesAndTheNextOnesTheRest() throws {
        try withPeople(products: 5, orders: 0, customers: 3_250) { mirror in
            let first = mirror.sync(.customers)
            #expect(first.customersCount == 3_000)
            #expect(mirror.pos.requestCount("/customer/search") == 30)
            #expect(first.warnings.contains { $0.contains("up to page 30") })
            let second = mirror.sync(.customers)
            #expect(second.customersCount == 3_250)
            #expect(second.created == 250)
            // Behind the end a run begins anew, so that changes at the front are seen as well.
            #expect(mirror.pos.requestCount("/customer/search") == 60)
        }
    }

    @Test func theNumberOfPagesIsASetting() throws {
        try withPeople(products: 5, orders: 0, customers: 950, customerPages: 4) { mirror in
            #expect(mirror.sync(.customers).customersCount == 400)
            #expect(mirror.sync(.customers).customersCount == 800)
            #expect(mirror.sync(.customers).customersCount == 950)
        }
    }

    @Test func consentAndCheckInsSurvive() throws {
        try withPeople(orders: 0, customers: 3) { mirror in
            let id = try #require(mirror.pos.idCustomers.first)
            mirror.pos.changeCustomer(id: id, json: #"{"email":"Old@Example.org","phone":""}"#)
            mirror.sync(.customers)
            let path = ["tenants", "acme", "customers", "alleaves_\(id)"]
            #expect(try Self.customer(mirror, id)["email"] == "old@example.org")
            let ours: Fields = [
                "smsConsent": true, "lastCheckIn": "today", "phone": "315-555-0123",
            ]
            try mirror.merge(path, ours)
            mirror.pos.changeCustomer(
                id: id, json: #"{"email":"new@example.org","phone":"315-555-9999","city":"Utica"}"#)
            mirror.sync(.customers)
            let fields = try Self.customer(mirror, id)
            for (key, value) in ours { #expect(fields[key] == value, "\(key)") }
            #expect(fields["phoneLast4"] == "0123")
            // What nobody here has changed follows the POS.
            #expect(fields["email"] == "new@example.org")
            #expect(fields["city"] == "Utica")
            // What the POS no longer says stays.
            mirror.pos.changeCustomer(id: id, json: #"{"email":null,"name_first":""}"#)
            mirror.sync(.customers)
            #expect(try Self.customer(mirror, id)["email"] == "new@example.org")
        }
    }

    private static func customer(_ mirror: TestMirror, _ id: Int) throws -> Fields {
        try #require(try mirror.document("tenants", "acme", "customers", "alleaves_\(id)"))
    }

    @Test func d32PeopleWhoShareATelephoneStayTwo() throws {
        try withPeople(orders: 0, customers: 0) { mirror in
            for id in [1, 2] {
                mirror.pos.addCustomer(
                    json: #"{"id_customer":\#(id),"name_first":"P\#(id)","phone":"3155550100"}"#)
            }
            #expect(mirror.sync(.customers).customersCount == 2)
            let people = try [Self.customer(mirror, 1), Self.customer(mirror, 2)]
            #expect(people[0]["firstName"] == "P1")
            #expect(people[1]["alleavesCustomerId"] == "cid_2")
        }
    }

    @Test func d32ARecordWithoutAnIdMakesNoDocument() throws {
        try withPeople(orders: 0, customers: 0) { mirror in
            mirror.pos.addCustomer(json: #"{"name_first":"Nobody","phone":"3155550100"}"#)
            mirror.pos.addCustomer(json: #"{"id_customer":"a/b","name_first":"Slash"}"#)
            mirror.pos.addCustomer(json: #"{"id_customer":7,"name_first":"Guest","name_last":""}"#)
            let report = mirror.sync(.customers)
            #expect(report.customersCount == 1)
            #expect(
                report.warnings == [
                    "1 entry of customers has no id and was left out",
                    "1 entry of customers has an id that no document can have",
                ])
            #expect(report.incomplete.map(\.code) == [.unreadable])
            let guest = try Self.customer(mirror, 7)
            #expect(guest["displayName"] == nil)
        }
    }

    @Test func nobodysDataIsInTheLog() throws {
        try withPeople(orders: 200, customers: 150) { mirror in
            mirror.sync(.org)
            mirror.pos.setDown("/order")
            _ = mirror.engine.run(.org, org: "acme")
            #expect(!mirror.log.contains("@"))
            #expect(!mirror.log.contains("315-555") && !mirror.log.contains("315555"))
        }
    }
}
