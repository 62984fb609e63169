import MirrorClient
import ClientTestSupport
import FirestoreModel
import JSON
import MirrorMessages
import StatusCodes
import TTRPC
import Testing

@testable import CommandLine

@Suite struct MenuCommandTests {
    /// A daemon with the items 1…`count`, two a chunk, `pageMax` a page.
    private static func methods(
        _ count: Int, pageMax: Int = 2, queries: Recorder<QueryMenuRequest> = Recorder()
    ) -> [RPCMethod] {
        let items = (0..<count).map { item($0 + 1) }
        let menu = FakeDaemon.stream(MenuMethod.getMenu) {
            (request: GetMenuRequest) throws(Status) -> [MenuChunk] in
            guard request.orgId == "acme" else { throw Status(.notFound, "no such tenant") }
            return stride(from: 0, to: max(1, count), by: 2).map { start in
                var chunk = MenuChunk()
                chunk.items = Array(items[min(start, count)..<min(start + 2, count)])
                return chunk
            }
        }
        let query = FakeDaemon.unary(MenuMethod.queryMenu) {
            (request: QueryMenuRequest) throws(Status) -> QueryMenuReply in
            queries.add(request)
            let start = Int(request.cursor) ?? 0
            let end = min(count, start + min(pageMax, Int(request.limit)))
            var reply = QueryMenuReply()
            reply.items = Array(items[start..<end])
            reply.total = Int64(count)
            reply.nextCursor = end < count ? "\(end)" : ""
            return reply
        }
        return [menu, query]
    }

    private static func item(_ number: Int) -> MenuItem {
        var item = MenuItem()
        item.id = "alleaves_\(number)"
        item.name = "Product \(number)"
        item.priceCents = 1999
        item.stock = 3
        item.inStock = true
        return item
    }

    private func run(_ line: String, _ methods: [RPCMethod]) throws -> ToolRun {
        try FakeDaemon.serving(methods) { socket in
            ToolRun.run(line.split(separator: " ").map { String($0) }, socket: socket)
        }
    }

    private func ids(_ run: ToolRun) throws -> [String] {
        guard case .array(let items) = try JSONParser.parse(Array(run.standard.utf8)) else {
            return []
        }
        return items.compactMap { item in
            if case .string(let id)? = item["id"] { id } else { nil }
        }
    }

    @Test(arguments: [0, 1, 2, 5])
    func theWholeMenuIsOneArrayOfItems(count: Int) throws {
        let run = try run("menu acme --json", Self.methods(count))
        #expect(run.code == .ok)
        #expect(try ids(run) == (0..<count).map { "alleaves_\($0 + 1)" })
    }

    @Test func aFilteredMenuIsOneArrayFromAllPages() throws {
        let queries = Recorder<QueryMenuRequest>()
        let methods = Self.methods(5, queries: queries)
        let run = try run("menu acme --json --on-sale --sort saving", methods)
        #expect(try ids(run).count == 5)
        #expect(queries.all.map(\.cursor) == ["", "2", "4"])
        #expect(queries.all.allSatisfy { $0.sort == .saving && $0.filter?.onSale == true })
    }

    @Test func theLimitHoldsOverPages() throws {
        let run = try run("menu acme --json --limit 3", Self.methods(5))
        #expect(try ids(run) == ["alleaves_1", "alleaves_2", "alleaves_3"])
    }

    /// A daemon whose menu is another one after the second page, and that keeps no state or, if
    /// it is an old one, says nothing of it.
    private static func moving(
        _ count: Int, changes: Int, isSilent: Bool, queries: Recorder<QueryMenuRequest>
    ) -> RPCMethod {
        FakeDaemon.unary(MenuMethod.queryMenu) {
            (request: QueryMenuRequest) throws(Status) -> QueryMenuReply in
            queries.add(request)
            let state = min(queries.all.count(where: { $0.cursor.isEmpty }) - 1, changes)
            let start = Int(request.cursor) ?? 0
            if state < changes, start >= 4, !isSilent {
                throw Status(.aborted, "begin again without a cursor")
            }
            var reply = QueryMenuReply()
            reply.version = UInt64(state < changes && start >= 4 ? 100 : state + 1)
            reply.items = (start..<min(count, start + 2)).map { item(100 * state + $0) }
            reply.total = Int64(count)
            reply.nextCursor = start + 2 < count ? "\(start + 2)" : ""
            return reply
        }
    }

    @Test(arguments: [true, false])
    func aMenuThatChangesIsBegunAgainAndNeverMixed(isSilent: Bool) throws {
        for words in ["--json", "--json --all", "--all", ""] {
            let queries = Recorder<QueryMenuRequest>()
            let method = Self.moving(7, changes: 2, isSilent: isSilent, queries: queries)
            let run = try run("menu acme --sort price \(words)", [method])
            #expect(run.code == .ok)
            #expect(queries.all.map(\.cursor) == ["", "2", "4", "", "2", "4", "", "2", "4", "6"])
            let names = (0..<7).map { "Product \(200 + $0)" }
            #expect(names.allSatisfy { run.standard.contains($0) })
            #expect(!run.standard.contains("Product 0") && !run.standard.contains("Product 10"))
        }
    }

    @Test func aMenuThatNeverStandsStillIsAnErrorWithoutHalfAMenu() throws {
        let queries = Recorder<QueryMenuRequest>()
        let method = Self.moving(7, changes: 1000, isSilent: false, queries: queries)
        let run = try run("menu acme --json --sort price", [method])
        #expect(run.code != .ok && run.standard.isEmpty)
        #expect(run.error.contains("begin again without a cursor"))
        let begun = queries.all.count(where: { $0.cursor.isEmpty })
        #expect(begun == CommandLineLimits.menuRestartsMax + 1)
    }

    @Test func theTableSaysHowManyMoreThereAre() throws {
        let run = try run("menu acme --limit 2", Self.methods(5))
        #expect(run.standard.split(separator: "\n").count == 3)
        #expect(run.standard.contains("Product 2") && run.standard.contains("$19.99"))
        #expect(run.error == "3 more: --limit N shows them\n")
    }

    @Test func everyFilterReachesTheDaemon() throws {
        let queries = Recorder<QueryMenuRequest>()
        let line =
            "menu acme --category Flower --category Edibles --brand A --strain S --on-sale"
            + " --min-price 5 --max-price $40.50 --text blue --sort price-desc"
        _ = try run(line, Self.methods(1, queries: queries))
        var filter = MenuFilter()
        filter.category = ["Flower", "Edibles"]
        filter.brand = ["A"]
        filter.strain = ["S"]
        filter.onSale = true
        filter.inStock = true
        filter.minPriceCents = 500
        filter.maxPriceCents = 4050
        filter.text = "blue"
        let query = try #require(queries.all.first)
        #expect(query.filter == filter)
        #expect(query.sort == .priceDesc)
        #expect(query.limit == 50)
    }

    @Test func allShowsWhatIsOutOfStockToo() throws {
        let queries = Recorder<QueryMenuRequest>()
        _ = try run("menu acme --all", Self.methods(1, queries: queries))
        #expect(queries.all.first?.filter?.inStock == nil)
    }

    @Test func aRefusedMenuPrintsNoHalfValue() throws {
        let run = try run("menu nobody --json", Self.methods(5))
        #expect(run.code == .notFound)
        #expect(run.standard.isEmpty)
        #expect(
            run.error == #"{"code":"NOT_FOUND","message":"no such tenant","exit_code":4}"# + "\n")
    }

    @Test func pricesTheWrongWayRoundAreAUsageError() throws {
        #expect(try run("menu acme --min-price 5 --max-price 4", []).code == .usage)
    }

    @Test func salesAreShownWithTheirPriceAndBadge() {
        var item = Self.item(1)
        item.isOnSale = true
        item.salePriceCents = 1599
        item.saleBadgeText = "20% OFF"
        #expect(MenuTable.salePrice(item) == "$15.99")
        item.bogoUnitPriceCents = 1000
        #expect(MenuTable.salePrice(item) == "$10.00 x2")
        #expect(MenuTable.salePrice(Self.item(2)).isEmpty)
    }

    @Test func aProductIsOneJSONObject() throws {
        let method = FakeDaemon.unary(MenuMethod.getProduct) {
            (_: GetProductRequest) throws(Status) -> GetProductReply in
            var reply = GetProductReply()
            reply.item = Self.item(1)
            return reply
        }
        let json = try run("product acme 1 --json", [method])
        #expect(try JSONParser.parse(Array(json.standard.utf8))["price_cents"] == .number("1999"))
        let text = try run("product acme 1", [method])
        #expect(text.standard.contains("price") && text.standard.contains("$19.99"))
    }

    @Test func anExplanationListsItsRules() throws {
        let method = FakeDaemon.unary(MenuMethod.explainPrice) {
            (_: ExplainPriceRequest) throws(Status) -> ExplainPriceReply in
            var rule = RuleOutcome()
            rule.name = "Ten off\u{1B}[2J"
            rule.outcome = "no_saving"
            rule.detail = "the price is lower already"
            rule.priceCents = 2500
            var reply = ExplainPriceReply()
            reply.item = Self.item(1)
            reply.rules = [rule]
            return reply
        }
        let run = try run("explain acme 1", [method])
        #expect(run.code == .ok)
        #expect(run.standard.contains("no saving  Ten off\\x1b[2J"))
        #expect(run.standard.contains("$25.00"))
        #expect(run.standard.contains("the price is lower already"))
    }
}
