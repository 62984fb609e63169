import ClientTestSupport
import JSON
import MirrorClient
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

/// Commands that show one store of a tenant: --location.
@Suite struct StoreCommandTests {
    /// Answers every such method, noting the location that it was asked for.
    private static func methods(_ asked: Recorder<String>) -> [RPCMethod] {
        var item = MenuItem()
        item.id = "alleaves_1018"
        item.externalId = "1018"
        item.name = "Blue Dream 3.5 g"
        item.priceCents = 3500
        item.stock = 4
        item.onHand = 4
        item.inStock = true
        let shown = item
        return [
            FakeDaemon.stream(MenuMethod.getMenu) {
                (request: GetMenuRequest) throws(Status) -> [MenuChunk] in
                asked.add(request.locationId)
                return [MenuChunk()]
            },
            FakeDaemon.unary(MenuMethod.queryMenu) {
                (request: QueryMenuRequest) throws(Status) -> QueryMenuReply in
                asked.add(request.locationId)
                return QueryMenuReply()
            },
            FakeDaemon.unary(MenuMethod.getProduct) {
                (request: GetProductRequest) throws(Status) -> GetProductReply in
                asked.add(request.locationId)
                var reply = GetProductReply()
                var item = shown
                item.priceLocationId = request.locationId.isEmpty ? "uptown" : ""
                reply.item = item
                return reply
            },
            FakeDaemon.unary(MenuMethod.explainPrice) {
                (request: ExplainPriceRequest) throws(Status) -> ExplainPriceReply in
                asked.add(request.locationId)
                var reply = ExplainPriceReply()
                reply.item = shown
                return reply
            },
            FakeDaemon.unary(MenuMethod.listDiscounts) {
                (request: ListDiscountsRequest) throws(Status) -> ListDiscountsReply in
                asked.add(request.locationId)
                return ListDiscountsReply()
            },
            FakeDaemon.unary(PosMethod.getExpiringInventory) {
                (request: GetExpiringInventoryRequest) throws(Status)
                    -> GetExpiringInventoryReply in
                asked.add(request.locationId)
                return GetExpiringInventoryReply()
            },
            FakeDaemon.unary(PosMethod.getClearance) {
                (request: GetClearanceRequest) throws(Status) -> GetClearanceReply in
                asked.add(request.locationId)
                return GetClearanceReply()
            },
            FakeDaemon.unary(PosMethod.acceptClearance) {
                (request: AcceptClearanceRequest) throws(Status) -> AcceptClearanceReply in
                asked.add(request.locationId)
                return AcceptClearanceReply()
            },
            FakeDaemon.stream(PosMethod.previewMenu) {
                (request: PreviewMenuRequest) throws(Status) -> [MenuChunk] in
                asked.add(request.locationId)
                return [MenuChunk()]
            },
        ]
    }

    private static let lines = [
        "menu acme", "menu acme --json", "menu acme --json --on-sale", "product acme 1018",
        "explain acme 1018", "discounts acme", "expiring acme", "clearance acme",
        "clearance acme --accept clearance@1018@downtown", "preview acme",
    ]

    private func run(_ line: String, _ asked: Recorder<String> = Recorder()) throws -> ToolRun {
        try FakeDaemon.serving(Self.methods(asked)) { socket in
            ToolRun.run(line.split(separator: " ").map { String($0) }, socket: socket)
        }
    }

    @Test(arguments: lines)
    func theStoreReachesTheDaemon(line: String) throws {
        let asked = Recorder<String>()
        #expect(try run("\(line) --location downtown", asked).code == .ok)
        #expect(asked.all == ["downtown"])
    }

    @Test(arguments: lines)
    func withoutOneTheWholeTenantIsAskedFor(line: String) throws {
        let asked = Recorder<String>()
        #expect(try run(line, asked).code == .ok)
        #expect(asked.all == [""])
    }

    /// An empty one, as of a variable that is not set, is not taken for the whole tenant.
    @Test(arguments: lines)
    func anEmptyStoreIsAUsageError(line: String) throws {
        let asked = Recorder<String>()
        let run = try run("\(line) --location=", asked)
        #expect(run.code == .usage && asked.all.isEmpty)
        #expect(run.error.contains("--location needs a value"))
    }

    @Test(arguments: [
        "menu", "product", "explain", "discounts", "expiring", "clearance", "preview",
    ])
    func theHelpNamesIt(command: String) throws {
        let run = try run("\(command) --help")
        #expect(run.code == .ok)
        #expect(run.standard.contains("--location ID"))
        #expect(run.standard.contains("one store of the tenant, as `location list` names it"))
        #expect(run.standard.contains("posmirror \(command) acme"))
        #expect(run.standard.contains("--location downtown"))
    }

    @Test func aProductSaysWhosePriceItShows() throws {
        let tenant = try run("product acme 1018")
        #expect(
            tenant.standard == """
                id        alleaves_1018
                POS id    1018
                name      Blue Dream 3.5 g
                price     $35.00
                price at  uptown
                stock     4

                """)
        let store = try run("product acme 1018 --location downtown")
        #expect(
            store.standard == """
                id      alleaves_1018
                POS id  1018
                name    Blue Dream 3.5 g
                price   $35.00
                stock   4

                """)
        let json = try run("product acme 1018 --json")
        let value = try JSONParser.parse(Array(json.standard.utf8))
        #expect(value["price_location_id"] == .string("uptown"))
    }
}
