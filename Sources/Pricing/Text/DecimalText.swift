/// Decimal numbers as text, scaled to integers without passing through binary floating point.
///
/// Grammar: `[space] [+|-] digits [. digits] [e|E [+|-] digits] [space]`, with at least one digit
/// before or after the point. JSON numbers and the strings a POS sends are both covered.
public enum DecimalText {
    /// The number times 10^`decimals`, rounded half away from zero.
    ///
    /// - Returns: nil for anything but a number, and for results that do not fit; 18 digits always
    ///   do.
    public static func scaled(_ text: UnsafeBufferPointer<UInt8>, decimals: Int) -> Int64? {
        guard let number = Parts(text) else { return nil }
        return number.scaled(text, decimals: decimals)
    }

    /// The same for an array of bytes.
    public static func scaled(_ text: [UInt8], decimals: Int) -> Int64? {
        text.withUnsafeBufferPointer { scaled($0, decimals: decimals) }
    }

    /// The same for a string.
    public static func scaled(_ text: String, decimals: Int) -> Int64? {
        var text = text
        return text.withUTF8 { scaled($0, decimals: decimals) }
    }

    /// Whether the text is a number at all, of whatever size.
    static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { Parts($0) != nil }
    }

    /// The scaled number as text without trailing zeros: 125000 at 4 decimals is `12.5`.
    public static func text(_ value: Int64, decimals: Int) -> String {
        var digits = String(value.magnitude)
        if digits.utf8.count <= decimals {
            digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
        }
        let whole = digits.dropLast(decimals)
        var fraction = digits.suffix(decimals)
        while fraction.last == "0" { fraction.removeLast() }
        let sign = value < 0 ? "-" : ""
        return fraction.isEmpty ? sign + whole : "\(sign)\(whole).\(fraction)"
    }
}

extension DecimalText {
    /// Where the parts of one number lie in its text.
    private struct Parts {
        var isNegative = false
        /// First byte of the digits, point included.
        var digitsStart = 0
        /// One past the last digit.
        var digitsEnd = 0
        /// Digits before the point.
        var wholeCount = 0
        var exponent = 0

        init?(_ text: UnsafeBufferPointer<UInt8>) {
            guard text.count <= PricingLimits.decimalTextBytesMax else { return nil }
            var end = text.count
            var at = 0
            while at < end, isSpace(text[at]) { at += 1 }
            while end > at, isSpace(text[end - 1]) { end -= 1 }
            if at < end, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
                isNegative = text[at] == UInt8(ascii: "-")
                at += 1
            }
            digitsStart = at
            at = skipDigits(text, from: at, to: end)
            wholeCount = at - digitsStart
            var digitCount = wholeCount
            if at < end, text[at] == UInt8(ascii: ".") {
                let fractionEnd = skipDigits(text, from: at + 1, to: end)
                digitCount += fractionEnd - at - 1
                at = fractionEnd
            }
            digitsEnd = at
            guard digitCount > 0 else { return nil }
            guard at < end else { return }
            guard let read = Parts.readExponent(text, from: at, to: end) else { return nil }
            exponent = read
        }

        private static func readExponent(
            _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
        ) -> Int? {
            guard text[start] | 0x20 == UInt8(ascii: "e") else { return nil }
            var at = start + 1
            var isNegative = false
            if at < end, text[at] == UInt8(ascii: "-") || text[at] == UInt8(ascii: "+") {
                isNegative = text[at] == UInt8(ascii: "-")
                at += 1
            }
            guard at < end else { return nil }
            var value = 0
            while at < end {
                guard isDigit(text[at]) else { return nil }
                value = min(value * 10 + Int(text[at] - 48), PricingLimits.decimalExponentMax)
                at += 1
            }
            return isNegative ? -value : value
        }

        func scaled(_ text: UnsafeBufferPointer<UInt8>, decimals: Int) -> Int64? {
            // Digits up to here are kept, the next one rounds.
            let kept = wholeCount + exponent + decimals
            var value: Int64 = 0
            var significant = 0
            var position = 0
            var index = digitsStart
            while index < digitsEnd {
                let byte = text[index]
                index += 1
                guard byte != UInt8(ascii: ".") else { continue }
                if position >= kept {
                    if position == kept, byte >= UInt8(ascii: "5") { value += 1 }
                    break
                }
                position += 1
                if value != 0 || byte != UInt8(ascii: "0") { significant += 1 }
                guard significant <= PricingLimits.decimalDigitsMax else { return nil }
                value = value * 10 + Int64(byte - 48)
            }
            guard let padded = Parts.padded(value, zeros: kept - position) else { return nil }
            return isNegative ? -padded : padded
        }

        private static func padded(_ value: Int64, zeros: Int) -> Int64? {
            guard value != 0 else { return 0 }
            var value = value
            for _ in 0..<max(0, zeros) {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                value = product
            }
            return value
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    private static func skipDigits(
        _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
    ) -> Int {
        var at = start
        while at < end, isDigit(text[at]) { at += 1 }
        return at
    }
}
