import AlleavesSimulator
import FirestoreModel
import MirrorClient
import MirrorMessages
import Testing

/// Whether what the POS answers of its inventory is all of it: over pages, store by store.
@Suite struct ListingTests {
    private func withTwoStores(_ body: (TestDaemon, [String: MenuItem]) throws -> Void) throws {
        try withDaemon(products: 60, { $0.locations = 2 }) { (daemon) throws in
            try daemon.putLocation("north", locationID: "1001")
            try daemon.sync(.products)
            try body(daemon, try daemon.menu())
        }
    }

    @Test(arguments: [0, 3])
    func oneOfTwoStoresThatAnswersLittleHidesNothingAndIsNamed(rows: Int) throws {
        try withTwoStores { (daemon, menu) throws in
            var faults = InventoryFaults()
            faults.isEmpty = rows == 0
            faults.rowsMax = rows
            daemon.pos.setInventoryFaults(faults, idLocation: 1001)
            let reply = try daemon.sync(.products)
            #expect(reply.deactivated == 0)
            #expect(reply.warnings.contains { $0.contains("inventory of location north") })
            #expect(try daemon.menu() == menu)
            #expect(try daemon.status().status == "suspicious")
            daemon.pos.setInventoryFaults(nil, idLocation: 1001)
            try daemon.sync(.products)
            #expect(try daemon.menu() == menu)
            #expect(try daemon.status().status == "success")
        }
    }

    @Test func rowsWithoutAnItemHideNoProducts() throws {
        try withTwoStores { (daemon, menu) throws in
            var faults = InventoryFaults()
            faults.namelessRows = Set(10..<30)
            daemon.pos.setInventoryFaults(faults)
            let reply = try daemon.sync(.products)
            #expect(reply.deactivated == 0)
            #expect(reply.warnings.contains { $0.contains("20 rows have no usable item id") })
            #expect(try daemon.menu() == menu)
        }
    }

    @Test func aFirstRunThatGetsAHundredRowsOfMoreIsNoSuccess() throws {
        try withDaemon(products: 250) { (daemon) throws in
            var faults = InventoryFaults()
            faults.rowsMax = 100
            daemon.pos.setInventoryFaults(faults)
            for _ in 0..<2 {
                try daemon.sync(.products)
                let status = try daemon.status()
                #expect(status.status == "suspicious")
                #expect((status.matchRatio ?? 1) < 0.5)
            }
            daemon.pos.setInventoryFaults(nil)
            try daemon.sync(.products)
            #expect(try daemon.menu().count == 250)
            #expect(try daemon.status().status == "success")
        }
    }

    @Test(arguments: [50, 7])
    func aPOSThatCapsItsPagesIsReadToTheEnd(rows: Int) throws {
        try withDaemon(products: 230) { (daemon) throws in
            var faults = InventoryFaults()
            faults.pageRowsMax = rows
            daemon.pos.setInventoryFaults(faults)
            #expect(try daemon.sync(.products).created == 230)
            #expect(try daemon.status().status == "success")
            daemon.pos.removeItems([daemon.pos.idItems.lowerBound + 3])
            #expect(try daemon.sync(.products).deactivated == 1)
        }
    }

    @Test func aCatalogThatTrulyShrankIsTakenOnceAnAdminSaysSo() throws {
        try withDaemon(products: 374) { (daemon) throws in
            try daemon.sync(.products)
            daemon.pos.removeItems(Array(daemon.pos.idItems.dropFirst(30)))
            let reply = try daemon.sync(.products)
            #expect(reply.deactivated == 0)
            #expect(reply.warnings.contains { $0.contains("--accept-removals") })
            let accepted = try daemon.client.sync(
                .products, orgID: TestDaemon.org, acceptRemovals: true)
            #expect(accepted.deactivated == 344)
            #expect(try daemon.menu().count == 30)
            #expect(try daemon.status().status == "success")
            // Once: the next time that much goes it is suspicious again, but 30 are few.
            #expect(try daemon.sync(.products).unchanged == 30)
            #expect(try daemon.status().status == "success")
        }
    }

    @Test func anAnswerThatIsShortByItsOwnWordIsNotTakenWhateverAnAdminSays() throws {
        try withDaemon(products: 80) { (daemon) throws in
            try daemon.sync(.products)
            var faults = InventoryFaults()
            faults.rowsMax = 5
            daemon.pos.setInventoryFaults(faults)
            let reply = try daemon.client.sync(
                .products, orgID: TestDaemon.org, acceptRemovals: true)
            #expect(reply.deactivated == 0)
            #expect(try daemon.menu().count == 80)
        }
    }
}
