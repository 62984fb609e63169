import MirrorMessages

extension MirrorCommands {
    static let history = Command(
        "history", arguments: [org, productID],
        options: [.value("limit", "N", "the newest so many changes (default 200)")],
        summary: "Show how the price of a product came about",
        details: """
            The chart shows what one cost over time; below it every change with its reason: sync or
            write (the product changed), rule (a discount rule changed), clock (a rule started or
            ended).
            """,
        examples: [
            "posmirror history acme 1018", "posmirror history acme 1018 --json | jq .changes",
        ],
        run: { context in
            let limit = try context.arguments.integer("limit", in: 1...10_000) ?? 0
            let reply = try context.connect().priceHistory(
                orgID: context.arguments.positional(0),
                productID: context.arguments.positional(1), limit: Int32(limit))
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                PriceHistoryText(reply).print(to: context.output)
            }
            return .ok
        })
}

/// Formats a price history.
struct PriceHistoryText {
    private let reply: GetPriceHistoryReply

    init(_ reply: GetPriceHistoryReply) { self.reply = reply }

    func print(to output: CommandOutput) {
        guard !reply.changes.isEmpty else {
            output.line(
                "\(Self.money(reply.priceCents)) since \(InstantText.text(reply.exactSince)),"
                    + " without a change")
            return
        }
        for line in PriceChart(reply).lines() { output.line(line) }
        output.line()
        output.table(table())
        if reply.truncated { output.line("older changes: --limit N", .faint) }
        output.line("exact since \(InstantText.text(reply.exactSince))", .faint)
    }

    private func table() -> TextTable {
        var table = TextTable([
            .left("AT"), .right("FROM"), .right("TO"), .right("BASE"), .left("REASON"),
            .flexible("DISCOUNT"),
        ])
        for change in reply.changes {
            let style: TextStyle =
                change.toCents < change.fromCents
                ? .good : change.toCents > change.fromCents ? .warning : .plain
            let id = change.discountId.isEmpty ? change.ruleId : change.discountId
            table.add(
                .init(InstantText.text(change.at), .faint), .init(Self.money(change.fromCents)),
                .init(Self.money(change.toCents), style), .init(Self.money(change.baseToCents)),
                .init(change.reason),
                .init([id, change.discountName].filter { !$0.isEmpty }.joined(separator: " ")))
        }
        return table
    }

    static func money(_ cents: Int64) -> String { cents > 0 ? Dollars.text(cents) : "-" }
}

/// Draws prices over time with characters: one column per interval, with the price at its end; the
/// axis shows the highest and lowest price.
struct PriceChart {
    static let width = 60
    static let height = 7
    private let columns: [Int64]

    init(_ reply: GetPriceHistoryReply) {
        let changes = reply.changes
        let start = changes.first?.at?.microseconds ?? 0
        let end = max(changes.last?.at?.microseconds ?? 0, start + 1)
        // A margin, so that the first and last change are visible.
        let margin = max((end - start) / 20, 1)
        let (from, span) = (start - margin, end - start + 2 * margin)
        columns = (0..<Self.width).map { column in
            let time = from + Int64(Double(span) * Double(column + 1) / Double(Self.width))
            let last = changes.last { ($0.at?.microseconds ?? 0) <= time }
            return last?.toCents ?? changes.first?.fromCents ?? 0
        }
    }

    func lines() -> [String] {
        let top = columns.max() ?? 0
        let bottom = columns.min() ?? 0
        let labels = [Dollars.text(top), Dollars.text(bottom)]
        let labelWidth = labels.map(\.utf8.count).max() ?? 0
        return (0..<Self.height).map { row in
            let label = row == 0 ? labels[0] : row == Self.height - 1 ? labels[1] : ""
            let padding = String(repeating: " ", count: labelWidth - label.utf8.count)
            let dots = columns.map { level($0, bottom, top) == row ? "*" : " " }.joined()
            var line = "\(padding)\(label) |\(dots)"
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// The row of a price, from 0 at the top.
    private func level(_ cents: Int64, _ bottom: Int64, _ top: Int64) -> Int {
        guard top > bottom else { return Self.height - 1 }
        let part = Double(top - cents) / Double(top - bottom)
        return Int((part * Double(Self.height - 1)).rounded())
    }
}
