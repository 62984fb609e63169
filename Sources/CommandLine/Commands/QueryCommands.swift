import FirestoreModel

extension MirrorCommands {
    static let query = Command(
        "query", arguments: [collection],
        options: QueryArguments.filters + [
            QueryArguments.ordering, QueryArguments.projection,
            .value("limit", "N", "documents to print (default 50, with --json all)"),
            .value("offset", "N", "documents to pass over first"),
            .flag("explain", "show how the query is answered and what that costs instead"),
            database,
        ],
        summary: "Print the documents of a collection that match",
        details: QueryArguments.details + """


            Documents are in Firestore's REST form; with --json they are one array. Nothing needs
            to be indexed for a query; --explain shows which keys were read for it.
            """,
        examples: [
            "posmirror query tenants/acme/publicViews/products/items --where 'isOnSale == true'",
            "posmirror query tenants/acme/orders --where 'total >= 100' --order-by total:desc",
            #"posmirror query tenants/acme/orders --where 'status in ["new", "paid"]' --limit 5"#,
            "posmirror query items --group --where 'brandName == \"Acme\"' --select name",
            "posmirror query tenants/acme/orders --where 'total > 50' --explain",
        ],
        run: { context in
            let arguments = try QueryArguments(context)
            try context.arguments.has("explain")
                ? explain(arguments, context) : printResult(arguments, context)
            return .ok
        })

    static let count = Command(
        "count", arguments: [collection], options: QueryArguments.filters + [database],
        summary: "Print how many documents of a collection match",
        details: QueryArguments.details,
        examples: [
            "posmirror count tenants/acme/orders",
            "posmirror count tenants/acme/orders --where 'status == new' --json",
        ],
        run: { context in
            let arguments = try QueryArguments(context)
            let count = try context.connect().count(arguments.query, below: arguments.parent)
            if context.wantsJSON {
                context.output.json("{\"count\":\(count)}")
            } else {
                context.output.line("\(count)")
            }
            return .ok
        })

    private static func printResult(_ arguments: QueryArguments, _ context: CommandContext) throws {
        let numbers = 0...Int64(CommandLineLimits.limitMax)
        var query = arguments.query
        query.offset = Int32(try context.arguments.integer("offset", in: numbers) ?? 0)
        let limit = try context.documentLimit()
        // One more than shown, to see whether there are more.
        query.limit = limit.map { Int32($0) + 1 }
        var printer = DocumentPrinter(context)
        var hasMore = false
        try context.connect().query(query, below: arguments.parent) { document in
            hasMore = printer.count == limit
            if !hasMore { printer.add(document) }
        }
        printer.finish("the result")
        if hasMore {
            context.output.standard.flush()
            context.output.note("there are more: --limit N shows them, --offset N passes over some")
        }
    }

    private static func explain(_ arguments: QueryArguments, _ context: CommandContext) throws {
        var query = arguments.query
        query.limit = try context.documentLimit().map { Int32($0) }
        let metrics = try context.connect().explain(query, below: arguments.parent)
        let report = ExplainReport(metrics)
        if context.wantsJSON {
            context.output.json(report.json)
        } else {
            report.print(to: context.output)
        }
    }
}
