import FirestoreModel
import JSON

/// How a query was answered and what that took, as `query --explain` shows it.
struct ExplainReport {
    private let metrics: ExplainMetrics
    private var execution: ExplainMetrics.Execution { metrics.execution ?? .init() }

    init(_ metrics: ExplainMetrics) { self.metrics = metrics }

    /// A line for everything that was read, then a table of figures.
    func print(to output: CommandOutput) {
        for index in metrics.indexesUsed {
            let words = index.map { "\(Self.spoken($0.name)) \($0.text)" }
            output.line(PlainText.escaped(words.joined(separator: ", ")))
        }
        var table = TextTable([.left(""), .right("")])
        table.add("documents", .init(Figures.grouped(execution.resultsReturned)))
        table.add("read operations", .init(Figures.grouped(execution.readOperations)))
        let milliseconds = Double(execution.durationNanoseconds) / 1e6
        table.add("time", .init(Figures.duration(milliseconds: milliseconds)))
        // The bill is Google's, in parts; what it comes to is shown already.
        for property in execution.debug where property.parts.isEmpty && !isShown(property) {
            let figure = Int64(property.text).map { Figures.grouped($0) }
            table.add(.init(Self.spoken(property.name)), .init(figure ?? property.text))
        }
        output.table(table)
    }

    /// Whether a line above says it already.
    private func isShown(_ property: ExplainMetrics.Property) -> Bool {
        metrics.indexesUsed.contains { $0.contains(property) }
    }

    private static func spoken(_ name: String) -> String {
        name.split(separator: "_").joined(separator: " ")
    }

    /// The whole as one JSON object, with the names of the protocol.
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
