import FeedMapping
import FirestoreModel
import JSON
import MirrorMessages

extension MirrorCommands {
    static let feedCheck = Command(
        "feed check", arguments: [.init("FILE", "a feed as it was exported, plain or gzip")],
        options: [
            .value("mapping", "MAP", "the mapping, or a posConfig that has it; a JSON file"),
            .value("format", "FORMAT", "csv, tsv, json or jsonl (default: by FILE's name)"),
            .value("delimiter", "CHAR", "between the fields of a CSV row (default: a comma)"),
            .value("rows", "N", "read the first so many records alone"),
        ],
        summary: "Say what a mapping makes of a feed, without a daemon",
        details: """
            Reads products and says how many there are, their categories and prices, and what could
            not be mapped, by field and with rows as examples. Protocol/feed.md has the language of
            mappings. Exits 0 where the feed is whole, and 65 where it cannot be used or is not all.
            """,
        examples: [
            "posmirror feed check menu.csv --mapping menu-mapping.json",
            "posmirror feed check menu.json.gz --mapping pos.json --rows 100 --json | jq .findings",
        ],
        run: { context in try FeedCheck(context).run() })
}

/// An execution of `feed check`.
struct FeedCheck {
    private let context: CommandContext
    private let path: String
    private let format: FeedFormat
    private let mapping: FeedMapping
    private let rowsMax: Int

    /// Validates the command line and reads the mapping.
    init(_ context: CommandContext) throws(CommandFailure) {
        self.context = context
        let arguments = context.arguments
        path = arguments.positional(0)
        rowsMax = Int(try arguments.integer("rows", in: 1...Int64(FeedLimits.recordsMax)) ?? .max)
        let config = try FeedMappingFile(try arguments.required("mapping"), context.output)
        mapping = config.mapping
        format = try Self.format(path, arguments, config)
    }

    private static func format(
        _ path: String, _ arguments: ParsedArguments, _ config: FeedMappingFile
    ) throws(CommandFailure) -> FeedFormat {
        let named = try arguments.choice(
            "format",
            of: [
                "csv": "csv", "tsv": "tsv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl",
            ]
        ).flatMap { FeedFormat(named: $0) }
        guard var format = named ?? FeedFormat(ofPath: path) ?? config.format else {
            throw .usage(
                "the name \(path) does not say how the feed is written",
                remedy: "give --format csv, tsv, json or jsonl")
        }
        if format.kind == .csv, let sign = config.delimiter { format.delimiter = sign }
        if let text = arguments.value("delimiter") {
            guard let delimiter = FeedFormat.delimiter(text) else {
                throw .usage("--delimiter is one sign, such as ; or tab")
            }
            format.delimiter = delimiter
        }
        return format
    }

    func run() throws(CommandFailure) -> ExitCode {
        let file = try InputFile(path, expecting: "a feed", context.output)
        var bytes = try file.readAll(bytesMax: FeedLimits.bodyBytesMax)
        if Gzip.isGzip(bytes) {
            do throws(FeedFault) {
                bytes = try Gzip.unpacked(bytes)
            } catch {
                throw CommandFailure(.data, "\(path): \(error)")
            }
        }
        let summary = FeedSummary.reading(bytes, format, mapping, rowsMax: rowsMax)
        let text = FeedSummaryText(summary)
        if context.wantsJSON {
            context.output.json(text.json())
        } else {
            text.print(to: context.output)
        }
        return summary.refusal == nil && summary.report.isWhole ? .ok : .data
    }
}

/// A file with a mapping of products: bare, or within a posConfig.
struct FeedMappingFile {
    let mapping: FeedMapping
    /// The format given by the posConfig.
    private(set) var format: FeedFormat?
    /// Between the fields of a CSV row, as the posConfig says.
    private(set) var delimiter: UInt8?

    init(_ path: String, _ output: CommandOutput) throws(CommandFailure) {
        let text = try InputFile(path, expecting: "a mapping as JSON", output)
            .readAll(bytesMax: FeedLimits.mappingBytesMax)
        let json: JSONValue
        do throws(JSONFault) {
            json = try JSONParser.parse(text)
        } catch {
            throw .usage("\(path): \(error)")
        }
        let products = json["products"]
        mapping = try Self.mapping(products?["mapping"] ?? json, path)
        if case .string(let name)? = products?["format"] { format = FeedFormat(named: name) }
        if case .string(let sign)? = products?["delimiter"] {
            delimiter = FeedFormat.delimiter(sign)
        }
    }

    private static func mapping(
        _ json: JSONValue, _ path: String
    ) throws(CommandFailure) -> FeedMapping {
        do throws(FeedMappingError) {
            return try FeedMapping(json, .products)
        } catch {
            throw .usage("\(path): \(error)", remedy: "Protocol/feed.md has the language")
        }
    }
}
