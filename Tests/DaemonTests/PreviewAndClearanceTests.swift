import AlleavesSimulator
import FirestoreModel
import LinuxSystem
import MirrorClient
import MirrorMessages
import TTRPC
import Testing

/// The live menu, and what should be sold before it expires.
@Suite struct PreviewAndClearanceTests {
    private func preview(_ daemon: TestDaemon) throws -> [String: MenuItem] {
        var items: [String: MenuItem] = [:]
        try daemon.client.previewMenu(orgID: "acme") { chunk in
            for item in chunk.items { items[item.id] = item }
        }
        return items
    }

    @Test func aPreviewShowsWhatASyncWouldAndStoresNothing() throws {
        try withDaemon(products: 300, { $0.discounts = 20 }) { daemon in
            try daemon.client.updateDocument(
                TestDaemon.rule("own"),
                fields: [
                    "active": true, "discountType": "percent", "discountValue": "15",
                    "categories": ["Edibles"], "priority": 1000,
                ])
            let seen = try preview(daemon)
            #expect(seen.count == 300)
            #expect(try daemon.documents(TestDaemon.items).isEmpty)
            try daemon.sync(.products)
            try daemon.sync(.discounts)
            let synced = try daemon.menu()
            #expect(Set(seen.keys) == Set(synced.keys))
            for (id, item) in synced {
                let other = seen[id]
                #expect(other?.priceCents == item.priceCents && other?.stock == item.stock)
                #expect(other?.salePriceCents == item.salePriceCents, "\(id)")
                #expect(other?.saleBadgeText == item.saleBadgeText)
                #expect(other?.discountId == item.discountId)
            }
            #expect(synced.values.contains { $0.discountId == "own" })
        }
    }

    /// A listing that is not proved whole is refused here too.
    @Test(arguments: ["short", "empty", "nameless", "rules"])
    func aPreviewOfHalfAnAnswerIsRefused(kind: String) throws {
        try withDaemon(products: 60, { $0.discounts = 5 }) { daemon in
            try daemon.sync(.products)
            var faults = InventoryFaults()
            switch kind {
            case "short": faults.rowsMax = 30
            case "empty": faults.isEmpty = true
            case "nameless": faults.namelessRows = [3]
            default:
                daemon.pos.override("/discount", body: #"[{"discount_value":5}]"#)
            }
            daemon.pos.setInventoryFaults(faults)
            let error = failure { _ = try preview(daemon) }
            #expect(error?.code == .failedPrecondition)
            daemon.pos.setInventoryFaults(nil)
            daemon.pos.clearOverride("/discount")
            #expect(try preview(daemon).count == 60)
        }
    }

    @Test func aPreviewOfADeadPOSSaysSo() throws {
        try withDaemon { daemon in
            try daemon.sync(.products)
            daemon.pos.refuseLogins()
            daemon.pos.expireTokens()
            let error = failure { _ = try preview(daemon) }
            #expect(error?.code == .failedPrecondition)
            #expect(try daemon.menu().count > 0)
        }
    }

    @Test(arguments: [
        ("/inventory/search", #"[{"id_item":1000,"item":"A","total_rows":60}]"#, "(1 of 60)"),
        ("/discount", #"[{"name":"lost its id"}]"#, "discounts of location main"),
        ("/discount", #"{"data":[],"total":3}"#, "discounts of location main"),
        ("/discount", #"{"data":[],"success":false,"message":"locked"}"#, "locked"),
    ])
    func aPreviewOfWhatIsNotWholeSaysSo(path: String, body: String, text: String) throws {
        try withDaemon { daemon in
            let whole = try preview(daemon)
            #expect(!whole.isEmpty)
            daemon.pos.override(path, body: body)
            let error = failure { _ = try preview(daemon) }
            #expect(error?.code == .failedPrecondition)
            #expect(error?.message.contains(text) == true, "\(error?.message ?? "")")
        }
    }

    @Test func thePreviewCommandPrintsTheLiveMenu() throws {
        try withDaemon(products: 40) { daemon in
            let run = try daemon.posmirror("preview", "acme", "--all")
            #expect(run.end == .exit(0), "\(run.error)")
            #expect(run.output.contains("40 products, 0 on sale; nothing was stored"))
            let json = try daemon.posmirror("preview", "acme", "--all", "--json")
            #expect(json.output.split(separator: "\n").count == 42)
        }
    }

    /// An inventory of two items, the first with two batches that expire.
    private static let expiring = inventory([
        Row(id: "7", more: #","id_batch":1,"date_expire":"2999-01-06""#),
        Row(id: "7", more: #","id_batch":2,"date_expire":"2999-01-03""#),
        Row(id: "8", name: "\"Kush\""),
    ])

    /// The inventory with its dates `days` from today; two of them lie three days apart.
    private func serveExpiring(_ daemon: TestDaemon, inDays days: Int64) throws {
        let today = try #require(
            Timestamp(rfc3339: String(Self.today.prefix(10)) + "T00:00:00Z")
        ).seconds
        let date = { (day: Int64) in
            String(Timestamp(seconds: today + day * 86_400).rfc3339.prefix(10))
        }
        let body = Self.expiring.replacing("2999-01-03", with: date(days))
            .replacing("2999-01-06", with: date(days + 3))
        daemon.pos.override("/inventory/search", body: body)
        try daemon.sync(.products)
    }

    /// Noon of the day in the store's time zone would be the same day there and in UTC; the tests
    /// place the store in UTC instead.
    private static var today: String {
        Timestamp(microseconds: SystemClock.wallMicroseconds()).rfc3339
    }

    private func withStoreInUTC(_ body: (TestDaemon) throws -> Void) throws {
        try withDaemon { daemon in
            try daemon.client.updateDocument(
                ResourcePath(uncheckedSegments: ["locations", "main"]),
                fields: ["timezone": "UTC"], mask: ["timezone"])
            try body(daemon)
        }
    }

    @Test(arguments: [(5, "high", 40, 2100), (10, "medium", 25, 2625), (20, "low", 15, 2975)])
    func daysUntilExpiryDecideWhatIsSuggested(
        _ days: Int64, _ urgency: String, _ percent: Int32, _ cents: Int64
    ) throws {
        try withStoreInUTC { daemon in
            try serveExpiring(daemon, inDays: days)
            let found = try daemon.client.clearance(orgID: "acme").candidates
            let candidate = try #require(found.first)
            #expect(found.count == 1 && candidate.id == "clearance_7")
            #expect(candidate.daysUntilExpiry == days && candidate.urgency == urgency)
            #expect(candidate.batches == 2 && candidate.quantity == 8)
            #expect(candidate.suggestedPercent == percent && candidate.baseCents == 3500)
            #expect(candidate.suggestedCents == cents && candidate.priceCents == 3500)
            #expect(!candidate.accepted && !candidate.covered)
            let few = try daemon.client.clearance(orgID: "acme", days: Int32(days - 1))
            #expect(few.candidates.isEmpty)
        }
    }

    @Test func anAcceptedCandidateIsARuleThatPricesAtOnce() throws {
        try withStoreInUTC { daemon in
            try serveExpiring(daemon, inDays: 5)
            let reply = try daemon.client.acceptClearance(orgID: "acme", id: "clearance_7")
            #expect(reply.ruleId == "clearance_7" && reply.candidate?.priceCents == 2100)
            #expect(reply.candidate?.accepted == true && reply.candidate?.covered == true)
            let trail = try daemon.documents(
                ResourcePath(uncheckedSegments: ["tenants", "acme", "writeLog"]))
            #expect(trail.map { $0.fields["method"] } == ["AcceptClearance"])
            #expect(trail.first?.fields["principal"] == .string("uid:\(SystemProcess.uid)"))
            let item = try daemon.client.product(orgID: "acme", productID: "7").item
            #expect(item?.salePriceCents == 2100 && item?.saleBadgeText == "Clearance 40% OFF")
            // It is the tenant's own: a sync of the POS's rules leaves it alone.
            try daemon.sync(.discounts)
            #expect(try daemon.client.product(orgID: "acme", productID: "7").item?.isOnSale == true)
            let run = try daemon.posmirror(
                "clearance", "acme", "--accept", "clearance_7", "--percent", "10")
            #expect(run.output.contains("$31.50"))
            let list = try daemon.posmirror("clearance", "acme")
            // Beside what it costs now stands what it costs without any sale.
            #expect(list.output.contains("BASE") && list.output.contains("$35.00"))
            #expect(list.output.contains("accepted"))
            #expect(
                try daemon.posmirror("clearance", "acme", "--accept", "clearance_8").end
                    == .exit(4))
            for percent in [Int32(0), 91, -1] {
                let error = failure {
                    _ = try daemon.client.acceptClearance(
                        orgID: "acme", id: "clearance_7", percent: percent)
                }
                #expect(error?.code == .invalidArgument)
            }
        }
    }

    /// The cached metadata of a tenant that nobody synced are empty lists, not an error.
    @Test func cachedMetadataAreEmptyBeforeTheFirstSync() throws {
        try withDaemon { daemon in
            let empty = try daemon.client.metadata(orgID: "acme")
            #expect(empty.brands.isEmpty && empty.categories.isEmpty && empty.vendors.isEmpty)
            #expect(empty.lastUpdated == nil)
            try daemon.sync(.metadata)
            let filled = try daemon.client.metadata(orgID: "acme")
            #expect(!filled.brands.isEmpty && filled.lastUpdated != nil)
            let asked = daemon.pos.requestCount
            _ = try daemon.client.metadata(orgID: "acme")
            #expect(daemon.pos.requestCount == asked)
        }
    }

    /// Hazard D31: expiring stock and metadata come from the tenant's own mirror, never another's.
    @Test func d31AnotherTenantSeesNothingOfThis() throws {
        try withStoreInUTC { daemon in
            try serveExpiring(daemon, inDays: 5)
            try daemon.sync(.metadata)
            for org in ["other", "acm", "acme_", "acme_alleaves"] {
                #expect(try daemon.client.clearance(orgID: org).candidates.isEmpty)
                #expect(try daemon.client.expiringInventory(orgID: org).items.isEmpty)
                #expect(try daemon.client.metadata(orgID: org).brands.isEmpty)
                #expect(failure { _ = try previewOf(daemon, org) }?.code == .failedPrecondition)
            }
        }
    }

    private func previewOf(_ daemon: TestDaemon, _ org: String) throws {
        try daemon.client.previewMenu(orgID: org) { _ in }
    }
}
