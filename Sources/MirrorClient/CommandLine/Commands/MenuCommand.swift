import MirrorMessages

extension MirrorCommands {
    static let menu = Command(
        "menu", arguments: [org],
        options: [
            .value("category", "NAME", "only this family or path (Edibles > Gummies)", repeatable: true),
            .value("brand", "NAME", "only this brand", repeatable: true),
            .value("strain", "NAME", "only this strain", repeatable: true),
            .flag("on-sale", "only what is on sale"),
            .value("min-price", "DOLLARS", "only what costs at least this today"),
            .value("max-price", "DOLLARS", "only what costs at most this today"),
            .value("text", "WORDS", "only what has words that begin so"),
            .value("sort", "ORDER", "name, price, price-desc, saving or stock"),
            .value("limit", "N", "rows to show (default 50, with --json all)"),
            .flag("all", "also what is out of stock"),
        ],
        summary: "Show the menu of a tenant, with today's prices",
        details: "Shows what is in stock, unless --all is given. Prices are in dollars.",
        examples: [
            "posmirror menu acme --on-sale --sort saving",
            "posmirror menu acme --category Flower --max-price 40",
            "posmirror menu acme --json | jq '.[].name'",
        ],
        run: { context in
            var request = try menuRequest(context.arguments)
            request.orgId = context.arguments.positional(0)
            let limit = try context.arguments.integer("limit", in: 1...Int64(ClientLimits.limitMax))
            if context.wantsJSON {
                try printMenuJSON(context, request, limit.map { Int($0) })
            } else {
                let rows = limit.map { Int($0) } ?? ClientLimits.rowsDefault
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
        let total = try MenuPages.each(context.connect(), request, limit: rows) { table.add($0) }
        guard table.count > 0 else {
            context.output.line("No items match.")
            return
        }
        context.output.table(table.table)
        let more = total - Int64(table.count)
        if more > 0 {
            context.output.standard.flush()
            context.output.note("\(Figures.grouped(more)) more: --limit N shows them")
        }
    }

    private static func printMenuJSON(
        _ context: CommandContext, _ request: QueryMenuRequest, _ limit: Int?
    ) throws(MirrorClientError) {
        let client = try context.connect()
        var inStock = MenuFilter()
        inStock.inStock = true
        let isWhole = request.filter == MenuFilter() || request.filter == inStock
        // Begun with the first answer, so that a refused call prints no half value.
        var array: JSONArrayWriter?
        func start() -> JSONArrayWriter { array ?? JSONArrayWriter(context.output) }
        if isWhole, request.sort == .default, limit == nil {
            let inStockOnly = request.filter?.inStock == true
            try client.menu(orgID: request.orgId, inStockOnly: inStockOnly) { chunk in
                var writer = start()
                for item in chunk.items { writer.add(item.json) }
                array = writer
            }
        } else {
            try MenuPages.each(client, request, limit: limit ?? .max) { item in
                var writer = start()
                writer.add(item.json)
                array = writer
            }
        }
        start().finish()
    }
}

/// All pages of a query, one after another.
enum MenuPages {
    /// Calls `each` for at most `limit` items; returns how many match in all.
    @discardableResult
    static func each(
        _ client: MirrorClient, _ query: QueryMenuRequest, limit: Int,
        _ each: (MenuItem) -> Void
    ) throws(MirrorClientError) -> Int64 {
        var request = query
        var left = limit
        var total: Int64 = 0
        while left > 0 {
            request.limit = Int32(min(left, ClientLimits.menuPageItemsMax))
            let page = try client.queryMenu(request)
            if request.cursor.isEmpty { total = page.total }
            page.items.prefix(left).forEach(each)
            left -= min(left, page.items.count)
            if page.nextCursor.isEmpty || page.items.isEmpty { break }
            request.cursor = page.nextCursor
        }
        return total
    }
}
