import CommandLine
import AlleavesSimulator
import FirestoreModel
import JSON
import LinuxSystem
import MirrorClient
import MirrorMessages
import MirrorTree

/// The steps of a demo, each timed.
struct DemoScript {
    let context: CommandContext
    let scene: DemoEnvironment
    var options: SimulatorOptions

    private static let orgID = "demo"
    private static let rowsShown: Int32 = 10

    private struct Step {
        let name: String
        let detail: String
        let milliseconds: Double
    }

    init(context: CommandContext, scene: DemoEnvironment, options: SimulatorOptions) {
        self.context = context
        self.scene = scene
        self.options = options
        // Generated sales are around this fixed day, but the daemon uses today's date.
        let now = WireTimestamp(microseconds: SystemClock.wallMicroseconds())
        self.options.today = String(now.rfc3339.prefix(10))
    }

    /// Runs all steps; throws at the first unexpected result.
    func perform() throws {
        var steps: [Step] = []
        var url = ""
        try timed("point of sale", &steps) {
            url = try scene.startPOS(options)
            let products = NumberText.grouped(options.products)
            return "\(products) products, \(NumberText.grouped(options.discounts)) rules at \(url)"
        }
        try timed("posmirrord", &steps) {
            try scene.startDaemon(alleavesURL: url, products: options.products)
            return "serves at \(scene.socket)"
        }
        let client = try MirrorClient(socket: scene.socket)
        try fill(client, &steps)
        try show(client, &steps)
        try timed("sync again", &steps) { try syncAgain(client) }
        if context.wantsJSON { context.output.json(Self.json(steps)) }
    }

    private func fill(_ client: MirrorClient, _ steps: inout [Step]) throws {
        try timed("location", &steps) {
            try putLocation(client)
            return "stored"
        }
        try timed("sync products", &steps) {
            let reply = try succeeded(
                try following(.products) { try client.syncProducts(Self.orgID) }, "products")
            return "\(NumberText.grouped(reply.created)) created"
        }
        try timed("sync discounts", &steps) {
            let reply = try succeeded(
                try following(.discounts) { try client.syncDiscounts(Self.orgID) }, "discounts")
            return "\(NumberText.grouped(reply.discountsFound ?? 0)) rules put"
                + " \(NumberText.grouped(reply.productsOnSale)) products on sale"
        }
    }

    private func putLocation(_ client: MirrorClient) throws {
        var account: Fields = [
            "provider": "alleaves", "status": "active", "locationId": "1000",
            "username": .string(options.username), "password": .string(options.password),
        ]
        if let pin = options.pin { account["pin"] = .string(pin) }
        try client.updateDocument(
            RootPath.location(Self.orgID),
            fields: [
                "orgId": .string(Self.orgID), "timezone": "America/New_York",
                "posConfig": .map(account),
            ])
    }

    private func show(_ client: MirrorClient, _ steps: inout [Step]) throws {
        var query = QueryMenuRequest()
        query.orgId = Self.orgID
        query.limit = Self.rowsShown
        query.sort = .saving
        var filter = MenuFilter()
        filter.onSale = true
        filter.inStock = true
        query.filter = filter
        var page = QueryMenuReply()
        try timed("menu on sale", &steps) {
            page = try client.queryMenu(query)
            return "the largest savings of \(NumberText.grouped(page.total)) products in stock"
        }
        guard let first = page.items.first else { return }
        if !context.wantsJSON { printPage(page) }
        var explanation = ExplainPriceReply()
        try timed("explain price", &steps) {
            explanation = try client.explainPrice(orgID: Self.orgID, productID: first.id)
            return "of \(first.id)"
        }
        guard !context.wantsJSON else { return }
        context.output.line()
        ExplanationReport.print(explanation, to: context.output)
        context.output.line()
    }

    private func printPage(_ page: QueryMenuReply) {
        var table = MenuTable()
        for item in page.items { table.add(item) }
        context.output.line()
        context.output.standard.write(table.text(context.output.standardFacts))
        context.output.line()
    }

    private func syncAgain(_ client: MirrorClient) throws -> String {
        let reply = try succeeded(
            try following(.products) { try client.syncProducts(Self.orgID) }, "products")
        let changes = reply.created + reply.updated + reply.deactivated
        guard changes == 0 else {
            throw CommandFailure(.failed, "a second sync changed \(changes) products")
        }
        return "nothing changed, \(NumberText.grouped(reply.unchanged)) unchanged"
    }

    /// Runs a sync, showing its progress.
    private func following(
        _ kind: MirrorClient.SyncKind, _ body: () throws -> SyncReply
    ) throws -> SyncReply {
        guard !context.wantsJSON else { return try body() }
        let watcher = try MirrorClient(socket: scene.socket)
        return try SyncProgress.following(watcher, kind, Self.orgID, context.output, body)
    }

    private func succeeded(_ reply: SyncReply, _ kind: String) throws(CommandFailure) -> SyncReply {
        guard reply.success else {
            throw CommandFailure(.failed, "sync \(kind) failed: \(reply.error)")
        }
        return reply
    }

    private func timed(
        _ name: String, _ steps: inout [Step], _ body: () throws -> String
    ) throws {
        let start = SystemClock.monotonicNanoseconds()
        let detail = try body()
        let milliseconds = Double(SystemClock.monotonicNanoseconds() - start) / 1e6
        steps.append(Step(name: name, detail: detail, milliseconds: milliseconds))
        guard !context.wantsJSON else { return }
        let column = name + String(repeating: " ", count: max(0, 16 - name.count))
        let took = NumberText.duration(milliseconds: milliseconds)
        let gap = String(repeating: " ", count: max(0, 10 - took.count))
        context.output.line("\(column)\(gap)\(took)  \(PlainText.escaped(detail))")
        context.output.flush()
    }

    private static func json(_ steps: [Step]) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.array("steps", steps) { writer, step in
                writer.object { writer in
                    writer.member("name", step.name)
                    writer.member("detail", step.detail)
                    writer.member("milliseconds", step.milliseconds)
                }
            }
        }
        return writer.text
    }
}
