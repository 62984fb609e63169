/// Parses a command line by the declarations of the commands.
struct ArgumentParser {
    /// A parsed command line.
    enum Request: Sendable {
        case run(Command, ParsedArguments)
        case help(Command?)
        case version
    }

    let commands: [Command]

    /// Parses the arguments, without the program's name. Global options may be anywhere; `--` ends
    /// the options.
    func parse(_ words: [String]) throws(CommandFailure) -> Request {
        var scanner = WordScanner(words: words[...])
        while let word = scanner.words.first, word.hasPrefix("-") {
            if word == "--version" { return .version }
            try scanner.takeOption(among: OptionDeclaration.global, of: nil)
        }
        if scanner.words.first == "help" {
            let name = scanner.words.dropFirst()
            return .help(name.isEmpty ? nil : try command(at: name).command)
        }
        guard !scanner.words.isEmpty else {
            if scanner.arguments.has("help") { return .help(nil) }
            throw .usage("no command was given", remedy: "posmirror --help lists them")
        }
        let (command, count) = try command(at: scanner.words)
        scanner.words = scanner.words.dropFirst(count)
        if command.readsItsOwnArguments {
            return ownArguments(of: command, scanner)
        }
        try scanner.takeAll(of: command)
        if scanner.arguments.has("help") { return .help(command) }
        try checkCount(scanner.arguments.positionals, of: command)
        return .run(command, scanner.arguments)
    }

    private func ownArguments(of command: Command, _ scanner: WordScanner) -> Request {
        var arguments = scanner.arguments
        arguments.rest = scanner.words.filter { $0 != "--json" }
        if arguments.rest.count < scanner.words.count { arguments.options["json"] = [""] }
        let asksForHelp = arguments.rest.contains { $0 == "--help" || $0 == "-h" }
        return asksForHelp || arguments.has("help") ? .help(command) : .run(command, arguments)
    }

    /// The command named by the first words, and their number.
    private func command(
        at words: ArraySlice<String>
    ) throws(CommandFailure) -> (command: Command, count: Int) {
        for count in [2, 1] where words.count >= count {
            let name = words.prefix(count).joined(separator: " ")
            if let found = commands.first(where: { $0.name == name }) { return (found, count) }
        }
        throw unknownCommand(words)
    }

    private func unknownCommand(_ words: ArraySlice<String>) -> CommandFailure {
        let first = words.first ?? ""
        let group = commands.map(\.name).filter { $0.hasPrefix(first + " ") }
        if !group.isEmpty {
            let wanted = words.prefix(2).joined(separator: " ")
            let guess = words.count > 1 ? Suggestion.nearest(to: wanted, among: group) : nil
            let remedy = guess.map { "did you mean \($0)?" } ?? "use \(list(group))"
            let message = words.count > 1 ? "unknown command \(wanted)" : "\(first) is incomplete"
            return .usage(message, remedy: remedy)
        }
        let names = commands.map(\.name) + ["help"]
        let heads = names.compactMap { $0.split(separator: " ").first.map(String.init) }
        let guess = Suggestion.remedy(for: first, among: heads)
        let remedy = guess.isEmpty ? "posmirror --help lists them" : guess
        return .usage("unknown command \(first)", remedy: remedy)
    }

    private func checkCount(
        _ positionals: [String], of command: Command
    ) throws(CommandFailure) {
        let expected = command.arguments
        if positionals.count < expected.count {
            throw .usage(
                "\(expected[positionals.count].name) is missing", remedy: "use: \(command.usage)")
        }
        if positionals.count > expected.count {
            throw .usage(
                "unexpected argument \(positionals[expected.count])",
                remedy: "use: \(command.usage)")
        }
        if let index = positionals.firstIndex(where: \.isEmpty) {
            throw .usage("\(expected[index].name) is empty", remedy: "use: \(command.usage)")
        }
    }

    private func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}

/// Consumes the words of a command line.
private struct WordScanner {
    var words: ArraySlice<String>
    var arguments = ParsedArguments()

    /// Consumes the remaining words as arguments and options of `command`.
    mutating func takeAll(of command: Command) throws(CommandFailure) {
        let options = command.options + OptionDeclaration.global
        while let word = words.first {
            if word == "--" {
                arguments.positionals += words.dropFirst()
                words = []
            } else if word.hasPrefix("-"), word != "-" {
                try takeOption(among: options, of: command)
            } else {
                arguments.positionals.append(word)
                words.removeFirst()
            }
        }
    }

    /// Consumes an option and its value.
    mutating func takeOption(
        among options: [OptionDeclaration], of command: Command?
    ) throws(CommandFailure) {
        let word = words.removeFirst()
        let written = word == "-h" ? "--help" : word
        let parts = written.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let option = options.first(where: { "--\($0.name)" == parts[0] }) else {
            throw unknownOption(String(parts[0]), among: options, of: command)
        }
        let attached = parts.count > 1 ? String(parts[1]) : nil
        if option.value == nil, attached != nil {
            throw .usage("--\(option.name) takes no value")
        }
        let value = option.value == nil ? "" : try self.value(of: option, attached)
        if !option.isRepeatable, arguments.has(option.name) {
            throw .usage("--\(option.name) is given twice")
        }
        arguments.options[option.name, default: []].append(value)
    }

    private mutating func value(
        of option: OptionDeclaration, _ attached: String?
    ) throws(CommandFailure) -> String {
        if let attached, !attached.isEmpty { return attached }
        if attached == nil, let next = words.first, !next.hasPrefix("--"), !next.isEmpty {
            words.removeFirst()
            return next
        }
        let example = "--\(option.name) \(option.value ?? "")"
        throw .usage("--\(option.name) needs a value", remedy: "write \(example)")
    }

    private func unknownOption(
        _ word: String, among options: [OptionDeclaration], of command: Command?
    ) -> CommandFailure {
        let names = options.map { "--\($0.name)" } + (command == nil ? ["--version"] : [])
        let guess = Suggestion.remedy(for: word, among: names)
        let help = "posmirror \(command.map { $0.name + " " } ?? "")--help shows the options"
        return .usage("unknown option \(word)", remedy: guess.isEmpty ? help : guess)
    }
}
