import JSON
import LinuxSystem
import StatusCodes
import StoreInspector

extension MirrorCommands {
    private static let maximum = Int64.max

    static let recover = Command(
        "recover",
        options: [
            .value(
                "data", "DIR",
                "the data directory, which no daemon has open (default: see Environment)"),
            .value("to", "COMMIT", "take the store to this commit"),
            .flag("current", "make the file CURRENT anew, which is missing or damaged"),
        ],
        summary: "Take a store whose logs are damaged to an earlier commit",
        details: """
            Without --to it shows the commits that the store can be opened at and how many
            acknowledged ones are lost by each, and changes nothing. With --to it takes the store
            there; the logs as they were stay in DIR/aside-N. What is in the store then is exactly
            what was committed up to that commit. With --current it makes the file CURRENT, which
            names the newest manifest of the engine's by which all that was acknowledged is there;
            where none is, it changes nothing. Exits with 1 where DIR needs it and --to was not
            given, 2 for a commit that cannot be taken.
            """,
        examples: [
            "posmirror recover --data /var/lib/posmirror",
            "posmirror recover --data /var/lib/posmirror --to 1018",
        ],
        run: { context in
            let directory =
                context.arguments.value("data") ?? DefaultPaths.current.dataDirectory
            let commit = try context.arguments.integer("to", in: 0...maximum)
            if context.arguments.has("current") {
                guard commit == nil else {
                    throw CommandFailure.usage(
                        "--current and --to are two steps", remedy: "use --current first")
                }
                return try makeCurrent(directory, context)
            }
            let recoverer = try context.onStore { () throws(Status) in
                try StoreRecoverer(directory)
            }
            guard let commit else {
                show(recoverer, context)
                return recoverer.damage == nil && recoverer.tables == nil ? .ok : .failed
            }
            let aside = try context.onStore { () throws(Status) in
                try recoverer.recover(to: UInt64(commit))
            }
            showDone(recoverer, UInt64(commit), aside, context)
            return .ok
        })

    private static func makeCurrent(
        _ directory: String, _ context: CommandContext
    ) throws -> ExitCode {
        let name = try context.onStore { () throws(Status) in
            try StoreRecoverer.makeCurrent(directory)
        }
        guard !context.wantsJSON else {
            var writer = JSONWriter()
            writer.object { $0.member("current", name) }
            context.output.json(writer.text)
            return .ok
        }
        context.output.line(
            "CURRENT names \(name), by which all that was acknowledged is there", .good)
        return .ok
    }

    private static func loss(_ recoverer: StoreRecoverer, _ commit: UInt64) -> String {
        switch recoverer.lost(at: commit) {
        case nil: "loses what was acknowledged after it, if anything"
        case 0?: "loses no acknowledged commit"
        case let lost?: "loses \(NumberText.counted(Int(clamping: lost), "acknowledged commit"))"
        }
    }

    private static func show(_ recoverer: StoreRecoverer, _ context: CommandContext) {
        let (oldest, newest) = (recoverer.commits.lowerBound, recoverer.commits.upperBound)
        guard !context.wantsJSON else { return context.output.json(json(recoverer)) }
        if let tables = recoverer.tables {
            context.output.line(PlainText.escaped(tables.message), .bad)
            context.output.line("no commit is without these tables")
            guard recoverer.damage != nil else { return }
        }
        if let damage = recoverer.damage {
            context.output.line(PlainText.escaped(damage.message), .bad)
        } else {
            context.output.line("the store opens as it is; nothing has to be recovered", .good)
        }
        context.output.line("commit \(newest) \(loss(recoverer, newest))")
        guard oldest < newest else { return }
        context.output.line("commit \(oldest) \(loss(recoverer, oldest)); any between can be taken")
    }

    private static func showDone(
        _ recoverer: StoreRecoverer, _ commit: UInt64, _ aside: String, _ context: CommandContext
    ) {
        guard !context.wantsJSON else {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("commit", Int64(clamping: commit))
                if let lost = recoverer.lost(at: commit) {
                    writer.member("lost", Int64(clamping: lost))
                }
                writer.member("aside", "\(recoverer.directory)/\(aside)")
            }
            return context.output.json(writer.text)
        }
        context.output.line(
            "the store is at commit \(commit): it \(loss(recoverer, commit))", .good)
        let kept = PlainText.escaped("\(recoverer.directory)/\(aside)")
        context.output.line("the logs as they were: \(kept)")
    }

    private static func json(_ recoverer: StoreRecoverer) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("oldest", Int64(clamping: recoverer.commits.lowerBound))
            writer.member("newest", Int64(clamping: recoverer.commits.upperBound))
            if let acknowledged = recoverer.acknowledged {
                writer.member("acknowledged", Int64(clamping: acknowledged))
            }
            if let damage = recoverer.damage { writer.member("damage", damage.message) }
            if let tables = recoverer.tables { writer.member("tables", tables.message) }
        }
        return writer.text
    }
}
