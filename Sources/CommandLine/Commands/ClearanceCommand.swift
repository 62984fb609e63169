import MirrorMessages

extension MirrorCommands {
    static let clearance = Command(
        "clearance", arguments: [org],
        options: [
            .value("days", "N", "stock that expires within so many days (default 30)"),
            .value("accept", "ID", "make this candidate's rule one of the tenant's own"),
            .value("percent", "N", "with --accept: take off so much instead"), atLocation,
        ],
        summary: "Show products to clear before they expire, or accept one's discount",
        details: """
            A rule that was accepted ends by itself before the stock expires; with --location it
            holds at that store alone. Take it back: posmirror delete tenants/ORG/discounts/ID
            """,
        examples: [
            "posmirror clearance acme --days 14",
            "posmirror clearance acme --accept clearance_1018 --percent 30",
            "posmirror clearance acme --location downtown",
        ],
        run: { context in
            let arguments = context.arguments
            let org = arguments.positional(0)
            let days = Int32(try arguments.integer("days", in: 1...3650) ?? 0)
            let percent = try arguments.integer("percent", in: 1...90).map { Int32($0) }
            if let id = arguments.value("accept") {
                let reply = try context.connect().acceptClearance(
                    orgID: org, id: id, locationID: context.location, percent: percent, days: days)
                if context.wantsJSON {
                    context.output.json(reply)
                } else {
                    printAccepted(reply, to: context.output)
                }
                return .ok
            }
            let reply = try context.connect().clearance(
                orgID: org, locationID: context.location, days: days)
            if context.wantsJSON {
                context.output.json(reply)
            } else if reply.candidates.isEmpty {
                context.output.line("Nothing on the menu expires in that time.")
            } else {
                context.output.table(clearanceTable(reply.candidates))
            }
            return .ok
        })

    private static func printAccepted(_ reply: AcceptClearanceReply, to output: CommandOutput) {
        let candidate = reply.candidate ?? ClearanceCandidate()
        output.line(
            PlainText.escaped(candidate.name) + " costs \(Dollars.text(candidate.priceCents)), was "
                + "\(Dollars.text(candidate.baseCents)), until \(candidate.endDate)", .good)
    }

    private static func clearanceTable(_ candidates: [ClearanceCandidate]) -> TextTable {
        var table = TextTable([
            .left("EXPIRES"), .right("DAYS"), .flexible("PRODUCT"), .right("QUANTITY"),
            .right("BASE"), .right("NOW"), .right("SUGGESTED"), .left("STATE"), .left("ID"),
        ])
        for candidate in candidates {
            let style: TextStyle =
                switch candidate.urgency {
                case "high": .bad
                case "medium": .warning
                default: .plain
                }
            let state = candidate.accepted ? "accepted" : candidate.covered ? "cheap already" : ""
            let percent = "(-\(candidate.suggestedPercent)%)"
            table.add(
                .init(candidate.expirationDate, style), .init(String(candidate.daysUntilExpiry)),
                .init(candidate.name, .strong), .init(NumberText.quantity(candidate.quantity)),
                .init(Dollars.text(candidate.baseCents)), .init(Dollars.text(candidate.priceCents)),
                .init("\(Dollars.text(candidate.suggestedCents)) \(percent)"),
                .init(state), .init(candidate.id, .faint))
        }
        return table
    }

    static let preview = Command(
        "preview", arguments: [org],
        options: [.flag("all", "products that are out of stock, too"), atLocation],
        summary: "Show the menu as the POS has it at this moment, storing nothing",
        examples: [
            "posmirror preview acme", "posmirror preview acme --json | jq length",
            "posmirror preview acme --location downtown",
        ],
        run: { context in
            var items: [MenuItem] = []
            try context.connect().previewMenu(
                orgID: context.arguments.positional(0), locationID: context.location,
                inStockOnly: !context.arguments.has("all")
            ) { items += $0.items }
            if context.wantsJSON {
                var writer = JSONArrayWriter(context.output)
                for item in items { writer.add(item.json) }
                writer.finish()
                return .ok
            }
            var table = MenuTable()
            for item in items { table.add(item) }
            if !items.isEmpty { context.output.table(table.table) }
            let onSale = items.count { $0.isOnSale }
            context.output.line(
                "\(NumberText.grouped(items.count)) products, \(NumberText.grouped(onSale)) on sale"
                    + "; nothing was stored", .faint)
            return .ok
        })
}
