/// Reads the fields of one discount rule. What a rule's effect depends on is noted in
/// ``unreadableFields`` where it cannot be read.
struct DiscountReader {
    private let rule: JSONValue
    private let conditions: JSONValue?
    var record: RecordReader
    private(set) var unreadableFields: Set<String> = []

    init(_ rule: JSONValue) {
        self.rule = rule
        conditions = rule["conditions"]
        record = RecordReader(rule, listing: "discounts")
        if let conditions, conditions.members == nil { unreadableFields.insert("conditions") }
    }

    /// The rule's id, a number or a text.
    mutating func identifier() -> String? {
        let keys = ["id_discount", "id"]
        guard let id = record.read(keys, { $0.idTextReading }) else {
            // A rule without any id is unreadable as a whole.
            if record.unreadable.isEmpty { record.note("id_discount") }
            return nil
        }
        record.id = id
        if unreadableFields.contains("conditions") { record.note("conditions") }
        return id
    }

    /// A value of the rule itself, or of what it is for.
    mutating func value<Value>(
        _ key: String, _ reading: (JSONValue) -> FieldReading<Value>
    ) -> Value? {
        // An empty list or text says nothing against what the conditions say.
        let own = rule[key].flatMap { $0.isBlank && conditions?[key] != nil ? nil : $0 }
        guard let value = own ?? conditions?[key] else { return nil }
        switch reading(value) {
        case .absent: return nil
        case .read(let value): return value
        case .unreadable:
            unreadableFields.insert(key)
            record.note(key)
            return nil
        }
    }

    mutating func text(_ key: String) -> String? { value(key) { $0.textReading } }

    /// The text of a number. One that is none is kept as written, so that all can see why the
    /// rule is not applied.
    mutating func number(_ key: String) -> String? {
        let text = text(key)
        if let text, DecimalNumber(text: text) == nil { record.note(key) }
        return text
    }

    /// The texts of a list; a single text counts as a list of one.
    mutating func texts(_ key: String) -> [String] {
        value(key) { value -> FieldReading<[String]> in
            guard value.members == nil else { return .unreadable }
            var texts: [String] = []
            for element in value.array ?? [value] {
                switch element.idTextReading {
                case .absent: continue
                case .read(let text): texts.append(text)
                case .unreadable: return .unreadable
                }
            }
            return .read(texts)
        } ?? []
    }

    mutating func storeWide() -> Bool? {
        for key in ["store_wide", "storeWide", "all"] {
            if let flag = value(key, { $0.flagReading }) { return flag }
        }
        return nil
    }
}

extension JSONValue {
    /// Nothing, a text of white space, or a list of such.
    fileprivate var isBlank: Bool {
        array?.allSatisfy(\.isBlank) ?? (textReading == .absent)
    }

    /// A whole number in its shortest form, or any other text.
    fileprivate var idTextReading: FieldReading<String> {
        textReading.map { text in integer.map { String($0) } ?? text }
    }
}
