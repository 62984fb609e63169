import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import Testing

/// Stock as users see it: what has expired, what is damaged, what is left to clear.
@Suite struct StockTests {
    /// The day in a zone so many hours from UTC, and days after it.
    private static func date(hours: Int64, days: Int64 = 0) -> String {
        let seconds = SystemClock.wallMilliseconds() / 1000 + hours * 3600 + days * 86_400
        return String(Timestamp(seconds: seconds).rfc3339.prefix(10))
    }

    private func place(_ daemon: TestDaemon, in zone: String) throws {
        try daemon.client.updateDocument(
            ResourcePath(uncheckedSegments: ["locations", "main"]),
            fields: ["timezone": .string(zone)], mask: ["timezone"])
    }

    private func product(_ daemon: TestDaemon, _ id: String) throws -> MenuItem {
        try #require(try daemon.client.product(orgID: "acme", productID: id).item)
    }

    @Test func stockLeavesTheMenuWhenItsDayHasPassedWithoutASync() throws {
        try withDaemon { daemon in
            try place(daemon, in: "Etc/GMT+12")
            let last = Self.date(hours: -12)
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(id: "1", more: #","id_batch":1,"date_expire":"\#(last)""#), Row(id: "2"),
                ]))
            try daemon.sync(.products)
            var item = try product(daemon, "1")
            #expect(item.inStock && item.daysUntilExpiry == 0 && !item.expired)
            // Where it is a day later already, the batch is past its date.
            try place(daemon, in: "Pacific/Kiritimati")
            #expect(try eventually { try !product(daemon, "1").inStock })
            item = try product(daemon, "1")
            #expect(item.expired && (item.daysUntilExpiry ?? 0) < 0 && item.stock == 0)
            #expect(try product(daemon, "2").daysUntilExpiry == nil)
            let document = try daemon.client.document(
                ResourcePath(uncheckedSegments: TestDaemon.items.segments + ["alleaves_1"]))
            #expect(document.fields["inStock"] == false && document.fields["expired"] == true)
            #expect(try daemon.sync(.products).productsCount == 2)
            #expect(try !product(daemon, "1").inStock)
        }
    }

    @Test func aDaemonThatSleptOverMidnightWakesWithoutExpiredStock() throws {
        try withDaemon { daemon in
            try place(daemon, in: "Etc/GMT+12")
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    Row(more: #","id_batch":1,"date_expire":"\#(Self.date(hours: -12))""#)
                ]))
            try daemon.sync(.products)
            try daemon.restart()
            #expect(try product(daemon, "1").daysUntilExpiry == 0)
            try place(daemon, in: "Pacific/Kiritimati")
            try daemon.restart()
            #expect(try eventually { try !product(daemon, "1").inStock })
        }
    }

    @Test func theMenuSaysTheDaysInEveryAnswer() throws {
        try withDaemon { daemon in
            try place(daemon, in: "UTC")
            daemon.pos.addDiscount(json: rule("percent", "10", #""products":[2]"#))
            let dates = [3, 400, 9].enumerated().map {
                Row(
                    id: "\($0 + 1)",
                    more: #","id_batch":\#($0 + 1),"date_expire":""#
                        + Self.date(hours: 0, days: $1) + "\"")
            }
            daemon.pos.override("/inventory/search", body: inventory(dates + [Row(id: "4")]))
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let menu = try daemon.menu()
            #expect((1...4).map { menu["alleaves_\($0)"]?.daysUntilExpiry } == [3, 400, 9, nil])
            #expect(menu["alleaves_2"]?.isOnSale == true && menu["alleaves_2"]?.expired == false)
            for id in ["1", "2", "3", "4"] {
                #expect(try product(daemon, id) == menu["alleaves_\(id)"])
            }
            var query = QueryMenuRequest()
            query.orgId = "acme"
            let found = try daemon.client.queryMenu(query).items
            #expect(Set(found.map(\.id)) == Set(menu.keys))
            for item in found { #expect(item == menu[item.id]) }
        }
    }

    @Test func expiringListsTodaysAndPastDatesAndClearanceOffersOnlyWhatSells() throws {
        try withDaemon { daemon in
            try place(daemon, in: "UTC")
            let row = { (id: Int, days: Int64, more: String) in
                Row(
                    id: "\(id)", name: "\"Thing \(id)\"",
                    more: #","id_batch":\#(id),"date_expire":""# + Self.date(hours: 0, days: days)
                        + #"""# + more)
            }
            var card = row(4, 5, "")
            card.category = #""Category > Gift Cards""#
            daemon.pos.override(
                "/inventory/search",
                body: inventory([
                    row(1, -4, ""), row(2, 0, ""), row(3, 5, #","area_type":"Damaged""#), card,
                    row(5, 6, #","is_product":false"#), row(6, 10, ""), row(7, 40, ""),
                    row(8, 3, #","qc_hold":"True""#),
                ]))
            try daemon.sync(.products)
            let found = try daemon.client.expiringInventory(orgID: "acme").items
            #expect(found.map(\.idItem) == ["1", "2", "8", "3", "4", "5", "6"])
            #expect(found.map(\.daysUntilExpiry) == [-4, 0, 3, 5, 5, 6, 10])
            #expect(found.map(\.sellable) == [false, true, false, false, true, true, true])
            #expect(found.map(\.suggestedPercent) == [0, 40, 0, 0, 0, 0, 25])
            let offered = try daemon.client.clearance(orgID: "acme").candidates
            #expect(offered.map(\.productId) == ["alleaves_2", "alleaves_6"])
            #expect(offered.first?.endDate == Self.date(hours: 0))
            let table = try daemon.posmirror("expiring", "acme")
            #expect(table.output.contains("-4") && table.output.contains("not sold"))
            for id in ["1", "3", "4", "5", "8"] {
                let run = try daemon.posmirror("clearance", "acme", "--accept", "clearance_\(id)")
                #expect(run.end == .exit(4), "\(id)")
            }
        }
    }

    @Test func aByteOrderMarkBeforeEveryAnswerEndsNoSync() throws {
        try withDaemon { daemon in
            let mark = "\u{FEFF}"
            daemon.pos.override("/inventory/search", body: mark + inventory([Row()]) + "\n\u{0}")
            daemon.pos.override("/discount", body: mark + "[]")
            daemon.pos.override("/inventory/area", body: mark + "[]")
            daemon.pos.override("/inventory/batch/search", body: mark + "[]")
            daemon.pos.override("/location", body: mark + "[]")
            #expect(try daemon.sync(.products).created == 1)
            try daemon.sync(.discounts)
            #expect(try daemon.menu().count == 1)
        }
    }

    @Test func anAnswerInUTF16IsRefusedInWords() throws {
        try withDaemon { daemon in
            daemon.pos.override("/inventory/search", body: "[\u{0}]\u{0}")
            let reply = try daemon.client.syncProducts(TestDaemon.org)
            #expect(!reply.success && reply.error.contains("UTF-16"), "\(reply.error)")
        }
    }
}
