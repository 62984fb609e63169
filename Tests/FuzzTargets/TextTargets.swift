import CivilTime
import Decimals
import FirestoreModel
import JSON
import Pricing
import TextForms

extension FuzzTarget {
    /// JSON, dates, numbers, rules and texts.
    static let textTargets = [
        FuzzTarget("json", jsonFault), FuzzTarget("dates", bytesMax: 64, dateFault),
        FuzzTarget("rules", bytesMax: 512, ruleFault),
        FuzzTarget("texts", bytesMax: 512, textFault),
    ]

    private static func jsonFault(_ bytes: [UInt8]) -> String? {
        for options in [JSONParser.Options(), .lenient] {
            guard let value = try? JSONParser.parse(bytes, options) else { continue }
            let text = value.bytes
            guard let again = try? JSONParser.parse(text, options) else {
                return "what a JSON value writes cannot be read"
            }
            if again.bytes != text { return "a JSON value is another after a round trip" }
        }
        return nil
    }

    private static func dateFault(_ bytes: [UInt8]) -> String? {
        let text = String(decoding: bytes, as: UTF8.self)
        if let time = RFC3339.parse(text) {
            let shown = RFC3339.text(seconds: time.seconds, nanos: Int64(time.nanos))
            guard let again = RFC3339.parse(shown), again == time else {
                return "\(text) is \(time), shown as \(shown)"
            }
        }
        if let date = CivilDate(text) {
            guard CivilDate(date.description) == date else { return "\(text) shows as \(date)" }
            if (date + 1) - 1 != date { return "\(text) has no day after it" }
        }
        if let date = HTTPDate(text), let seconds = date.secondsOfDay,
            !(0...86_400).contains(seconds)
        {
            return "\(text) has \(seconds) seconds of a day"
        }
        return nil
    }

    /// Lines are the texts of a rule. One that is accepted never raises a price.
    private static func ruleFault(_ bytes: [UInt8]) -> String? {
        let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        func line(_ index: Int) -> String? { index < lines.count ? lines[index] : nil }
        var fields = RuleFields(id: "r")
        fields.kind = line(0)
        fields.value = line(1)
        fields.active = true
        fields.startDate = line(2)
        fields.endDate = line(3)
        fields.priority = line(4)
        fields.minQty = line(5)
        fields.categories = [line(6)].compactMap { $0 }
        fields.brands = [line(7)].compactMap { $0 }
        fields.minTotal = line(8)
        fields.badgeText = line(9)
        guard case .rule(let rule) = DiscountRule.make(from: fields, zone: .utc) else { return nil }
        for base in [0, 1, 99, 3_955, 100_000_000] as [Int64] {
            if let sale = rule.salePrice(base: base), sale < 0 || sale > base {
                return "\(fields.kind ?? "") \(fields.value ?? "") makes \(base) cost \(sale)"
            }
        }
        _ = rule.disposition(now: 1_800_000_000_000)
        return nil
    }

    private static func textFault(_ bytes: [UInt8]) -> String? {
        if let number = DecimalNumber(bytes), bytes.count < 40 {
            _ = number == number
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if let decoded = Base64.decode(text), Base64.decode(Base64.encode(decoded)) != decoded {
            return "base64 of \(text) is another after a round trip"
        }
        if text.trimmed.trimmed != text.trimmed { return "trimmed twice, it is another: \(text)" }
        if let raw = Hexadecimal.bytes(text), Hexadecimal.bytes(Hexadecimal.text(raw)) != raw {
            return "hexadecimal \(text) is another after a round trip"
        }
        return nil
    }
}
