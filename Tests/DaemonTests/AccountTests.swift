import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing

/// A daemon whose tenant has stores of two companies, which number alike.
@Suite struct AccountTests {
    private func withTwoAccounts(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon(
            products: 40,
            {
                $0.accounts = 2
                ($0.customers, $0.orders) = (5, 5)
            },
            { daemon in
                try daemon.putLocation("north", config: ["username": "user2"])
                try body(daemon)
            })
    }

    private func name(_ daemon: TestDaemon, _ id: String) throws -> String? {
        try daemon.client.product(orgID: "acme", productID: id).item?.name
    }

    /// Nothing of one is the other's, by whatever way it is asked for.
    @Test func twoAccountsShareNothing() throws {
        try withTwoAccounts { daemon in
            try daemon.sync(.org)
            let menu = try daemon.menu()
            #expect(menu.count == 80)
            let names = [daemon.pos, daemon.pos.account(2)].map { $0.item(idItem: 1000)?.name }
            #expect([menu["alleaves_1000"]?.name, menu["alleaves_2_1000"]?.name] == names)
            // By the POS's own id the primary account's is meant.
            #expect(try self.name(daemon, "1000") == names[0])
            #expect(try self.name(daemon, "alleaves_2_1000") == names[1])
            let orders = try daemon.documents(
                ResourcePath(uncheckedSegments: ["tenants", "acme", "orders"]))
            #expect(orders.count == 10)
            let accounts = try daemon.client.document(
                ResourcePath(uncheckedSegments: ["tenants", "acme", "integrations", "accounts"]))
            #expect(accounts.fields["alleaves"]?.mapValue?["primary"] == "1")
            let before = try daemon.productBytes()
            let again = try daemon.sync(.products)
            #expect((again.created, again.updated, again.deactivated) == (0, 0, 0))
            try daemon.restart()
            try daemon.sync(.products)
            #expect(try daemon.productBytes() == before)
        }
    }

    /// The store whose login fails keeps what it had; the other one goes on.
    @Test func aFailingLoginFailsItsOwnPartOnly() throws {
        try withTwoAccounts { daemon in
            try daemon.sync(.org)
            let before = try daemon.menu().filter { $0.key.hasPrefix("alleaves_2_") }
            daemon.pos.account(2).refuseLogins()
            daemon.pos.account(2).expireTokens()
            daemon.pos.setPrice(idItem: 1000, cents: 4321)
            // Also where the daemon has not heard the account in this life.
            try daemon.restart()
            let reply = try daemon.client.sync(.org, orgID: "acme")
            #expect(!reply.success && reply.error.contains("north"))
            let menu = try daemon.menu()
            #expect(menu["alleaves_1000"]?.priceCents == 4321)
            #expect(
                menu.filter { $0.key.hasPrefix("alleaves_2_") }.mapValues(\.priceCents)
                    == before.mapValues(\.priceCents))
            #expect(try daemon.status().status == "error")
        }
    }

    /// An order at a location goes to its account, with the items of its account.
    @Test func anOrderIsOfItsLocationsAccount() throws {
        try withTwoAccounts { daemon in
            daemon.pos.setPrice(idItem: 1000, cents: 1000)
            daemon.pos.account(2).setPrice(idItem: 1000, cents: 2000)
            for account in [daemon.pos, daemon.pos.account(2)] {
                account.setStock(idItem: 1000, units: 5)
            }
            try daemon.sync(.products)
            var request = SubmitOrderRequest()
            request.orgId = "acme"
            request.locationId = "north"
            request.idempotencyKey = "k"
            request.customerId = String(daemon.pos.idCustomers.lowerBound)
            var line = NewOrderItem()
            line.productId = "alleaves_2_1000"
            line.quantity = 1
            request.items = [line]
            let before = (daemon.pos.orderCount, daemon.pos.account(2).orderCount)
            let reply = try daemon.client.submitOrder(request)
            #expect(reply.state == "done", "\(reply)")
            #expect(reply.subtotalCents == 2000)
            #expect(daemon.pos.orderCount == before.0)
            #expect(daemon.pos.account(2).orderCount == before.1 + 1)
        }
    }

    @Test func aLocationIsGivenItsAccountByTheCommandLine() throws {
        try withDaemon(products: 20) { daemon in
            let put = try daemon.posmirror(
                "location", "put", "main", "--credentials", "-", input: #"{"account":"north"}"#)
            #expect(put.end == .exit(0), "\(put.error)")
            let stored = try daemon.client.document(
                ResourcePath(uncheckedSegments: ["locations", "main"]))
            #expect(stored.fields["posConfig"]?.mapValue?["account"] == "north")
        }
    }
}
