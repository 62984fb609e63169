import Foundation
import Testing

@testable import AlleavesSimulator

/// Several companies behind one address.
@Suite struct AccountTests {
    private func client(_ pos: RunningPOS, _ user: String) throws -> (TestClient, company: Int?) {
        let client = try TestClient(pos)
        let reply = try client.logIn(username: user)
        client.token = reply.object["token"] as? String
        return (client, reply.object["id_company"] as? Int)
    }

    @Test func eachLoginSeesItsOwnCompany() throws {
        try withPOS {
            $0.accounts = 3
        } _: { pos in
            var names: Set<String> = []
            for company in 1...3 {
                let (client, number) = try client(pos, "user\(company)")
                #expect(number == company)
                let rows = try client.post("/api/inventory/search", "{}").rows
                #expect(rows.compactMap { $0["id_item"] as? Int }.min() == 1000)
                let first = rows.first { $0["id_item"] as? Int == 1000 }
                names.insert(first?["item"] as? String ?? "")
                #expect(
                    first?["item"] as? String == pos.account(company).item(idItem: 1000)?.name)
            }
            #expect(names.count == 3 && !names.contains(""))
            #expect(try client(pos, "user4").company == nil)
        }
    }

    @Test func changesAndRefusedLoginsAreOfOneAccount() throws {
        try withPOS {
            $0.accounts = 2
        } _: { pos in
            let second = pos.account(2)
            second.setPrice(idItem: 1000, cents: 777)
            second.refuseLogins()
            #expect(second.item(idItem: 1000)?.outTheDoorCents == 777)
            #expect(pos.item(idItem: 1000)?.outTheDoorCents != 777)
            #expect(try client(pos, "user2").company == nil)
            #expect(try client(pos, "user1").company == 1)
            pos.expireTokens()
            second.refuseLogins(false)
            let (client, _) = try client(pos, "user2")
            pos.expireTokens()
            #expect(try client.get("/api/discount").status == 200)
        }
    }

    /// The first account's data are those of a POS with one.
    @Test func theFirstAccountIsTheOnlyOnes() throws {
        let alone = try inventoryBytes { $0.products = 50 }
        let first = try inventoryBytes {
            $0.products = 50
            $0.accounts = 2
        }
        #expect(alone == first)
    }

    @Test func pricesMayDifferByLocation() throws {
        try withPOS {
            $0.locations = 2
            $0.hasLocationPrices = true
        } _: { pos in
            let client = try TestClient.loggedIn(pos)
            var differing = 0
            for item in pos.idItems {
                let prices = [1000, 1001].map {
                    pos.item(idItem: item, idLocation: $0)?.outTheDoorCents
                }
                if prices[0] != prices[1] { differing += 1 }
            }
            #expect(differing > 150)
            pos.setPrice(idItem: 1000, cents: 500)
            #expect(pos.item(idItem: 1000, idLocation: 1001)?.outTheDoorCents == 500)
            let here = try client.post("/api/inventory/search", #"{"id_location":1001}"#).rows
            let row = try #require(here.first { $0["id_item"] as? Int == 1001 })
            let shown = ["price_otd", "price_otd_adult_use"].compactMap {
                (row[$0] as? Double).map { Int(($0 * 100).rounded()) }
            }.max()
            let expected = pos.item(idItem: 1001, idLocation: 1001)?.outTheDoorCents
            #expect(shown == expected ?? 0)
        }
    }
}
