import Foundation
import JSON
import Testing

@testable import AlleavesSimulator

@Suite struct CustomerTests {
    @Test func pagesAreNumericKeyedObjectsUntilAnEmptyOne() throws {
        try withPOS {
            $0.customers = 250
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            var ids: Set<Int> = []
            var sizes: [Int] = []
            for page in 1...4 {
                let rows = try search(client, page).object
                sizes.append(rows.count)
                #expect(Set(rows.keys) == Set((0..<rows.count).map(String.init)))
                for row in rows.values {
                    ids.insert((row as? [String: Any])?["id_customer"] as? Int ?? 0)
                }
            }
            #expect(sizes == [100, 100, 50, 0])
            #expect(ids.count == 250)
            #expect(try client.post("/api/customer/search", "{}").status == 400)
        }
    }

    @Test(arguments: SimulatorShapes.Customers.allCases)
    func everyShapeHoldsTheSameCustomers(shape: SimulatorShapes.Customers) throws {
        try withPOS {
            $0.customers = 12
            $0.shapes.customers = shape
        } _: { pos in
            let reply = try search(TestClient.loggedIn(pos), 1)
            let rows: Any? =
                switch shape {
                case .numericKeys, .numericKeysWithExtras:
                    reply.object.filter { Int($0.key) != nil }.map(\.value)
                case .array: reply.json
                case .customers: reply.object["customers"]
                case .customersNumericKeys:
                    (reply.object["customers"] as? [String: Any]).map { Array($0.values) }
                case .data: reply.object["data"]
                case .null: reply.json is NSNull ? [[String: Any]]() : nil
                }
            let count = (rows as? [Any])?.count
            #expect(count == (shape == .null ? 0 : 12))
        }
    }

    @Test func onlyFewHaveContactsAndSomeAreGuests() throws {
        let service = try POSService(SimulatorOptions())
        let people = PeopleGenerator(
            inventory: service.generator, customers: 3_000, orders: 0, rows: service.writer)
        let rows = (0..<3_000).map { people.customer($0) }
        let reachable = rows.count {
            $0["phone"]?.string != nil || $0["email"]?.string?.isEmpty == false
        }
        #expect((100...400).contains(reachable))
        #expect(rows.contains { $0["name_first"]?.string == "Guest" })
    }

    @Test func loyaltyAndCreditAddUpAndAreVisible() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            let points = #"{"points_change":12.5,"reason":"test"}"#
            _ = try client.post("/api/customer/5000/loyalty", points)
            let second = try client.post("/api/customer/5000/loyalty", points)
            #expect((second.object["customer"] as? [String: Any])?["loyalty_points"] as? Int == 25)
            let credit = #"{"amount":-3,"reason":"test"}"#
            #expect(try client.post("/api/customer/5000/credit", credit).status == 200)
            let row = try search(client, 1).object["0"] as? [String: Any]
            #expect(row?["loyalty_points"] as? Int == 25)
            #expect(row?["credit_balance"] as? Int == -3)
            #expect(try client.post("/api/customer/1/credit", credit).status == 404)
            #expect(try client.post("/api/customer/5000/credit", "{}").status == 400)
        }
    }

    @Test func createdCustomersAreFoundByMailAndChanged() throws {
        try withPOS {
            $0.customers = 5
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            let body = #"{"first_name":"A","last_name":"B","email":"a+b@example.com"}"#
            let created = try client.post("/api/locations/1000/customers", body)
            let id = (created.object["customer"] as? [String: Any])?["id"] as? String
            #expect(created.status == 201 && id == "5005")
            let path = "/api/locations/1000/customers"
            let found = try client.get("\(path)?email=A%2Bb%40example.com").object["customers"]
            #expect((found as? [[String: Any]])?.first?["id"] as? String == "5005")
            _ = try client.send("PUT", "\(path)/5005", body: #"{"phone":"1"}"#)
            let row = try search(client, 1).object["5"] as? [String: Any]
            #expect(row?["phone"] as? String == "1")
            let none = try client.get("\(path)?email=nobody").object["customers"] as? [Any]
            #expect(none?.isEmpty == true)
        }
    }

    private func search(_ client: TestClient, _ page: Int) throws -> TestReply {
        try client.post("/api/customer/search", #"{"page":\#(page),"pageSize":100,"query":""}"#)
    }
}
