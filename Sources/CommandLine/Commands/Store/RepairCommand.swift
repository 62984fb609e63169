import JSON
import StatusCodes
import StoreInspector

extension MirrorCommands {
    static let repair = Command(
        "repair",
        arguments: [.init("DIR", "a data directory that no daemon has open")],
        options: [
            .flag("apply", "do it; without, only say what would be done"),
            .value("to", "NEW", "leave DIR as it is and make the repaired store here"),
            .flag("secrets", "show people's addresses in paths"),
        ],
        summary: "Mend a damaged data directory, and say what is lost",
        details: """
            Takes every document that can be read, around what cannot: where a part of a table is
            damaged, the documents of it one by one that another table or the log still has, by the
            names that index entries, rows and the change log give. Everything that follows from
            documents is derived anew. Lists what is lost by path. Without --apply it writes
            nothing. With it, it makes a new store beside DIR (as much room as DIR takes), verifies
            that, and exchanges the two: the damaged one stays whole as DIR.damaged-N. With --to the
            new store is made in NEW, missing or empty, and DIR stays where it is; where DIR is a
            mount point nothing else can be done. Tables that are missing are as damaged ones. Where
            anything was lost, all who follow changes read everything again, and the next sync
            writes what the POS has. Run it as the daemon's user. Damaged logs are no matter of
            this: see posmirror recover.
            Exits with 0 where nothing is to be mended, or all was; 1 where something is to be
            mended and --apply was not given; 65 where documents are lost, or would be.
            """,
        examples: [
            "posmirror repair /var/lib/posmirror",
            "posmirror repair /var/lib/posmirror --apply --json",
            "posmirror repair /var/lib/posmirror --to /mnt/repaired --apply",
        ],
        run: { context in
            let isApplied = context.arguments.has("apply")
            let directory = try absolute(context.arguments.positional(0))
            let target = try context.arguments.value("to").map(absolute)
            let (report, obstacle) = try context.onStore { () throws(Status) in
                let repair = StoreRepair(
                    try ClosedStore(directory), into: target,
                    showsSecrets: context.arguments.has("secrets")
                ) { context.output.note($0) }
                let report = isApplied ? try repair.apply() : try repair.plan()
                return (report, isApplied ? nil : try repair.obstacle())
            }
            if context.wantsJSON {
                context.output.json(json(report))
            } else {
                show(report, directory, target, obstacle, context.output)
            }
            if report.lostCount > 0 { return .data }
            return report.isClean || isApplied ? .ok : .failed
        })

    private static func show(
        _ report: StoreRepair.Report, _ directory: String, _ target: String?,
        _ obstacle: Status?, _ output: CommandOutput
    ) {
        let isApplied = report.kept != nil
        guard !report.isClean else { return output.line("nothing is to be repaired", .good) }
        output.line("\(NumberText.grouped(Int64(report.faultCount))) faults", .bad)
        for fault in report.faults { output.line("  " + PlainText.escaped(fault)) }
        let keeps = isApplied ? "are kept" : "would be kept"
        output.line("\(NumberText.grouped(Int64(report.documents))) documents \(keeps)")
        if report.lostCount > 0 {
            output.line("\(NumberText.grouped(Int64(report.lostCount))) are not whole:", .bad)
            for lost in report.lost { output.line("  " + PlainText.escaped(lost), .bad) }
        }
        output.line("indexes, rows and marks \(isApplied ? "were" : "would be") made anew")
        if let kept = report.kept, let repaired = report.repaired {
            let (new, old) = (PlainText.escaped(repaired), PlainText.escaped(kept))
            output.line("repaired in \(new); the damaged store is \(old)", .good)
        } else if let obstacle {
            output.line("nothing was changed; \(PlainText.escaped(obstacle.message)) --apply")
        } else {
            let place = target.map { " --to \($0)" } ?? ""
            output.line(
                "nothing was changed; to do it: posmirror repair"
                    + " \(PlainText.escaped(directory + place)) --apply")
        }
    }

    private static func json(_ report: StoreRepair.Report) -> String {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("documents", Int64(report.documents))
            writer.member("faults_count", Int64(report.faultCount))
            writer.member("lost_count", Int64(report.lostCount))
            if let commit = report.commit { writer.member("commit", Int64(clamping: commit)) }
            if let kept = report.kept { writer.member("kept", kept) }
            if let repaired = report.repaired { writer.member("repaired", repaired) }
            writer.member("faults", JSONValue.array(report.faults.map { .string($0) }))
            writer.member("lost", JSONValue.array(report.lost.map { .string($0) }))
        }
        return writer.text
    }
}
