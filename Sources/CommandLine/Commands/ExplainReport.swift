import FirestoreModel
import JSON

/// Plan and statistics of a query, for `query --explain`.
struct ExplainReport {
    private let metrics: ExplainMetrics
    private var execution: ExplainMetrics.Execution { metrics.execution ?? .init() }

    init(_ metrics: ExplainMetrics) { self.metrics = metrics }

    /// Prints a line for each index or scan, then a table of figures.
    func print(to output: CommandOutput) {
        for index in metrics.indexesUsed {
            let words = index.map { "\(Self.spoken($0.name)) \($0.text)" }
            output.line(PlainText.escaped(words.joined(separator: ", ")))
        }
        var table = TextTable([.left(""), .right("")])
        table.add("documents", .init(NumberText.grouped(execution.resultsReturned)))
        table.add("read operations", .init(NumberText.grouped(execution.readOperations)))
        let milliseconds = Double(execution.durationNanoseconds) / 1e6
        table.add("time", .init(NumberText.duration(milliseconds: milliseconds)))
        // Google's billing breakdown is omitted; its total is shown above.
        for property in execution.debug where property.parts.isEmpty && !isShown(property) {
            let figure = Int64(property.text).map { NumberText.grouped($0) }
            table.add(.init(Self.spoken(property.name)), .init(figure ?? property.text))
        }
        output.table(table)
    }

    /// Whether a line above shows it already.
    private func isShown(_ property: ExplainMetrics.Property) -> Bool {
        metrics.indexesUsed.contains { $0.contains(property) }
    }

    private static func spoken(_ name: String) -> String {
        name.split(separator: "_").joined(separator: " ")
    }

    /// One JSON object with the protocol's names.
    var json: String {
        let milliseconds = Double(execution.durationNanoseconds / 1000) / 1000
        let value = JSONValue.fields([
            "indexes_used": .array(metrics.indexesUsed.map(Self.object)),
            "execution_stats": .fields([
                "results_returned": .integer(execution.resultsReturned),
                "read_operations": .integer(execution.readOperations),
                "execution_ms": .number("\(milliseconds)"),
                "debug_stats": Self.object(execution.debug),
            ]),
        ])
        return String(decoding: value.bytes, as: UTF8.self)
    }

    private static func object(_ properties: [ExplainMetrics.Property]) -> JSONValue {
        .object(
            properties.map { property in
                guard property.parts.isEmpty else {
                    return .init(property.name, object(property.parts))
                }
                let isNumber = Int64(property.text) != nil
                return .init(
                    property.name,
                    isNumber ? .number(property.text) : .string(property.text))
            })
    }
}
