import MirrorMessages

extension MirrorCommands {
    static let discounts = Command(
        "discounts", arguments: [org], options: [atLocation],
        summary: "Show the discount rules of a tenant and what becomes of them",
        examples: ["posmirror discounts acme", "posmirror discounts acme --location downtown"],
        run: { context in
            let reply = try context.connect().discounts(
                orgID: context.arguments.positional(0), locationID: context.location)
            if context.wantsJSON {
                context.output.json(reply)
            } else if reply.discounts.isEmpty {
                context.output.line("No discount rules. Fetch them: posmirror sync discounts ORG")
            } else {
                context.output.table(discountTable(reply.discounts))
            }
            return .ok
        })

    private static func discountTable(_ rules: [DiscountInfo]) -> TextTable {
        var table = TextTable([
            .left("ID"), .flexible("NAME"), .left("TYPE"), .right("VALUE"), .right("PRIORITY"),
            .left("STATE"), .right("ON SALE"), .left("ENDS"), .flexible("DETAIL"),
        ])
        for rule in rules {
            let style: TextStyle =
                switch rule.state {
                case "live": .good
                case "rejected": .bad
                default: .plain
                }
            table.add(
                .init(rule.discountId.isEmpty ? rule.id : rule.discountId),
                .init(rule.name, .strong), .init(rule.discountType), .init(rule.discountValue),
                .init(String(rule.priority)), .init(rule.state, style),
                .init(NumberText.grouped(rule.productsOnSale)),
                .init(InstantText.text(rule.endsAt)),
                .init(rule.detail))
        }
        return table
    }

    static let metadata = Command(
        "metadata", arguments: [org],
        summary: "Show brands, categories, vendors and location of a tenant",
        examples: [
            "posmirror metadata acme", "posmirror metadata acme --json | jq '.brands[].name'",
        ],
        run: { context in
            let reply = try context.connect().metadata(orgID: context.arguments.positional(0))
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                printMetadata(reply, to: context.output)
            }
            return .ok
        })

    private static func printMetadata(_ reply: GetMetadataReply, to output: CommandOutput) {
        if let location = reply.location, !location.id.isEmpty || !location.name.isEmpty {
            let parts = [
                location.name, location.address, location.timezone, location.licenseNumber,
            ]
            output.line(PlainText.escaped(parts.filter { !$0.isEmpty }.joined(separator: ", ")))
        }
        let lists = [
            ("Brands", reply.brands), ("Categories", reply.categories), ("Vendors", reply.vendors),
        ]
        for (title, items) in lists {
            output.line("\(title) (\(NumberText.grouped(items.count)))", .strong)
            var table = TextTable([.flexible(""), .right("")])
            for item in items {
                table.add(.init("  " + item.name), .init(NumberText.grouped(item.productCount)))
            }
            output.table(table)
        }
        if reply.lastUpdated != nil {
            output.line("as of \(InstantText.text(reply.lastUpdated))", .faint)
        }
    }

    static let expiring = Command(
        "expiring", arguments: [org],
        options: [.value("days", "N", "within so many days (default 30)"), atLocation],
        summary: "Show batches in stock that expire soon or have expired, soonest first",
        examples: [
            "posmirror expiring acme --days 14", "posmirror expiring acme --location downtown",
        ],
        run: { context in
            let days = try context.arguments.integer("days", in: 1...3650) ?? 0
            let reply = try context.connect().expiringInventory(
                orgID: context.arguments.positional(0), locationID: context.location,
                days: Int32(days))
            if context.wantsJSON {
                context.output.json(reply)
            } else if reply.items.isEmpty {
                context.output.line("Nothing in stock expires in that time.")
            } else {
                context.output.table(expiringTable(reply.items))
            }
            return .ok
        })

    private static func expiringTable(_ batches: [ExpiringBatch]) -> TextTable {
        var table = TextTable([
            .left("EXPIRES"), .right("DAYS"), .left("URGENCY"), .flexible("ITEM"),
            .flexible("CATEGORY"), .right("QUANTITY"), .right("SUGGESTED"), .left("BATCH"),
        ])
        for batch in batches {
            let style: TextStyle =
                switch batch.urgency {
                case "high": .bad
                case "medium": .warning
                default: .plain
                }
            table.add(
                .init(batch.expirationDate), .init(String(batch.daysUntilExpiry)),
                .init(batch.urgency, style), .init(batch.itemName, .strong), .init(batch.category),
                .init(NumberText.quantity(batch.quantity)),
                .init(batch.sellable ? "\(batch.suggestedPercent) % off" : "not sold"),
                .init(batch.idBatch, .faint))
        }
        return table
    }
}
