/// A table with aligned columns.
///
/// On a terminal, the widest flexible columns are truncated so that rows fit; otherwise nothing is
/// truncated.
public struct TextTable: Sendable {
    /// A column.
    public struct Column: Sendable {
        let title: String
        let isRight: Bool
        let isFlexible: Bool

        /// Text, left-aligned.
        public static func left(_ title: String) -> Column {
            Column(title: title, isRight: false, isFlexible: false)
        }

        /// Numbers, right-aligned.
        public static func right(_ title: String) -> Column {
            Column(title: title, isRight: true, isFlexible: false)
        }

        /// Text, left-aligned, that may be truncated.
        public static func flexible(_ title: String) -> Column {
            Column(title: title, isRight: false, isFlexible: true)
        }
    }

    /// A cell; its text is escaped for terminals.
    public struct Cell: Sendable, ExpressibleByStringInterpolation {
        let text: String
        let style: TextStyle

        public init(_ text: String, _ style: TextStyle = .plain) {
            self.text = PlainText.escaped(text)
            self.style = style
        }

        public init(stringLiteral value: String) { self.init(value) }
    }

    private let columns: [Column]
    private var rows: [[Cell]] = []
    private static let gap = 2

    /// A table; without any title it has no header line.
    public init(_ columns: [Column]) { self.columns = columns }

    public var isEmpty: Bool { rows.isEmpty }

    /// Appends a row. REQUIRES: one cell per column.
    public mutating func add(_ cells: Cell...) {
        precondition(cells.count == columns.count, "a cell for every column")
        rows.append(cells)
    }

    /// The lines of the table, each terminated by a newline.
    public func text(_ facts: TerminalCapabilities) -> String {
        let widths = fittedWidths(to: facts.width)
        var result = ""
        if columns.contains(where: { !$0.title.isEmpty }) {
            let titles = columns.map { Cell($0.title, .strong) }
            append(titles, widths, facts, to: &result)
        }
        for row in rows { append(row, widths, facts, to: &result) }
        return result
    }

    private func append(
        _ row: [Cell], _ widths: [Int], _ facts: TerminalCapabilities, to result: inout String
    ) {
        let last = row.lastIndex { !$0.text.isEmpty } ?? 0
        for (index, cell) in row.prefix(last + 1).enumerated() {
            let text = PlainText.shortened(cell.text, to: widths[index])
            let padding = String(repeating: " ", count: widths[index] - PlainText.width(text))
            let painted = facts.paint(text, cell.style)
            if columns[index].isRight {
                result += padding + painted
            } else {
                result += index == last ? painted : painted + padding
            }
            if index < last { result += String(repeating: " ", count: Self.gap) }
        }
        result += "\n"
    }

    private func fittedWidths(to limit: Int?) -> [Int] {
        var widths = columns.map { PlainText.width($0.title) }
        for row in rows {
            for (index, cell) in row.enumerated() {
                widths[index] = max(widths[index], PlainText.width(cell.text))
            }
        }
        guard let limit else { return widths }
        var excess = widths.reduce(Self.gap * (widths.count - 1), +) - limit
        while excess > 0, let widest = widestFlexible(widths) {
            // Reduced to the width of the next widest first, so that short columns are kept.
            let others = columns.indices.filter { columns[$0].isFlexible && $0 != widest }
            let next = others.map { widths[$0] }.filter { $0 < widths[widest] }.max() ?? 0
            let floor = max(next, CommandLineLimits.columnWidthMin)
            let cut = max(1, min(excess, widths[widest] - floor))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }

    private func widestFlexible(_ widths: [Int]) -> Int? {
        columns.indices
            .filter { columns[$0].isFlexible && widths[$0] > CommandLineLimits.columnWidthMin }
            .max { widths[$0] < widths[$1] }
    }
}
