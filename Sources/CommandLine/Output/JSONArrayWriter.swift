/// Prints one JSON array whose elements arrive one after another, without holding them.
struct JSONArrayWriter {
    private let output: CommandOutput
    private var count = 0

    init(_ output: CommandOutput) {
        self.output = output
        output.standard.write("[")
    }

    /// Prints one element, which must be valid JSON.
    mutating func add(_ json: String) {
        if count > 0 { output.standard.write(",") }
        count += 1
        output.standard.write("\n")
        let isTerminal = output.standardFacts.isTerminal
        output.standard.write(isTerminal ? PlainText.escapedJSON(json) : json)
    }

    /// Closes the array; without it the output is no JSON value, which is right after a failure.
    func finish() { output.standard.write(count == 0 ? "]\n" : "\n]\n") }
}
