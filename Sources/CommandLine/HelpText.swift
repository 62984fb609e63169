/// The texts of `--help`, derived from the declarations.
struct HelpText {
    let commands: [Command]
    let facts: TerminalCapabilities

    /// The help of the whole program.
    func program() -> String {
        var text = """
            posmirror talks to posmirrord, the mirror of a dispensary point of sale.

            \(heading("Usage"))
              posmirror [options] COMMAND [arguments]

            \(heading("Commands"))

            """
        text += rows(commands.map { ($0.usageInList, $0.summary) })
        text += "\n\(heading("Options"))\n"
        text += optionRows(OptionDeclaration.global + [.flag("version", "print the version")])
        text += "\n\(heading("Environment"))\n" + rows(Self.environment)
        text += "\n\(heading("Exit codes"))\n"
        text += rows(ExitCode.allCases.map { ("\($0.rawValue)", $0.summary) })
        return text + "\nposmirror COMMAND --help explains a command, with examples.\n"
    }

    /// The help of one command.
    func command(_ command: Command) -> String {
        var text = "\(command.summary)\n\n\(heading("Usage"))\n  \(command.usage)\n"
        if !command.details.isEmpty { text += "\n\(command.details)\n" }
        if !command.arguments.isEmpty {
            text += "\n\(heading("Arguments"))\n"
            text += rows(command.arguments.map { ($0.name, $0.summary) })
        }
        if !command.options.isEmpty {
            text += "\n\(heading("Options"))\n" + optionRows(command.options)
        }
        text += "\n\(heading("Options of every command"))\n"
        text += optionRows(OptionDeclaration.global)
        text += "\n\(heading("Examples"))\n"
        return text + command.examples.map { "  \($0)\n" }.joined()
    }

    private static let environment = [
        (
            "POSMIRROR_SOCKET",
            "the daemon's socket (default: posmirror/posmirror.sock in /run for root, else in"
                + " XDG_RUNTIME_DIR, else /tmp/posmirror-UID/posmirror.sock)"
        ),
        (
            "POSMIRROR_DATA",
            "the data directory (default: /var/lib/posmirror for root,"
                + " else ~/.local/share/posmirror)"
        ),
        (CallerCredentials.session, "a user's session token, sent with every call"),
        (CallerCredentials.cronSecret, "the daemon's cron secret, sent with every call"),
        ("TZ", "the time zone of times in tables (default: this machine's)"),
        ("NO_COLOR", "no colours, whatever the terminal can do"),
    ]

    private func heading(_ title: String) -> String { facts.paint(title, .strong) }

    private func optionRows(_ options: [OptionDeclaration]) -> String {
        rows(
            options.map { option in
                let name = option.value.map { "--\(option.name) \($0)" } ?? "--\(option.name)"
                let note = option.value != nil && option.isRepeatable ? " (repeatable)" : ""
                return (name, option.summary + note)
            })
    }

    /// A column of names with descriptions; a name that is too long gets its own line.
    private func rows(_ entries: [(String, String)]) -> String {
        let width = min(34, entries.map(\.0.count).max() ?? 0)
        return entries.map { name, summary in
            let isLong = name.count > width
            let indent = String(repeating: " ", count: isLong ? width : width - name.count)
            return isLong
                ? "  \(name)\n  \(indent)  \(summary)\n" : "  \(name)\(indent)  \(summary)\n"
        }.joined()
    }
}

extension Command {
    /// Name and arguments, for the list of commands.
    fileprivate var usageInList: String {
        ([name] + arguments.map(\.name)).joined(separator: " ")
    }
}
