import LinuxSystem
import MirrorMessages
import StatusCodes
import StoreInspector

extension MirrorCommands {
    private static let dataOption = OptionDeclaration.value(
        "data", "DIR", "a data directory that no daemon has open")
    private static let secretsOption = OptionDeclaration.flag(
        "secrets", "show people's addresses in paths")

    static let verify = Command(
        "verify",
        options: [dataOption, secretsOption],
        summary: "Read and compare everything that is stored",
        details: """
            Reads every key and value, decodes it, and compares what follows from what: index
            entries and rows with the documents, both ways, each document with the change log, the
            store's own marks with all of them. Never stops at a fault: the first 1,000 are listed
            by path, all are counted. Asks the daemon, which goes on serving; with --data reads a
            closed directory and writes nothing. A record of the change log that is missing shows
            only while a document's last change was in it. Exits with 0 where all is well, 1 where
            there are faults or something could not be compared, 65 where the files of a closed
            store are not whole.
            """,
        examples: [
            "posmirror verify", "posmirror verify --json | jq .findings",
            "posmirror verify --data /var/lib/posmirror",
        ],
        run: { context in
            let reply = try verification(context)
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                show(reply, context.output)
            }
            let count = max(Int(reply.findingsCount), reply.problems.count)
            guard count > 0 else { return .ok }
            let atLeast = reply.atLeast ? "at least " : ""
            throw CommandFailure(
                .failed, "the store has \(atLeast)\(NumberText.counted(count, "problem"))",
                remedy: "stop the daemon and see posmirror repair DIR, or restore a backup")
        })

    private static func verification(_ context: CommandContext) throws -> VerifyReply {
        let progress = StoreProgress(context.output)
        defer { progress.clear() }
        guard let directory = context.arguments.value("data") else {
            return try context.connect().verify { progress.show(line($0)) }
        }
        return try context.onStore("") { () throws(Status) in
            try ClosedStore(directory).verify(showsSecrets: context.arguments.has("secrets")) {
                progress.show(line($0))
            }
        }
    }

    private static func line(_ step: VerifyProgress) -> String {
        let percent = step.total > 0 ? Int(Double(step.done) / Double(step.total) * 100) : 0
        let what = step.naming ? "naming faults of \(step.family)" : "reading \(step.family)"
        return "\(what): \(NumberText.grouped(step.done)) keys (\(percent) %)"
    }

    private static func show(_ reply: VerifyReply, _ output: CommandOutput) {
        output.line(
            "\(NumberText.grouped(reply.documents)) documents,"
                + " \(NumberText.grouped(reply.columns)) column entries,"
                + " \(NumberText.grouped(reply.indexEntries)) index entries,"
                + " \(NumberText.grouped(reply.changes)) changes read"
                + (reply.commit > 0 ? ", at commit \(reply.commit)" : ""))
        for problem in reply.problems { output.line(PlainText.escaped(problem), .bad) }
        let unlisted = Int(reply.findingsCount) - reply.problems.count
        if unlisted > 0 { output.line("and \(NumberText.grouped(Int64(unlisted))) more", .bad) }
        if reply.problems.isEmpty, reply.findingsCount == 0 {
            output.line("no problems", .good)
        }
    }
}
