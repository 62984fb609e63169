import AlleavesSimulator
import FirestoreModel
import MirrorMessages
import Testing

/// Inventories that are wrong: nothing may be lost, and the status says what is the matter.
@Suite struct FaultyInventoryTests {
    private func withMirror(_ body: (TestDaemon, [String: MenuItem]) throws -> Void) throws {
        try withDaemon(products: 80) { daemon in
            try daemon.sync(.products)
            try body(daemon, try daemon.menu())
        }
    }

    @Test(arguments: [
        "{not json", "null", #"{"error":"database is down"}"#, "<html></html>",
        #"[{"id_item":1,"item":"a"}"#, "",
    ])
    func anAnswerThatIsNoInventoryChangesNothing(answer: String) throws {
        try withMirror { daemon, menu in
            let documents = try daemon.productBytes()
            daemon.pos.override("/inventory/search", body: answer)
            let reply = try daemon.client.syncProducts(TestDaemon.org)
            #expect(!reply.success)
            #expect(reply.error.contains("/inventory/search"))
            #expect(reply.created + reply.updated + reply.deactivated == 0)
            #expect(try daemon.menu() == menu)
            #expect(try daemon.productBytes() == documents)
            let status = try daemon.status()
            #expect(status.status == "error")
            #expect(status.lastError == reply.error)
            #expect(status.productsCount == 80)
            daemon.pos.clearOverride("/inventory/search")
            #expect(try daemon.sync(.products).unchanged == 80)
            #expect(try daemon.status().status == "success")
        }
    }

    @Test func anInventoryCutOffInTheMiddleChangesNothing() throws {
        try withMirror { daemon, menu in
            let documents = try daemon.productBytes()
            daemon.pos.truncate("/inventory/search", afterBytes: 20_000)
            let reply = try daemon.client.syncProducts(TestDaemon.org)
            #expect(!reply.success)
            #expect(reply.error.contains("nothing was changed"))
            #expect(try daemon.menu() == menu)
            #expect(try daemon.productBytes() == documents)
            #expect(try daemon.status().status == "error")
        }
    }

    @Test func anInventoryCutOffOnceIsFetchedAgain() throws {
        try withDaemon { daemon in
            let gate = daemon.pos.hold("/inventory/search", afterBodyBytes: 10_000)
            let thread = try SyncThread(daemon, .products)
            #expect(gate.waitUntilHeld())
            daemon.pos.cutConnections()
            gate.release()
            let reply = try #require(thread.reply())
            #expect(reply.success, "\(reply.error)")
            #expect(reply.created == 60)
        }
    }

    @Test func anEmptyInventoryIsSuspiciousAndHidesNothing() throws {
        try withMirror { daemon, menu in
            daemon.pos.override("/inventory/search", body: "[]")
            let reply = try daemon.sync(.products)
            #expect(reply.deactivated == 0)
            #expect(reply.warnings.contains { $0.hasPrefix("suspicious inventory: it is empty") })
            #expect(try daemon.menu() == menu)
            #expect(try daemon.status().status == "suspicious")
            #expect(daemon.log.contains("suspicious inventory"))
        }
    }

    @Test func anInventoryShorterThanItsOwnTotalIsSuspiciousAndHidesNothing() throws {
        try withMirror { daemon, menu in
            let rows = daemon.pos.rowCount()
            daemon.pos.hideItems(fraction: 0.5)
            daemon.pos.setTotalRows(rows)
            let reply = try daemon.sync(.products)
            #expect((reply.posProductsCount ?? 0) < 80)
            #expect(reply.deactivated == 0)
            #expect(reply.warnings.contains { $0.contains("total_rows") })
            #expect(try daemon.menu() == menu)
            #expect(try daemon.status().status == "suspicious")
        }
    }

    @Test func anInventoryThatFellBelowAFifthIsSuspiciousAndHidesNothing() throws {
        try withMirror { daemon, menu in
            daemon.pos.removeItems(Array(daemon.pos.idItems.dropFirst(15)))
            let reply = try daemon.sync(.products)
            #expect(reply.posProductsCount == 15)
            #expect(reply.deactivated == 0)
            #expect(reply.warnings.contains { $0.contains("15 items after 80") })
            #expect(try daemon.menu() == menu)
            #expect(try daemon.status().status == "suspicious")
        }
    }

    @Test func anInventoryOfAFifthIsBelieved() throws {
        try withMirror { (daemon, _) throws in
            daemon.pos.removeItems(Array(daemon.pos.idItems.dropFirst(16)))
            #expect(try daemon.sync(.products).deactivated == 64)
            #expect(try daemon.menu().count == 16)
            #expect(try daemon.status().status == "success")
        }
    }

    /// They went at once and without a word.
    @Test func ofFewProductsAllButOneMayGoWhereThePOSSaysSoTwice() throws {
        try withDaemon(products: 49) { daemon in
            try daemon.sync(.products)
            daemon.pos.removeItems(Array(daemon.pos.idItems.dropFirst(1)))
            let first = try daemon.sync(.products)
            #expect(first.deactivated == 0)
            #expect(first.warnings.contains { $0.contains("1 items after 49") })
            #expect(try daemon.sync(.products).deactivated == 48)
        }
    }
}
