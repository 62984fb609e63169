/// A line on standard error that is updated in place; silent unless that is a terminal.
struct ProgressLine {
    private let output: CommandOutput

    init(_ output: CommandOutput) { self.output = output }

    /// Replaces the line by `text`, which may be foreign.
    func show(_ text: String) {
        guard output.errorFacts.isTerminal else { return }
        let width = (output.errorFacts.width ?? 80) - 1
        replace(with: PlainText.shortened(PlainText.escaped(text), to: width))
    }

    /// Removes the line.
    func clear() {
        guard output.errorFacts.isTerminal else { return }
        replace(with: "")
    }

    private func replace(with text: String) {
        output.error.write("\r\u{1B}[K" + text)
        output.error.flush()
    }
}
