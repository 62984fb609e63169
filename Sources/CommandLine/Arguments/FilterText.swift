import FirestoreModel
import JSON
import StatusCodes

/// Parses the `--where` of a query: `FIELD OPERATOR VALUE` or `FIELD is [not] null|nan`.
///
/// The value is JSON, plain or in the REST form; an unquoted word is a string.
struct FilterText {
    private let text: String
    private var rest: Substring

    private init(_ text: String) {
        self.text = text
        rest = text[...]
    }

    /// Parses `text`. `reference` maps a value compared with `__name__` to the full name of a
    /// document.
    static func filter(
        _ text: String, reference: (String) throws(CommandFailure) -> String
    ) throws(CommandFailure) -> QueryFilter {
        var reader = FilterText(text)
        return try reader.filter(reference)
    }

    private mutating func filter(
        _ reference: (String) throws(CommandFailure) -> String
    ) throws(CommandFailure) -> QueryFilter {
        let field = try field()
        skipBlanks()
        let word = operatorWord()
        skipBlanks()
        if word == "is" { return try test(of: field) }
        guard let found = Self.operators.first(where: { $0.key == word })?.value else {
            throw failure("\(word.isEmpty ? "no operator" : "unknown operator \(word)")")
        }
        let json = try value()
        guard field != FieldPath.documentName.description else {
            return .where(field, found, try names(json, reference))
        }
        let operand = try operand(json)
        return Self.unary(found, operand).map { .where(field, $0) }
            ?? .where(field, found, operand)
    }

    private static let operators: KeyValuePairs<String, FieldOperator> = [
        "==": .equal, "=": .equal, "!=": .notEqual, "<": .lessThan, "<=": .lessThanOrEqual,
        ">": .greaterThan, ">=": .greaterThanOrEqual, "in": .in, "not-in": .notIn,
        "array-contains": .arrayContains, "array-contains-any": .arrayContainsAny,
    ]

    private static let usage =
        "write FIELD OPERATOR VALUE, as in 'price >= 10'; the operators are "
        + operators.map(\.key).filter { $0 != "=" }.joined(separator: " ")
        + ", is null, is nan, is not null and is not nan"

    private func failure(_ message: String) -> CommandFailure {
        .usage("--where '\(text)': \(message)", remedy: Self.usage)
    }

    private mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }

    /// The text up to a blank or operator outside of backticks.
    private mutating func field() throws(CommandFailure) -> String {
        skipBlanks()
        var (isQuoted, isEscaped) = (false, false)
        let found = rest.prefix { character in
            defer { isEscaped = isQuoted && character == "\\" && !isEscaped }
            if character == "`", !isEscaped { isQuoted.toggle() }
            return isQuoted || !" \t=!<>".contains(character)
        }
        rest = rest[found.endIndex...]
        do throws(Status) {
            return try FieldPath(String(found)).description
        } catch {
            throw failure(error.message)
        }
    }

    private mutating func operatorWord() -> String {
        let symbols = rest.prefix { "=!<>".contains($0) }
        let found = symbols.isEmpty ? rest.prefix { $0 != " " && $0 != "\t" } : symbols
        rest = rest[found.endIndex...]
        return String(found)
    }

    private func test(of field: String) throws(CommandFailure) -> QueryFilter {
        let words = rest.lowercased().split(whereSeparator: { $0 == " " || $0 == "\t" })
        switch words {
        case ["null"]: return .where(field, .isNull)
        case ["nan"]: return .where(field, .isNaN)
        case ["not", "null"]: return .where(field, .isNotNull)
        case ["not", "nan"]: return .where(field, .isNotNaN)
        default: throw failure("what is it?")
        }
    }

    /// The remaining text as JSON; as a string if it cannot be meant as JSON.
    private func value() throws(CommandFailure) -> JSONValue {
        var word = rest
        while word.last == " " || word.last == "\t" { word.removeLast() }
        guard let first = word.first else { throw failure("no value") }
        do throws(JSONFault) {
            return try JSONParser.parse(Array(word.utf8))
        } catch {
            if "{[\"".contains(first) { throw failure(error.description) }
            let isNaN = word.lowercased() == "nan"
            return isNaN ? .fields(["doubleValue": .string("NaN")]) : .string(String(word))
        }
    }

    /// Equality with null and NaN as a unary filter, the form that Google's clients send.
    private static func unary(_ found: FieldOperator, _ operand: Value) -> UnaryOperator? {
        switch (found, operand) {
        case (.equal, .null): .isNull
        case (.notEqual, .null): .isNotNull
        case (.equal, .double(let number)) where number.isNaN: .isNaN
        case (.notEqual, .double(let number)) where number.isNaN: .isNotNaN
        default: nil
        }
    }

    private func operand(_ json: JSONValue) throws(CommandFailure) -> Value {
        do throws(DocumentJSONError) {
            return try Value(plain: json)
        } catch {
            throw failure(error.message)
        }
    }

    /// Maps ids and paths compared with `__name__` to names.
    private func names(
        _ json: JSONValue, _ reference: (String) throws(CommandFailure) -> String
    ) throws(CommandFailure) -> Value {
        switch json {
        case .string(let name): return .reference(try reference(name))
        case .number(let digits): return .reference(try reference(digits))
        case .array(let elements):
            var values: [Value] = []
            for element in elements { values.append(try names(element, reference)) }
            return .array(values)
        case .object: return try operand(json)
        case .null, .bool: throw failure("__name__ is compared with ids or paths")
        }
    }
}
