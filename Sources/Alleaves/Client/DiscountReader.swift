import Pricing

import PointOfSale

/// Reads the fields of one discount rule by all the names that they can have, in the rule and in
/// its `conditions`. What a rule's effect depends on is noted where it cannot be read, and where it
/// is said twice and not the same: none of it may be taken for absent.
struct DiscountReader {
    private struct Said {
        let name: String
        let value: JSONValue
    }

    private let places: [JSONValue]
    var record: RecordReader
    /// As the POS calls them.
    private(set) var unreadableFields: Set<String> = []
    /// Said twice and not the same.
    private(set) var contradictedFields: Set<String> = []

    init(_ rule: JSONValue) {
        let conditions = rule["conditions"]
        places = [rule, conditions].compactMap { $0 }
        record = RecordReader(rule, listing: "discounts")
        if let conditions, conditions.members == nil { unreadableFields.insert("conditions") }
    }

    /// The rule's id, a number or a text.
    mutating func identifier() -> String? {
        let keys = ["id_discount", "idDiscount", "id"]
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
        _ field: String, _ reading: (JSONValue) -> FieldReading<Value>,
        isSame: (Value, Value) -> Bool
    ) -> Value? {
        var found: Value?
        var isFaulty = false
        for said in said(field) {
            switch reading(said.value) {
            case .absent: continue
            case .unreadable:
                isFaulty = true
                unreadableFields.insert(said.name)
                record.note(said.name)
            case .read(let value):
                if let found, !isSame(found, value) {
                    isFaulty = true
                    contradictedFields.insert(said.name)
                }
                found = found ?? value
            }
        }
        return isFaulty ? nil : found
    }

    /// All that is said of a field. An empty list or text says nothing against what stands
    /// elsewhere.
    private func said(_ field: String) -> [Said] {
        let all = RuleFieldNames.spellings(of: field).flatMap { name in
            places.compactMap { place in place[name].map { Said(name: name, value: $0) } }
        }
        let full = all.filter { !$0.value.isBlank }
        return full.isEmpty ? all : full
    }

    mutating func value<Value: Equatable>(
        _ field: String, _ reading: (JSONValue) -> FieldReading<Value>
    ) -> Value? {
        value(field, reading, isSame: ==)
    }

    mutating func text(_ field: String) -> String? { value(field) { $0.textReading } }

    /// A text that means the same in any case of letters.
    mutating func word(_ field: String) -> String? {
        value(field, { $0.textReading }, isSame: { $0.lowercased() == $1.lowercased() })
    }

    /// A day or a moment in any of the forms in which the POS writes one. What is none is kept as
    /// written, so that all can see why the rule is not applied.
    mutating func date(_ field: String) -> String? {
        value(field) { value in
            value.textReading.map { text in
                RuleZone.utc.milliseconds(text) == nil ? POSTime.normalized(text) ?? text : text
            }
        }
    }

    /// A decimal of up to four places, in its shortest form.
    mutating func decimal(_ field: String) -> String? {
        value(field) { value in
            value.textReading.map { text in
                let places = 4
                return DecimalText.scaled(text, decimals: places)
                    .map { DecimalText.text($0, decimals: places) }
                    ?? value.integer.map { String($0) }
            }
        }
    }

    /// The text of a number. One that is none is kept as written, so that all can see why the
    /// rule is not applied.
    mutating func number(_ field: String) -> String? {
        let text = value(field, { $0.textReading }, isSame: POSDiscount.isSameNumber)
        if let text, DecimalNumber(text: text) == nil {
            record.note(said(field).first?.name ?? field)
        }
        return text
    }

    /// The texts of a list; a single text counts as a list of one. Entries that cannot be read are
    /// left out and noted: with fewer entries a rule is for less. Where all that is there cannot
    /// be read, the rule would be for more, and the list is unreadable.
    ///
    /// - Parameter isLimit: an empty text is no list either: with a list the rule is for some.
    mutating func texts(_ field: String, isLimit: Bool = false) -> [String] {
        var leftOut = 0
        let texts = value(
            field,
            { value -> FieldReading<[String]> in
                if value == .string(""), !isLimit { return .absent }
                guard value.members == nil else { return .unreadable }
                let entries = value.array ?? [value]
                let texts = entries.compactMap { $0.idTextReading.value }
                if texts.isEmpty { return entries.isEmpty ? .absent : .unreadable }
                leftOut += entries.count - texts.count
                return .read(texts)
            }, isSame: { Set($0) == Set($1) })
        record.note(said(field).first?.name ?? field, count: leftOut)
        return texts ?? []
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
