import MirrorClient
import MirrorMessages

/// The table after a sync.
struct SyncReport {
    let kind: MirrorClient.SyncKind
    let reply: SyncReply

    func print(to output: CommandOutput) {
        if !reply.parts.isEmpty { output.table(parts) }
        guard reply.success else { return }
        var table = TextTable([.left(""), .right("")])
        for (name, value) in rows { table.add(.init(name), .init(NumberText.known(value))) }
        output.table(table)
        let took = NumberText.duration(milliseconds: Double(reply.durationMs))
        let joined = reply.joined ? ", joined a run under way" : ""
        output.line("done in \(took)\(joined)", .good)
        for warning in reply.warnings { output.line("! " + PlainText.escaped(warning), .warning) }
    }

    /// The result of each part of a run of everything.
    private var parts: TextTable {
        var table = TextTable([.left("PART"), .left("STATUS"), .right("TOOK"), .flexible("ERROR")])
        for part in reply.parts {
            table.add(
                .init(part.kind, .strong),
                .init(part.success ? "success" : "error", part.success ? .good : .bad),
                .init(NumberText.duration(milliseconds: Double(part.durationMs))),
                .init(part.error, .bad))
        }
        return table
    }

    private var rows: [(String, Int64?)] {
        switch kind {
        case .products: products
        case .discounts:
            [
                ("discount rules", reply.discountsFound), ("rejected", reply.discountsRejected),
                ("without a scope", reply.discountsUnscoped), ("created", reply.created),
                ("updated", reply.updated), ("unchanged", reply.unchanged),
                ("products on sale", reply.productsOnSale),
            ]
        case .metadata:
            [
                ("brands", reply.brands), ("categories", reply.categories),
                ("vendors", reply.vendors),
            ]
        case .customers: [("customers", reply.customersCount)] + written
        case .orders:
            [("orders read", reply.ordersRead), ("orders", reply.ordersCount)] + written
                + [("customers with orders", reply.spendingCount)]
        case .org:
            products + [
                ("discount rules", reply.discountsFound), ("brands", reply.brands),
                ("categories", reply.categories), ("vendors", reply.vendors),
                ("customers", reply.customersCount), ("orders", reply.ordersCount),
            ]
        }
    }

    private var products: [(String, Int64?)] {
        [
            ("products in the POS", reply.posProductsCount),
            ("active products", reply.productsCount),
        ] + written + [("deactivated", reply.deactivated), ("on sale", reply.productsOnSale)]
    }

    private var written: [(String, Int64?)] {
        [
            ("created", reply.created), ("updated", reply.updated),
            ("unchanged", reply.unchanged),
        ]
    }
}

/// The table after a sync of all tenants.
struct SyncAllReport {
    let reply: SyncAllReply

    func print(to output: CommandOutput) {
        guard !reply.results.isEmpty else {
            output.line("No tenant has an active location.")
            return
        }
        var table = TextTable([
            .left("ORG"), .left("STATUS"), .right("PRODUCTS"), .right("CUSTOMERS"),
            .right("ORDERS"), .right("TOOK"), .flexible("ERROR"),
        ])
        for result in reply.results {
            table.add(
                .init(result.orgId, .strong),
                .init(result.success ? "success" : "error", result.success ? .good : .bad),
                .init(NumberText.grouped(result.productsCount)),
                .init(NumberText.known(result.customersCount)),
                .init(NumberText.known(result.ordersCount)),
                .init(NumberText.duration(milliseconds: Double(result.durationMs))),
                .init(result.error, .bad))
        }
        output.table(table)
        let took = NumberText.duration(milliseconds: Double(reply.durationMs))
        output.line("\(reply.successful) of \(reply.total) tenants in \(took)")
    }
}
