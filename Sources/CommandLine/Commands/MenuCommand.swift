import MirrorClient
import MirrorMessages

extension MirrorCommands {
    static let menu = Command(
        "menu", arguments: [org],
        options: [
            .value(
                "category", "NAME", "only this family or path (Edibles > Gummies)",
                repeatable: true),
            .value("brand", "NAME", "only this brand", repeatable: true),
            .value("strain", "NAME", "only this strain", repeatable: true),
            .flag("on-sale", "only what is on sale"),
            .value("min-price", "DOLLARS", "only what costs at least this today"),
            .value("max-price", "DOLLARS", "only what costs at most this today"),
            .value("text", "WORDS", "only what has words that begin so"),
            .value("sort", "ORDER", "name, price, price-desc, saving or stock"),
            .value("limit", "N", "rows to show (default 50, with --json all)"),
            .flag("all", "also what is out of stock"), atLocation,
        ],
        summary: "Show the menu of a tenant, with today's prices",
        details: """
            Shows what is in stock, unless --all is given. Prices are in dollars. Of a tenant with
            several locations the stock is that of all, the price that of the cheapest one with
            stock; --location shows one store's own.
            """,
        examples: [
            "posmirror menu acme --on-sale --sort saving",
            "posmirror menu acme --category Flower --max-price 40",
            "posmirror menu acme --location downtown",
            "posmirror menu acme --json | jq '.[].name'",
        ],
        run: { context in
            var request = try menuRequest(context.arguments)
            request.orgId = context.arguments.positional(0)
            request.locationId = context.location
            let limit = try context.arguments.integer(
                "limit", in: 1...Int64(CommandLineLimits.limitMax))
            if context.wantsJSON {
                try printMenuJSON(context, request, limit.map { Int($0) })
            } else {
                let rows = limit.map { Int($0) } ?? CommandLineLimits.rowsDefault
                try printMenuTable(context, request, rows)
            }
            return .ok
        })

    private static func menuRequest(
        _ arguments: ParsedArguments
    ) throws(CommandFailure) -> QueryMenuRequest {
        var filter = MenuFilter()
        filter.category = arguments.values("category")
        filter.brand = arguments.values("brand")
        filter.strain = arguments.values("strain")
        filter.onSale = arguments.has("on-sale") ? true : nil
        filter.inStock = arguments.has("all") ? nil : true
        filter.minPriceCents = try arguments.cents("min-price")
        filter.maxPriceCents = try arguments.cents("max-price")
        filter.text = arguments.value("text") ?? ""
        if let low = filter.minPriceCents, let high = filter.maxPriceCents, low > high {
            throw .usage("--min-price is above --max-price")
        }
        var request = QueryMenuRequest()
        request.filter = filter
        request.sort = try arguments.choice("sort", of: sorts) ?? .default
        return request
    }

    private static let sorts: KeyValuePairs<String, MenuSort> = [
        "name": .name, "price": .priceAsc, "price-desc": .priceDesc, "saving": .saving,
        "stock": .stock,
    ]

    private static func printMenuTable(
        _ context: CommandContext, _ request: QueryMenuRequest, _ rows: Int
    ) throws(MirrorClientError) {
        var table = MenuTable()
        let (items, total) = try MenuPages.gather(context.connect(), request, limit: rows)
        for item in items { table.add(item) }
        guard table.count > 0 else {
            context.output.line("No items match.")
            return
        }
        context.output.table(table.table)
        let more = total - Int64(table.count)
        if more > 0 {
            context.output.standard.flush()
            context.output.note("\(NumberText.grouped(more)) more: --limit N shows them")
        }
    }

    private static func printMenuJSON(
        _ context: CommandContext, _ request: QueryMenuRequest, _ limit: Int?
    ) throws(MirrorClientError) {
        let client = try context.connect()
        var inStock = MenuFilter()
        inStock.inStock = true
        let isWhole = request.filter == MenuFilter() || request.filter == inStock
        // Opened with the first response, so that a refused call prints no incomplete JSON.
        var array: JSONArrayWriter?
        func start() -> JSONArrayWriter { array ?? JSONArrayWriter(context.output) }
        if isWhole, request.sort == .default, limit == nil {
            let inStockOnly = request.filter?.inStock == true
            var menu = WholeMenu()
            try client.menu(
                orgID: request.orgId, locationID: request.locationId, inStockOnly: inStockOnly
            ) { chunk in
                for item in chunk.items { menu.add(item) }
            }
            var writer = start()
            for json in menu.sorted { writer.add(json) }
            array = writer
        } else {
            var writer: JSONArrayWriter?
            // Printed at the end, so that an interrupted read prints nothing.
            for item in try MenuPages.gather(client, request, limit: limit ?? .max).items {
                var begun = writer ?? start()
                begun.add(item.json)
                writer = begun
            }
            array = writer
        }
        start().finish()
    }
}

/// A menu as it comes from the daemon, which holds new products last until it starts again, put in
/// the order of names and ids that queries have.
struct WholeMenu {
    private var items: [(name: [UInt8], id: String, json: String)] = []

    mutating func add(_ item: MenuItem) {
        let name = item.name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        items.append((name, item.id, item.json))
    }

    /// The items as JSON.
    var sorted: [String] {
        items.sorted { left, right in
            if left.name != right.name { return left.name.lexicographicallyPrecedes(right.name) }
            return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
        }.map(\.json)
    }
}

/// Reads all pages of a query in one generation.
enum MenuPages {
    /// Up to `limit` items and the total. Starts over if the daemon no longer retains the
    /// generation.
    static func gather(
        _ client: MirrorClient, _ query: QueryMenuRequest, limit: Int
    ) throws(MirrorClientError) -> (items: [MenuItem], total: Int64) {
        for _ in 0..<CommandLineLimits.menuRestartsMax {
            do throws(MirrorClientError) {
                return try pass(client, query, limit: limit)
            } catch  where error.code == .aborted {
                continue
            }
        }
        return try pass(client, query, limit: limit)
    }

    private static func pass(
        _ client: MirrorClient, _ query: QueryMenuRequest, limit: Int
    ) throws(MirrorClientError) -> (items: [MenuItem], total: Int64) {
        var request = query
        var items: [MenuItem] = []
        var first: QueryMenuReply?
        while items.count < limit {
            request.limit = Int32(min(limit - items.count, CommandLineLimits.menuPageItemsMax))
            let page = try client.queryMenu(request)
            guard page.version == first?.version ?? page.version else { throw Self.changed }
            first = first ?? page
            items += page.items.prefix(limit - items.count)
            if page.nextCursor.isEmpty || page.items.isEmpty { break }
            request.cursor = page.nextCursor
        }
        return (items, first?.total ?? 0)
    }

    /// The daemon does not keep generations between pages.
    private static let changed = MirrorClientError(
        kind: .call(
            service: MenuCall.queryMenu.service, method: MenuCall.queryMenu.method), code: .aborted,
        message: "the menu changed between its pages", remedy: "try again")
}
