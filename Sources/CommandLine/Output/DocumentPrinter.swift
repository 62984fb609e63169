import FirestoreModel

/// Prints documents as they arrive, in the REST form, without credentials: as one array with
/// --json, otherwise indented one by one.
struct DocumentPrinter {
    private let context: CommandContext
    private var array: JSONArrayWriter?
    private(set) var count = 0

    init(_ context: CommandContext) { self.context = context }

    /// Prints the next one of several documents.
    mutating func add(_ document: Document) {
        count += 1
        guard context.wantsJSON else { return printAlone(document) }
        // Opened with the first document, so that a refused call prints no incomplete JSON.
        var writer = array ?? JSONArrayWriter(context.output)
        writer.add(Self.text(document))
        array = writer
    }

    /// Closes the array; without documents and --json, prints that there are no `what`.
    func finish(_ what: String) {
        if context.wantsJSON {
            (array ?? JSONArrayWriter(context.output)).finish()
        } else if count == 0 {
            context.output.note("no documents in \(what)")
        }
    }

    /// Prints a single document.
    func printAlone(_ document: Document) {
        let json = Self.text(document)
        context.output.json(context.wantsJSON ? json : PrettyJSON.text(json))
    }

    /// A document on one line.
    static func text(_ document: Document) -> String {
        String(decoding: Redaction.redacted(document).json, as: UTF8.self)
    }
}
