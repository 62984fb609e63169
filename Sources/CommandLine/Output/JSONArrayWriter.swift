/// Prints a JSON array element by element, without buffering it.
struct JSONArrayWriter {
    private let output: CommandOutput
    private var count = 0

    init(_ output: CommandOutput) {
        self.output = output
        output.standard.write("[")
    }

    /// Prints an element. REQUIRES: valid JSON.
    mutating func add(_ json: String) {
        if count > 0 { output.standard.write(",") }
        count += 1
        output.standard.write("\n")
        let isTerminal = output.standardFacts.isTerminal
        output.standard.write(isTerminal ? PlainText.escapedJSON(json) : json)
    }

    /// Closes the array. Not called after a failure, so that the output is not taken for complete
    /// JSON.
    func finish() { output.standard.write(count == 0 ? "]\n" : "\n]\n") }
}
