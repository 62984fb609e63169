import JSON
import LinuxSystem
import MirrorMessages
import StatusCodes
import StoreInspector

extension MirrorCommands {
    static let backup = Command(
        "backup",
        arguments: [.init("TO", "the backup's directory, on the daemon's machine")],
        options: [
            .flag("link", "a data directory of hard links instead; TO must not exist")
        ],
        summary: "Copy the store while it serves",
        details: """
            TO becomes a backup, for the daemon's user alone: copies of all files, each read again
            and compared, and a manifest of sizes and checksums. Where TO is such a backup already,
            files that it has are not copied again; the earlier state in it is whole until the new
            one is. posmirror restore makes a data directory of it. With --link TO is a data
            directory itself, and on the store's own file system its tables are hard links to the
            store's: no time, no space, and no help against a broken disk.
            """,
        examples: [
            "posmirror backup /backup/posmirror",
            "posmirror backup --link /var/lib/posmirror-before",
        ],
        run: { context in
            let directory = try absolute(context.arguments.positional(0))
            let isLink = context.arguments.has("link")
            let reply = try context.connect().backup(directory: directory, copy: !isLink)
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                show(reply, isLink: isLink, context.output)
            }
            return .ok
        })

    private static func show(_ reply: BackupReply, isLink: Bool, _ output: CommandOutput) {
        let size = NumberText.bytes(reply.bytes)
        let commit = isLink ? "" : ", at commit \(reply.commit)"
        output.line("\(size) in \(PlainText.escaped(reply.directory))\(commit)", .good)
        let copied = NumberText.counted(Int(reply.copiedFiles), "file")
        guard isLink else {
            let bytes = NumberText.bytes(reply.copiedBytes)
            return output.line(
                "\(copied) copied (\(bytes)), \(reply.keptFiles) were there; all are copies", .faint
            )
        }
        guard reply.linkedFiles > 0 else { return output.line("\(copied) copied", .faint) }
        output.line(
            "\(NumberText.counted(Int(reply.linkedFiles), "file")) hard-linked to the store's own,"
                + " \(reply.copiedFiles) copied: a broken disk breaks both", .faint)
    }

    static let restore = Command(
        "restore",
        arguments: [.init("FROM", "a backup's directory")],
        options: [
            .value("data", "DIR", "the data directory to be made; missing or empty"),
            .flag("check", "only read the backup and compare it with its manifest"),
        ],
        summary: "Make a data directory of a backup",
        details: """
            Reads all of the backup and compares sizes and checksums before anything is written,
            writes beside DIR, reads that again, and renames it. DIR is refused where it is not
            empty. Needs no daemon; run it as the daemon's user. Exits with 65 where a file of the
            backup is missing or is not what was written, and names it; then nothing is made.
            """,
        examples: [
            "posmirror restore /backup/posmirror --data /var/lib/posmirror",
            "posmirror restore /backup/posmirror --check",
        ],
        run: { context in
            let backup = StoreBackup(try absolute(context.arguments.positional(0)))
            let target = context.arguments.value("data")
            guard (target != nil) != context.arguments.has("check") else {
                throw CommandFailure.usage(
                    "restore needs --data DIR or --check", remedy: "see posmirror restore --help")
            }
            let progress = StoreProgress(context.output)
            let path = try target.map(absolute)
            let report = try context.onStore { () throws(Status) in
                defer { progress.clear() }
                guard let path else { return try backup.check { progress.show("reading \($0)") } }
                return try backup.restore(to: path) { progress.show("reading \($0)") }
            }
            show(report, path, context)
            return .ok
        })

    private static func show(
        _ report: StoreBackup.Report, _ path: String?, _ context: CommandContext
    ) {
        guard !context.wantsJSON else {
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("commit", Int64(clamping: report.commit))
                writer.member("files", Int64(report.files))
                writer.member("bytes", Int64(clamping: report.bytes))
                if let path { writer.member("directory", path) }
            }
            return context.output.json(writer.text)
        }
        let size = NumberText.bytes(Int64(clamping: report.bytes))
        let files = NumberText.counted(report.files, "file")
        guard let path else {
            return context.output.line(
                "\(files), \(size), at commit \(report.commit): all as written", .good)
        }
        context.output.line(
            "\(files), \(size), at commit \(report.commit) in \(PlainText.escaped(path))", .good)
    }
}
