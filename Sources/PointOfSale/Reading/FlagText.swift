import Decimals

/// Parses words and numbers that mean true or false, case-insensitively.
package enum FlagText {
    /// `true`, `t`, `yes`, `y`, `on` and 1, or their opposites; nil for anything else.
    package static func value(of text: some Collection<UInt8>) -> Bool? {
        guard text.count <= 8 else { return nil }
        let word = String(decoding: text, as: UTF8.self).lowercased()
        switch word {
        case "true", "t", "yes", "y", "on": return true
        case "false", "f", "no", "n", "off": return false
        default: break
        }
        guard let number = DecimalNumber(text: word) else { return nil }
        switch number.scaled(3, .towardZero) {
        case 1000: return true
        case 0: return number.mantissa == 0 ? false : nil
        default: return nil
        }
    }
}
