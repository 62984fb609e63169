/// The arguments and options after a command's name.
public struct ParsedArguments: Sendable, Equatable {
    var positionals: [String] = []
    var options: [String: [String]] = [:]
    /// The words after the name of a command that parses them itself.
    public var rest: [String] = []

    /// Whether an option is given.
    public func has(_ name: String) -> Bool { options[name] != nil }

    /// Every value of a repeatable option, in order.
    public func values(_ name: String) -> [String] { options[name] ?? [] }

    /// The value of an option; nil if it is not given.
    public func value(_ name: String) -> String? { options[name]?.last }

    /// The value of a required option.
    public func required(_ name: String) throws(CommandFailure) -> String {
        guard let value = value(name) else { throw .usage("--\(name) is missing") }
        return value
    }

    /// A whole number within `range`.
    public func integer(
        _ name: String, in range: ClosedRange<Int64>
    ) throws(CommandFailure) -> Int64? {
        guard let text = value(name) else { return nil }
        guard let number = Int64(text), range.contains(number) else {
            throw .usage(
                "--\(name) \(text) is not a whole number"
                    + " from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A price in cents, given in dollars.
    public func cents(_ name: String) throws(CommandFailure) -> Int64? {
        guard let text = value(name) else { return nil }
        guard let cents = Dollars.cents(text) else {
            throw .usage(
                "--\(name) \(text) is not a price", remedy: "write dollars and cents, as in 19.99")
        }
        return cents
    }

    /// One of several words.
    public func choice<Choice>(
        _ name: String, of choices: KeyValuePairs<String, Choice>
    ) throws(CommandFailure) -> Choice? {
        guard let text = value(name) else { return nil }
        if let found = choices.first(where: { $0.key == text }) { return found.value }
        let words = choices.map(\.key)
        let guess = Suggestion.remedy(for: text, among: words)
        throw .usage(
            "--\(name) \(text) is not one of \(words.joined(separator: ", "))", remedy: guess)
    }

    /// The positional argument at `index`. REQUIRES: declared as required, so that the parser has
    /// checked it.
    public func positional(_ index: Int) -> String {
        precondition(index < positionals.count, "the command declares fewer arguments")
        return positionals[index]
    }
}
