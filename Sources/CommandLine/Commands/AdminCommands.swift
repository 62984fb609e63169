import LinuxSystem
import MirrorMessages

extension MirrorCommands {
    static let info = Command(
        "info", summary: "Show version, size and limits of the daemon",
        examples: ["posmirror info", "posmirror info --json | jq .resident_bytes"],
        run: { context in
            let reply = try context.connect().info()
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                context.output.table(infoTable(reply))
                var limits = TextTable([.left("LIMIT"), .right("VALUE"), .left("UNIT")])
                for limit in reply.limits {
                    let value = NumberText.grouped(limit.value)
                    limits.add(.init(limit.name), .init(value), .init(limit.unit))
                }
                context.output.line()
                context.output.table(limits)
            }
            return .ok
        })

    private static func infoTable(_ reply: GetInfoReply) -> TextTable {
        var table = TextTable([.left(""), .left("")])
        let rows = [
            ("version", reply.version), ("process", String(reply.pid)),
            ("started", InstantText.text(reply.startedAt)),
            ("up", NumberText.duration(milliseconds: Double(reply.uptimeMs))),
            ("data directory", reply.dataDirectory), ("sync level", reply.syncLevel),
            ("tenants", NumberText.grouped(reply.tenants)),
            ("products", NumberText.grouped(reply.products)),
            ("memory", NumberText.bytes(reply.residentBytes)),
        ]
        for (name, text) in rows { table.add(.init(name, .faint), .init(text)) }
        return table
    }

    static let metrics = Command(
        "metrics", summary: "Print the daemon's counters in Prometheus' text format",
        examples: ["posmirror metrics | grep posmirror_menu"],
        run: { context in
            let reply = try context.connect().metrics()
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                context.output.standard.write(reply.text)
            }
            return .ok
        })

    static let backup = Command(
        "backup",
        arguments: [.init("DIR", "a directory to be made, on the daemon's machine")],
        summary: "Copy the store while it serves",
        details: """
            The copy is a data directory: posmirrord --data DIR serves from it. On the file system
            of the store its tables are hard links to the store's own, which takes no time and no
            space and helps against mistakes, not against a broken disk; on another one all is
            copied. DIR must not exist, its parent must, and only the daemon's user can read it.
            """,
        examples: ["posmirror backup /backup/posmirror-$(date +%F)"],
        run: { context in
            let directory = try absolute(context.arguments.positional(0))
            let reply = try context.connect().backup(directory: directory)
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                let size = NumberText.bytes(reply.bytes)
                context.output.line("\(size) in \(PlainText.escaped(reply.directory))", .good)
                let (linked, copied) = (Int(reply.linkedFiles), Int(reply.copiedFiles))
                guard linked > 0 else {
                    context.output.line("\(NumberText.counted(copied, "file")) copied", .faint)
                    return .ok
                }
                context.output.line(
                    "\(NumberText.counted(linked, "file")) hard-linked to the store's own,"
                        + " \(copied) copied: for a copy on another disk name a DIR there", .faint)
            }
            return .ok
        })

    /// Makes a path absolute, because the daemon has another working directory.
    static func absolute(_ path: String) throws(CommandFailure) -> String {
        if path.hasPrefix("/") { return path }
        guard let current = WorkingDirectory.current else {
            throw .usage("DIR is relative and the working directory is gone", remedy: "write /…")
        }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return current == "/" ? "/" + relative : "\(current)/\(relative)"
    }

    static let verify = Command(
        "verify", summary: "Read and decode everything that is stored",
        details: "Exits with 1 where something is wrong.",
        examples: ["posmirror verify"],
        run: { context in
            let reply = try context.connect().verify()
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                context.output.line(
                    "\(NumberText.grouped(reply.documents)) documents,"
                        + " \(NumberText.grouped(reply.columns)) column entries,"
                        + " \(NumberText.grouped(reply.indexEntries)) index entries,"
                        + " \(NumberText.grouped(reply.changes)) changes read")
                for problem in reply.problems {
                    context.output.line(PlainText.escaped(problem), .bad)
                }
                if reply.problems.isEmpty { context.output.line("no problems", .good) }
            }
            guard !reply.problems.isEmpty else { return .ok }
            throw CommandFailure(
                .failed, "the store has \(reply.problems.count) problems",
                remedy: "restore a backup, or move the data away and sync anew")
        })

    static let compact = Command(
        "compact", summary: "Compact the store on disk",
        examples: ["posmirror compact"],
        run: { context in
            let reply = try context.connect().compact()
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                context.output.line(
                    "\(NumberText.bytes(reply.bytesBefore)) before,"
                        + " \(NumberText.bytes(reply.bytesAfter)) after")
            }
            return .ok
        })
}
