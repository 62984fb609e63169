import FeedMapping
import JSON
import MirrorMessages

/// Formats the result of a mapping, for people and programs.
struct FeedSummaryText {
    private let summary: FeedSummary
    private var report: FeedReport { summary.report }

    init(_ summary: FeedSummary) { self.summary = summary }

    /// Why the feed cannot be used or is incomplete; nil if neither.
    private var trouble: String? { summary.refusal ?? report.incompleteness }

    // MARK: - For people

    func print(to output: CommandOutput) {
        let rows = NumberText.counted(report.rows, report.isTruncated ? "first record" : "record")
        let products = NumberText.counted(summary.products, "product")
        output.line("\(rows), \(products)\(asides)", trouble == nil ? .good : .warning)
        if let low = summary.priceCentsMin, let high = summary.priceCentsMax {
            let sale = summary.onSale > 0 ? ", \(NumberText.grouped(summary.onSale)) on sale" : ""
            output.line("prices \(Dollars.text(low)) to \(Dollars.text(high))\(sale)")
        }
        let families = summary.families.map { "\($0.name) \(NumberText.grouped($0.products))" }
        if !families.isEmpty { output.line("families: \(families.joined(separator: ", "))") }
        if !summary.categories.isEmpty {
            output.line()
            output.table(categories())
        }
        if !summary.examples.isEmpty {
            output.line()
            output.table(examples())
        }
        let findings = summary.findings
        if !findings.isEmpty { output.line() }
        for finding in findings { output.line("! \(PlainText.escaped(finding))", .warning) }
        if let trouble {
            output.line("the feed cannot be relied on: \(PlainText.escaped(trouble))", .warning)
        }
    }

    private var asides: String {
        var asides: [String] = []
        if report.leftOut > 0 { asides.append("\(NumberText.grouped(report.leftOut)) left out") }
        if report.emptyRows > 0 {
            asides.append("\(NumberText.grouped(report.emptyRows)) records without any")
        }
        return asides.isEmpty ? "" : " (\(asides.joined(separator: ", ")))"
    }

    private func categories() -> TextTable {
        var table = TextTable([.flexible("CATEGORY"), .left("FAMILY"), .right("PRODUCTS")])
        for category in summary.categories {
            table.add(
                .init(category.path), .init(category.family),
                .init(NumberText.grouped(category.products)))
        }
        return table
    }

    private func examples() -> TextTable {
        var table = TextTable([
            .left("ID"), .flexible("NAME"), .flexible("BRAND"), .right("PRICE"), .right("SALE"),
            .right("STOCK"),
        ])
        for product in summary.examples {
            let stocks = product.stocks.compactMap(\.available)
            let stock =
                stocks.isEmpty ? "-" : NumberText.quantity(Double(stocks.reduce(0, +)) / 1000)
            table.add(
                .init(product.id), .init(product.name ?? "-"), .init(product.brand ?? "-"),
                .init(product.anyPriceCents.map { Dollars.text($0) } ?? "-"),
                .init(product.salePriceCents.map { Dollars.text($0) } ?? "-"), .init(stock))
        }
        return table
    }

    // MARK: - For programs

    func json() -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("rows", report.rows)
            writer.member("products", summary.products)
            writer.member("left_out", report.leftOut)
            writer.member("rows_without_products", report.emptyRows)
            writer.member("whole", trouble == nil)
            if let trouble { writer.member("trouble", trouble) }
            if let low = summary.priceCentsMin { writer.member("price_cents_min", low) }
            if let high = summary.priceCentsMax { writer.member("price_cents_max", high) }
            writer.member("on_sale", summary.onSale)
            writer.array("findings", summary.findings) { $0.value($1) }
            writer.array("missing", report.missingPaths) { $0.value($1) }
            writer.array(
                "unreadable", report.unreadable.sorted { $0.key < $1.key }
            ) { writer, field in
                Self.write(field.key, field.value, to: &writer)
            }
            writer.array("families", summary.families) { writer, family in
                writer.object {
                    $0.member("name", family.name)
                    $0.member("products", family.products)
                }
            }
            writer.array("categories", summary.categories) { writer, category in
                writer.object {
                    $0.member("path", category.path)
                    $0.member("family", category.family)
                    $0.member("products", category.products)
                }
            }
        }
        return writer.text
    }

    private static func write(
        _ field: String, _ noted: FeedReport.Unreadable, to writer: inout JSONWriter
    ) {
        writer.object { writer in
            writer.member("field", field)
            writer.member("count", noted.count)
            writer.array("examples", noted.examples) { writer, example in
                writer.object {
                    $0.member("row", example.row)
                    if let id = example.id { $0.member("id", id) }
                    if let sample = example.sample { $0.member("value", sample) }
                }
            }
        }
    }
}
