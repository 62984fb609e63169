import MirrorClient
import FirestoreModel
import LinuxSystem
import ProtobufWire

extension MirrorCommands {
    static let importDocuments = Command(
        "import", arguments: [.init("FILE", "of JSON lines, or - for standard input")],
        options: [.allowPosFields, database],
        summary: "Write the documents that export printed",
        details: """
            Each line is a document, as export prints it; a document of that name is replaced.
            Documents are committed by the hundreds. The first line that is refused ends the
            import: its number is in the message, and everything before it has been written, so
            an import may be repeated.
            """,
        examples: [
            "posmirror import everything.jsonl",
            "posmirror list brands --json | jq -c '.[]' | posmirror import - --database archive",
        ],
        run: { context in
            let name = context.arguments.positional(0)
            let file = try InputFile(name, expecting: "lines of JSON", context.output)
            var batches = ImportBatches(context, client: try context.connect())
            let start = SystemClock.monotonicNanoseconds()
            try batches.run(file)
            let taken = Double(SystemClock.monotonicNanoseconds() - start) / 1e6
            if context.wantsJSON {
                context.output.json("{\"imported\":\(batches.written)}")
            } else {
                let count = NumberText.counted(batches.written, "document")
                let time = NumberText.duration(milliseconds: taken)
                context.output.line("imported \(count) in \(time)", .good)
            }
            return .ok
        })
}

/// Writes a file's documents in batches.
struct ImportBatches {
    private let context: CommandContext
    private let client: MirrorClient
    private let progress: ProgressLine
    private var batch: [(line: Int, write: Write)] = []
    private var batchBytes = 0
    private(set) var written = 0

    init(_ context: CommandContext, client: MirrorClient) {
        self.context = context
        self.client = client
        progress = ProgressLine(context.output)
    }

    /// Writes all documents of `file`.
    mutating func run(_ file: InputFile) throws {
        defer { progress.clear() }
        var lines = LineReader(file, bytesMax: CommandLineLimits.dataBytesMax)
        var number = 0
        while let line = try lines.next() {
            number += 1
            guard line.contains(where: { ![0x20, 0x09, 0x0D].contains($0) }) else { continue }
            do throws(CommandFailure) {
                let (path, fields) = try DocumentLine.document(line)
                let document = Document(name: client.name(of: path), fields: fields)
                batch.append((number, Write(.update(document))))
            } catch {
                try commit(batch[...])
                throw failure(error, line: number)
            }
            batchBytes += line.count
            if batch.count >= CommandLineLimits.importDocumentsMax
                || batchBytes >= CommandLineLimits.importBytesMax
            {
                try flush()
            }
        }
        try flush()
    }

    private mutating func flush() throws {
        guard !batch.isEmpty else { return }
        try commit(batch[...])
        batch.removeAll(keepingCapacity: true)
        batchBytes = 0
        progress.show("imported \(NumberText.counted(written, "document"))")
    }

    /// Commits `part`; if it is refused, bisects it to find the faulty line.
    private mutating func commit(_ part: ArraySlice<(line: Int, write: Write)>) throws {
        guard let first = part.first else { return }
        do throws(MirrorClientError) {
            try client.commit(part.map(\.write))
            written += part.count
        } catch {
            guard Self.isRefusal(error) else { throw error }
            guard part.count > 1 else { throw failure(CommandFailure(error), line: first.line) }
            let middle = part.startIndex + part.count / 2
            try commit(part[..<middle])
            try commit(part[middle...])
        }
    }

    /// Whether the documents are at fault, not the connection or the daemon.
    private static func isRefusal(_ error: MirrorClientError) -> Bool {
        switch error.code {
        case .invalidArgument, .failedPrecondition, .resourceExhausted, .outOfRange: true
        default: false
        }
    }

    private func failure(_ cause: CommandFailure, line: Int) -> CommandFailure {
        let verb = written == 1 ? "was" : "were"
        let before = "\(NumberText.counted(written, "document")) before it \(verb) imported"
        let remedy = cause.remedy.isEmpty ? before : "\(cause.remedy); \(before)"
        return CommandFailure(cause.exitCode, "line \(line): \(cause.message)", remedy: remedy)
    }
}
