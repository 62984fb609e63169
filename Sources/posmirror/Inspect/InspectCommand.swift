import LinuxSystem
import CommandLine
import RocksStore
import StatusCodes
import StoreInspector

/// `posmirror inspect`: reads a data directory offline.
enum InspectCommand {
    /// The default number of entries to show.
    private static let limitDefault: Int64 = 50
    /// More than any store has.
    private static let limitMax: Int64 = 100_000_000

    static let command = Command(
        "inspect",
        options: [
            .value("data", "DIR", "the data directory (default: see Environment)"),
            .value("family", "FAMILY", "list documents, columns, indexes, changes or meta"),
            .value("prefix", "PATH", "only what lies at or below PATH; of columns ORG or ORG/ID"),
            .value("row", "ORG/ID", "explain a product's row beside its document"),
            .value("limit", "N", "entries to show (default 50)"),
            .flag("secrets", "show what locations and sessions hold"),
        ],
        summary: "Look into a data directory without a daemon",
        details: """
            Opens the directory read-only and writes nothing into it. Without --family or --row it
            reads every key and says what each family holds, what is damaged, and the marks of the
            store itself. A daemon may have the directory open: then what it had written when this
            was opened is seen. Damaged keys are shown in hexadecimal. Exits with 1 where something
            is damaged, 4 where there is no such directory or product.
            """,
        examples: [
            "posmirror inspect --data /var/lib/posmirror",
            "posmirror inspect --family documents --prefix tenants/acme/discounts",
            "posmirror inspect --family documents --prefix tenants/acme/discounts/alleaves_7"
                + " --json",
            "posmirror inspect --family changes --prefix tenants/acme --limit 5",
            "posmirror inspect --row acme/1018",
        ],
        run: { context in try run(context) })

    private static func run(_ context: CommandContext) throws(CommandFailure) -> ExitCode {
        let arguments = context.arguments
        let limit = try arguments.integer("limit", in: 1...limitMax) ?? limitDefault
        let family = arguments.value("family")
        guard family == nil || arguments.value("row") == nil else {
            throw .usage("--family and --row are two different looks", remedy: "give one of them")
        }
        guard family != nil || arguments.value("prefix") == nil else {
            throw .usage("--prefix is of a family", remedy: "add --family documents")
        }
        let directory = arguments.value("data") ?? DefaultPaths.current.dataDirectory
        do throws(Status) {
            let inspector = try StoreInspector(
                directory: directory, showsSecrets: arguments.has("secrets"))
            let report = InspectReport(inspector, context)
            if let holder = inspector.holder {
                context.output.note(
                    "process \(holder) has \(directory) open;"
                        + " this is what it had written when the directory was opened")
            }
            let code = try look(report, arguments, limit: Int(limit))
            // Last, so that it is not overlooked: a daemon would not open what was just shown.
            if let damage = inspector.damage { throw damage }
            return code
        } catch {
            throw failure(error)
        }
    }

    private static func look(
        _ report: InspectReport, _ arguments: ParsedArguments, limit: Int
    ) throws(Status) -> ExitCode {
        if let family = arguments.value("family") {
            return try report.entries(family, arguments.value("prefix") ?? "", limit)
        }
        guard let row = arguments.value("row") else { return try report.overview() }
        let parts = row.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw Status(.invalidArgument, "inspect", "--row \(row) is not ORG/ID")
        }
        return try report.row(parts[0], parts[1])
    }

    /// The report of a store's error.
    private static func failure(_ error: Status) -> CommandFailure {
        switch error.fault {
        case .notFound:
            CommandFailure(.notFound, error.cause, remedy: "name the data directory with --data")
        case .invalidArgument: .usage(error.cause)
        case .io:
            CommandFailure(
                .failed, error.message,
                remedy: "if a daemon is writing there, try again; it may have dropped a file")
        default: CommandFailure(.failed, error.message)
        }
    }
}
