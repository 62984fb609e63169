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
                context.output.line()
                context.output.table(memoryTable(reply))
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
            ("memory", memoryText(reply)),
        ]
        for (name, text) in rows { table.add(.init(name, .faint), .init(text)) }
        return table
    }

    /// The private memory, of what it may be, and what the menus would need.
    private static func memoryText(_ reply: GetInfoReply) -> String {
        guard reply.memoryLimitBytes > 0 else { return NumberText.bytes(reply.residentBytes) }
        let text =
            "\(NumberText.bytes(reply.privateBytes)) of "
            + NumberText.bytes(reply.memoryLimitBytes)
        guard reply.memoryWantedBytes > 0 else { return text }
        return "\(text); the menus need --memory \(reply.memoryWantedBytes >> 20)"
    }

    private static func memoryTable(_ reply: GetInfoReply) -> TextTable {
        var table = TextTable([
            .left("MEMORY"), .right("USED"), .right("PEAK"), .right("LIMIT"), .right("REFUSED"),
        ])
        for share in reply.memory {
            let limit = share.limitBytes > 0 ? NumberText.bytes(share.limitBytes) : ""
            table.add(
                .init(share.name), .init(NumberText.bytes(share.usedBytes)),
                .init(NumberText.bytes(share.peakBytes)), .init(limit),
                .init(NumberText.grouped(share.refused)))
        }
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

    /// Makes a path absolute, because the daemon has another working directory.
    static func absolute(_ path: String) throws(CommandFailure) -> String {
        if path.hasPrefix("/") { return path }
        guard let current = WorkingDirectory.current else {
            throw .usage("DIR is relative and the working directory is gone", remedy: "write /…")
        }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return current == "/" ? "/" + relative : "\(current)/\(relative)"
    }

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
