/// One line on standard error that is written over and over; nothing where that is no terminal.
struct ProgressLine {
    private let output: CommandOutput

    init(_ output: CommandOutput) { self.output = output }

    /// Shows `text`, which may come from outside, in place of what was shown before.
    func show(_ text: String) {
        guard output.errorFacts.isTerminal else { return }
        let width = (output.errorFacts.width ?? 80) - 1
        replace(with: PlainText.shortened(PlainText.escaped(text), to: width))
    }

    /// Takes the line away.
    func clear() {
        guard output.errorFacts.isTerminal else { return }
        replace(with: "")
    }

    private func replace(with text: String) {
        output.error.write("\r\u{1B}[K" + text)
        output.error.flush()
    }
}
