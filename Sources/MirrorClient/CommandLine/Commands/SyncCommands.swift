import MirrorMessages

extension MirrorCommands {
    static let syncProducts = sync(
        .products, "Bring catalog, stock and prices of a tenant up to date")
    static let syncDiscounts = sync(
        .discounts, "Bring the discount rules of a tenant up to date; prices follow at once")
    static let syncMetadata = sync(
        .metadata, "Bring brands, categories, vendors and location of a tenant up to date")

    private static func sync(_ kind: MirrorClient.SyncKind, _ summary: String) -> Command {
        Command(
            "sync \(kind.rawValue)", arguments: [org], summary: summary,
            details: """
                Waits for the end of the run; a run that is under way is joined. Progress is shown
                on a terminal. Exits with 1 where the POS could not be read; then nothing changed.
                """,
            examples: [
                "posmirror sync \(kind.rawValue) acme",
                "posmirror sync \(kind.rawValue) acme --json | jq .updated",
            ],
            run: { context in
                let orgID = context.arguments.positional(0)
                let reply = try SyncProgress.whileRunning(context, kind, orgID) {
                    try context.connect().sync(kind, orgID: orgID)
                }
                if context.wantsJSON {
                    context.output.json(reply)
                } else {
                    SyncReport(kind: kind, reply: reply).print(to: context.output)
                }
                guard !reply.success else { return .ok }
                throw CommandFailure(
                    .failed, "sync \(kind.rawValue) of \(orgID) failed: \(reply.error)",
                    remedy: "nothing was changed")
            })
    }
}

/// The table after a sync.
struct SyncReport {
    let kind: MirrorClient.SyncKind
    let reply: SyncReply

    func print(to output: CommandOutput) {
        guard reply.success else { return }
        var table = TextTable([.left(""), .right("")])
        for (name, value) in rows { table.add(.init(name), .init(Figures.grouped(value))) }
        output.table(table)
        let took = Figures.duration(milliseconds: Double(reply.durationMs))
        let joined = reply.joined ? ", joined a run under way" : ""
        output.line("done in \(took)\(joined)", .good)
        for warning in reply.warnings { output.line("! " + PlainText.escaped(warning), .warning) }
    }

    private var rows: [(String, Int64)] {
        switch kind {
        case .products:
            var rows = [
                ("products in the POS", reply.posProductsCount),
                ("active products", reply.productsCount), ("created", reply.created),
                ("updated", reply.updated), ("unchanged", reply.unchanged),
                ("deactivated", reply.deactivated), ("on sale", reply.productsOnSale),
            ]
            if reply.customersCount > 0 { rows.append(("customers", reply.customersCount)) }
            if reply.ordersCount > 0 { rows.append(("orders", reply.ordersCount)) }
            return rows
        case .discounts:
            return [
                ("discount rules", reply.discountsFound), ("rejected", reply.discountsRejected),
                ("without a scope", reply.discountsUnscoped), ("created", reply.created),
                ("updated", reply.updated), ("unchanged", reply.unchanged),
                ("products on sale", reply.productsOnSale),
            ]
        case .metadata:
            return [
                ("brands", reply.brands), ("categories", reply.categories),
                ("vendors", reply.vendors),
            ]
        }
    }
}
