import MirrorClient
import MirrorMessages

extension MirrorCommands {
    static let syncProducts = Command(
        "sync products", arguments: [org],
        options: [
            .flag(
                "accept-removals",
                "take an inventory that became empty or much smaller, or lost its prices, this once"
            )
        ],
        summary: "Bring catalog, stock and prices of a tenant up to date",
        details: """
            Waits for the end of the run; a run that is under way is joined. Progress is shown on a
            terminal. Exits with 1 where a location could not be read; the others are up to date.
            Products that the POS no longer has are hidden, but not where its answer is empty or has
            less than a fifth of the products before: then the status is suspicious until the
            products are back, or an admin says --accept-removals. Of a location whose prices are
            mostly gone or many times off, nothing is taken until an admin says so.
            """,
        examples: [
            "posmirror sync products acme",
            "posmirror sync products acme --json | jq .updated",
            "posmirror sync products acme --accept-removals",
        ],
        run: { try run($0, .products) })
    static let syncDiscounts = Command(
        "sync discounts", arguments: [org], options: [lostField],
        summary: "Bring the discount rules of a tenant up to date; prices follow at once",
        details: """
            Waits for the end of the run; a run that is under way is joined. Exits with 1 where the
            POS could not be read; then nothing changed. Of a feed in which a field that rules had
            before is read in none, or that is empty, nothing is taken: then the status is
            suspicious until an admin says --accept-removals, or, where the rules themselves are
            gone, the next run finds the same.
            """,
        examples: [
            "posmirror sync discounts acme",
            "posmirror sync discounts acme --json | jq .updated",
            "posmirror sync discounts acme --accept-removals",
        ],
        run: { try run($0, .discounts) })
    private static let lostField = OptionDeclaration.flag(
        "accept-removals", "take a feed that lost a field of its records, this once")
    static let syncMetadata = sync(
        .metadata, "Bring brands, categories, vendors and location of a tenant up to date")
    static let syncCustomers = sync(
        .customers, "Bring the customers of a tenant up to date",
        details: """
            Reads 30 pages of 100 unless the daemon is set up otherwise; the next run goes on
            behind them.
            """)
    static let syncOrg = sync(
        .org, "Bring everything of a tenant up to date, side by side",
        details: """
            Products, discounts, metadata, customers and orders, in five minutes at most. A part
            that fails keeps no other from landing; the command then exits with 1 and says which.
            """)

    static let syncOrders = Command(
        "sync orders", arguments: [org],
        options: [
            .value("since", "DAY", "first day to read, YYYY-MM-DD (default: the last run's end)"),
            .flag("backfill", "read the whole history, going on where the last backfill stopped"),
            lostField,
        ],
        summary: "Bring orders, spending and sales counters of a tenant up to date",
        details: """
            The newest days are read at once, then backwards run by run to 2020-01-01 or --since.
            One run reads up to 10,000 orders, and the last 60 days again for what changed in them
            later; a backfill goes on until all are read, and may be interrupted at any time.
            """,
        examples: [
            "posmirror sync orders acme",
            "posmirror sync orders acme --since 2026-01-01",
            "posmirror sync orders acme --backfill",
        ],
        run: { context in
            let orgID = context.arguments.positional(0)
            let since = context.arguments.value("since") ?? ""
            let isBackfill = context.arguments.has("backfill")
            // A backfill is a sequence of calls; the daemon cancels the current one.
            let what = isBackfill ? "the part under way" : "the run"
            let reply = try SyncProgress.whileRunning(context, .orders, orgID, what) {
                let client = try context.connect()
                var reply = try client.syncOrders(
                    orgID, since: since, isBackfill: isBackfill,
                    acceptRemovals: context.arguments.has("accept-removals"))
                // Each call reads a part; the daemon knows where the next one continues.
                while isBackfill, reply.success, reply.ordersGoOn {
                    reply = try client.syncOrders(orgID, since: since, isBackfill: true)
                }
                return reply
            }
            return try finish(context, .orders, reply)
        })

    static let syncAll = Command(
        "sync all",
        summary: "Bring everything of every tenant with an active location up to date",
        details: """
            One tenant after another. Exits with 1 where any of them failed; the others are up to
            date all the same.
            """,
        examples: ["posmirror sync all", "posmirror sync all --json | jq .failed"],
        run: { context in
            let reply = try SyncProgress.whileRunning(context, .org, "") {
                try context.connect().syncAll()
            }
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                SyncAllReport(reply: reply).print(to: context.output)
            }
            guard reply.failed > 0 else { return .ok }
            throw CommandFailure(
                .failed, "\(reply.failed) of \(reply.total) tenants failed",
                remedy: "what could be read is up to date; see posmirror status")
        })

    private static func sync(
        _ kind: MirrorClient.SyncKind, _ summary: String, details: String? = nil
    ) -> Command {
        Command(
            "sync \(kind.rawValue)", arguments: [org], summary: summary,
            details: details ?? """
                Waits for the end of the run; a run that is under way is joined. Progress is shown
                on a terminal. Exits with 1 where the POS, or one of several stores, could not be
                read. Ctrl-C ends the waiting and not the run.
                """,
            examples: [
                "posmirror sync \(kind.rawValue) acme",
                "posmirror sync \(kind.rawValue) acme --json | jq .updated",
            ],
            run: { try run($0, kind) })
    }

    private static func run(
        _ context: CommandContext, _ kind: MirrorClient.SyncKind
    ) throws -> ExitCode {
        let orgID = context.arguments.positional(0)
        let accepts = context.arguments.has("accept-removals")
        let reply = try SyncProgress.whileRunning(context, kind, orgID) {
            try context.connect().sync(kind, orgID: orgID, acceptRemovals: accepts)
        }
        return try finish(context, kind, reply)
    }

    /// Prints the reply; throws if the run failed.
    private static func finish(
        _ context: CommandContext, _ kind: MirrorClient.SyncKind, _ reply: SyncReply
    ) throws -> ExitCode {
        if context.wantsJSON {
            context.output.json(reply)
        } else {
            SyncReport(kind: kind, reply: reply).print(to: context.output)
        }
        guard !reply.success else { return .ok }
        let landed = reply.parts.filter(\.success).map(\.kind)
        throw CommandFailure(
            .failed, "sync \(kind.rawValue) of \(reply.orgId) failed: \(reply.error)",
            remedy: kind == .orders || kind == .customers
                ? "what was read before is stored; the next run goes on there"
                : remedy(reply, landed))
    }

    /// What a failed run changed all the same: a part of a store that cannot be read fails, and
    /// what others say is stored.
    private static func remedy(_ reply: SyncReply, _ landed: [String]) -> String {
        var said = landed.isEmpty ? [] : ["up to date: \(landed.joined(separator: ", "))"]
        let counts = [
            (reply.created, "created"), (reply.updated, "updated"), (reply.deactivated, "removed"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !counts.isEmpty { said.append("changed: \(counts.joined(separator: ", "))") }
        return said.isEmpty ? "nothing was changed" : said.joined(separator: "; ")
    }
}
