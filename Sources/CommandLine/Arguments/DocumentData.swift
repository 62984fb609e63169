import FirestoreModel
import JSON
import MirrorTree

/// The fields in `--data`, in one of two forms.
///
/// A document in Firestore's REST form, as printed by `get`: an object with the member `fields` and
/// possibly `name`, `createTime` and `updateTime`; only its fields count. Or plain JSON, where
/// whole numbers are integers and others doubles; values without a JSON equivalent are written in
/// the REST form: `{"at": {"timestampValue": "…"}}`.
struct DocumentData: Equatable {
    let fields: Fields
    /// Whether fields are given by name; in plain JSON, names may be field paths.
    let isDocument: Bool

    /// Parses `--data JSON`, or standard input for `--data -`.
    init(_ context: CommandContext) throws(CommandFailure) {
        let text = try context.arguments.required("data")
        guard text == "-" else {
            try self.init(json: Array(text.utf8))
            return
        }
        let file = try InputFile("-", expecting: "the JSON of the document", context.output)
        try self.init(json: try file.readAll(bytesMax: CommandLineLimits.dataBytesMax))
    }

    /// Parses the text of a JSON object.
    init(json text: [UInt8]) throws(CommandFailure) {
        do throws(DocumentJSONError) {
            try self.init(try JSONValue(document: text))
        } catch {
            throw .usage("--data: \(error.message)", remedy: Self.example)
        }
        if let field = TreeSecrets.mark(in: fields) {
            throw .usage(
                "--data: \(field) is \(TreeSecrets.mark)",
                remedy: "that would overwrite the credential; use posmirror location put")
        }
    }

    private init(_ json: JSONValue) throws(DocumentJSONError) {
        guard case .object(let members) = json else {
            throw .unexpected("the data must be an object")
        }
        isDocument = Self.isDocument(members.map(\.key))
        fields =
            isDocument
            ? try Fields(json: json["fields"] ?? .null) : try Fields(plain: members)
    }

    private static func isDocument(_ names: [String]) -> Bool {
        names.contains("fields")
            && names.allSatisfy { ["name", "fields", "createTime", "updateTime"].contains($0) }
    }

    private static let example = #"write an object, as in '{"brand": "Acme", "rank": 3}'"#
}

extension Fields {
    /// Converts members of plain JSON.
    fileprivate init(plain members: [JSONValue.Member]) throws(DocumentJSONError) {
        var pairs: [(String, Value)] = []
        pairs.reserveCapacity(members.count)
        for member in members {
            pairs.append((member.key, try Value(plain: member.value)))
        }
        self.init(pairs)
    }
}

extension Value {
    /// Converts plain JSON. An object with a single member that is named like a type of value in
    /// the REST form is such a value.
    init(plain json: JSONValue) throws(DocumentJSONError) {
        switch json {
        case .null: self = .null
        case .bool(let truth): self = .boolean(truth)
        case .string(let text): self = .string(text)
        case .number(let text): self = try Self.number(text)
        case .array(let elements):
            var values: [Value] = []
            values.reserveCapacity(elements.count)
            for element in elements { values.append(try Value(plain: element)) }
            self = .array(values)
        case .object(let members):
            if members.count == 1, Self.kinds.contains(members[0].key) {
                self = try Value(json: json)
            } else {
                self = .map(try Fields(plain: members))
            }
        }
    }

    /// The members that denote a value in the REST form.
    private static let kinds: Set<String> = [
        "nullValue", "booleanValue", "integerValue", "doubleValue", "timestampValue",
        "stringValue", "bytesValue", "referenceValue", "geoPointValue", "arrayValue", "mapValue",
    ]

    private static func number(_ text: String) throws(DocumentJSONError) -> Value {
        if let whole = Int64(text) { return .integer(whole) }
        guard text.contains(where: { ".eE".contains($0) }) else {
            throw .unexpected("a whole number does not fit 64 bits")
        }
        guard let number = Double(text), number.isFinite else {
            throw .unexpected("a number is out of range")
        }
        return .double(number)
    }
}
