import Decimals
import JSON
import Pricing

import PointOfSale

/// Reads the fields of one discount rule by all their names, in the rule and in its `conditions`.
/// Records effective fields that are unreadable or present twice with different values: they must
/// not count as absent.
struct DiscountReader {
    private struct FieldValue {
        let name: String
        let value: JSONValue
    }

    private let places: [JSONValue]
    var record: RecordReader
    /// As named by the POS.
    private(set) var unreadableFields: Set<String> = []
    /// Present twice with different values.
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

    /// A value of the rule or of its `conditions`.
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

    /// All values of a field. An empty list or text does not contradict another value.
    private func said(_ field: String) -> [FieldValue] {
        let all = RuleFieldNames.spellings(of: field).flatMap { name in
            places.compactMap { place in place[name].map { FieldValue(name: name, value: $0) } }
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

    /// A case-insensitive text.
    mutating func word(_ field: String) -> String? {
        value(field, { $0.textReading }, isSame: { $0.lowercased() == $1.lowercased() })
    }

    /// A date or time in any format of the POS. An invalid one is kept as written, to show why the
    /// rule is not applied.
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
                return DecimalNumber(text: text)?.scaled(places)
                    .map { DecimalNumber.text($0, scale: places) }
                    ?? value.integer.map { String($0) }
            }
        }
    }

    /// The text of a number. An invalid one is kept as written, to show why the rule is not
    /// applied.
    mutating func number(_ field: String) -> String? {
        let text = value(field, { $0.textReading }, isSame: POSDiscount.isSameNumber)
        if let text, DecimalNumber(text: text) == nil {
            record.note(said(field).first?.name ?? field)
        }
        return text
    }

    /// The texts of a list; a single text counts as a list of one. Unreadable entries are omitted
    /// and recorded: with fewer entries a rule matches less. If all are unreadable, the rule would
    /// match more, and the list is unreadable.
    ///
    /// - Parameter isLimit: an empty text is unreadable too, because the list restricts the rule.
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
    /// Whether absent, blank, or a list of such values.
    fileprivate var isBlank: Bool {
        array?.allSatisfy(\.isBlank) ?? (textReading == .absent)
    }

    /// A whole number in its shortest form, or any other text.
    fileprivate var idTextReading: FieldReading<String> {
        textReading.map { text in integer.map { String($0) } ?? text }
    }
}
