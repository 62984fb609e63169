import FirestoreModel

/// Prints documents that arrive one after another, in the REST form and without credentials: one
/// array with --json, else indented one by one.
struct DocumentPrinter {
    private let context: CommandContext
    private var array: JSONArrayWriter?
    private(set) var count = 0

    init(_ context: CommandContext) { self.context = context }

    /// Prints the next document of several.
    mutating func add(_ document: Document) {
        count += 1
        guard context.wantsJSON else { return printAlone(document) }
        // Begun with the first one, so that a refused call prints no half value.
        var writer = array ?? JSONArrayWriter(context.output)
        writer.add(Self.text(document))
        array = writer
    }

    /// Ends the array; without documents and without --json says so for `what`.
    func finish(_ what: String) {
        if context.wantsJSON {
            (array ?? JSONArrayWriter(context.output)).finish()
        } else if count == 0 {
            context.output.note("no documents in \(what)")
        }
    }

    /// Prints the only document.
    func printAlone(_ document: Document) {
        let json = Self.text(document)
        context.output.json(context.wantsJSON ? json : PrettyJSON.text(json))
    }

    /// A document as one line.
    static func text(_ document: Document) -> String {
        String(decoding: Redaction.redacted(document).json, as: UTF8.self)
    }
}
