import JSON
import MirrorClient
import MirrorMessages

extension MirrorCommands {
    static let status = Command(
        "status",
        summary: "Show whether the daemon serves and how fresh each tenant is",
        details: """
            Exits with 1 where the daemon answers but does not serve or takes no writes, and while
            a tenant's last sync failed or an answer of its POS was not trusted. - stands for what
            is not known.
            """,
        examples: ["posmirror status", "posmirror status --json"],
        run: { context in
            let client = try context.connect()
            let health = try client.health()
            let writing = try client.health(service: FirestoreMethod.service)
            let report = StatusReport(
                socket: context.socket, health: health, takesWrites: writing == .serving,
                info: try permitted { () throws(MirrorClientError) in try client.info() },
                sync: try client.syncStatus())
            if context.wantsJSON {
                context.output.json(report.json)
            } else {
                report.print(to: context.output)
            }
            let isWell = health == .serving && writing == .serving && report.failing.isEmpty
            return isWell ? .ok : .failed
        })

    /// The result; nil if the caller's role does not permit the call.
    private static func permitted<Reply>(
        _ call: () throws(MirrorClientError) -> Reply
    ) throws(MirrorClientError) -> Reply? {
        do throws(MirrorClientError) {
            return try call()
        } catch  where error.code == .permissionDenied || error.code == .unauthenticated {
            return nil
        }
    }
}

/// The output of `status`.
private struct StatusReport {
    let socket: String
    let health: HealthCheckResponseServingStatus
    let takesWrites: Bool
    /// Visible to administrators only.
    let info: GetInfoReply?
    let sync: SyncStatus

    private var tenants: [IntegrationStatus] { sync.tenants }

    /// Tenants whose last run failed; a current run does not clear the previous error.
    var failing: [String] {
        tenants.filter { tenant in
            ["error", "suspicious"].contains(tenant.status)
                || (tenant.status == "running" && !tenant.lastError.isEmpty)
        }.map(\.orgId)
    }

    var json: String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("socket", socket)
            writer.member("health", health)
            writer.member("takes_writes", takesWrites)
            if let info { writer.member("info", info) }
            writer.array("tenants", tenants) { $0.value($1) }
            writer.member("schedule_minutes", sync.scheduleMinutes)
        }
        return writer.text
    }

    func print(to output: CommandOutput) {
        let word = health == .serving ? "serving" : health.protoName.lowercased()
        let facts = output.standardFacts
        let painted = facts.paint(word, health == .serving ? .good : .bad)
        output.line("posmirrord \(painted) at \(PlainText.escaped(socket))")
        if let info {
            output.line(
                "version \(PlainText.escaped(info.version)), process \(info.pid),"
                    + " up \(NumberText.duration(milliseconds: Double(info.uptimeMs))),"
                    + " \(NumberText.bytes(info.residentBytes)) of memory,"
                    + " \(NumberText.grouped(info.products)) products")
        }
        if !takesWrites {
            let why = info?.writesRefused ?? ""
            output.line(
                "! writes are refused" + (why.isEmpty ? "" : ": \(PlainText.escaped(why))"), .bad)
        }
        let minutes = sync.scheduleMinutes
        output.line(minutes > 0 ? "syncs every \(minutes) min" : "no schedule; sync by hand")
        output.line()
        guard !tenants.isEmpty else {
            output.line(
                "No tenants. Add one: posmirror location put ID --org ORG --credentials FILE")
            return
        }
        output.table(table)
        for tenant in tenants where tenant.timezoneSource == "none" {
            output.line(
                "! \(PlainText.escaped(tenant.orgId)): no time zone is known, so days end at"
                    + " midnight UTC (posmirror location put ID --timezone TZ)", .warning)
        }
        guard !failing.isEmpty else { return }
        let names = failing.map { PlainText.escaped($0) }.joined(separator: ", ")
        output.line()
        output.line("failing: \(names)", .bad)
    }

    private var table: TextTable {
        var table = TextTable([
            .left("ORG"), .left("STATUS"), .right("PRODUCTS"), .right("ON SALE"),
            .right("CUSTOMERS"), .right("ORDERS"), .left("LAST SYNC"), .left("NEXT SYNC"),
            .right("TOOK"), .flexible("ERROR"),
        ])
        for tenant in tenants {
            let isRunning = !tenant.running.isEmpty
            let status = isRunning ? "syncing \(tenant.running)" : tenant.status
            table.add(
                .init(tenant.orgId, .strong), .init(status, Self.style(tenant)),
                .init(NumberText.known(tenant.productsCount)),
                .init(NumberText.known(tenant.productsOnSale)),
                .init(NumberText.known(tenant.customersCount)),
                .init(NumberText.known(tenant.ordersCount)),
                .init(InstantText.text(tenant.lastSyncAt)),
                .init(InstantText.text(tenant.nextScheduledAt)),
                .init(tenant.durationMs.map(NumberText.duration) ?? "-"),
                .init(tenant.lastError, .bad))
        }
        return table
    }

    private static func style(_ tenant: IntegrationStatus) -> TextStyle {
        switch tenant.status {
        case "success": .good
        case "error": .bad
        default: .warning
        }
    }
}
