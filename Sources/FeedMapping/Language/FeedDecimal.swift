import TextForms

/// A decimal number exactly as written. Never a binary floating-point number.
struct FeedDecimal: Equatable {
    /// At most 18 digits, if parsed.
    let mantissa: Int64
    /// The value is mantissa × 10^-scale; 0 to 18, if parsed.
    let scale: Int

    /// Parses `[+|-] digits [. digits] [e [+|-] digits]`; nil for any other text, and for more than
    /// 18 significant digits or decimals.
    init?(_ text: some Collection<UInt8>) {
        var mantissa: Int64 = 0
        var (scale, digits, isNegative, isFraction) = (0, 0, false, false)
        var rest = text[...]
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            isNegative = sign == UInt8(ascii: "-")
            rest = rest.dropFirst()
        }
        while let byte = rest.first {
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if byte &- 0x30 <= 9 {
                digits += 1
                guard mantissa < 100_000_000_000_000_000 else { return nil }
                mantissa = mantissa * 10 + Int64(byte - 0x30)
                if isFraction { scale += 1 }
            } else {
                break
            }
            rest = rest.dropFirst()
        }
        guard digits > 0 else { return nil }
        if let byte = rest.first {
            guard byte | 0x20 == UInt8(ascii: "e"),
                let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)),
                (-18...18).contains(exponent)
            else { return nil }
            scale -= exponent
            while scale < 0 {
                let (product, overflow) = mantissa.multipliedReportingOverflow(by: 10)
                guard !overflow else { return nil }
                mantissa = product
                scale += 1
            }
        }
        guard scale <= 18 else { return nil }
        self.mantissa = isNegative ? -mantissa : mantissa
        self.scale = scale
    }

    init(mantissa: Int64, scale: Int) {
        self.mantissa = mantissa
        self.scale = scale
    }

    /// The exact product; nil beyond 18 digits.
    func times(_ other: FeedDecimal) -> FeedDecimal? {
        var product = Int128(mantissa) * Int128(other.mantissa)
        var scale = scale + other.scale
        while scale > 0, product % 10 == 0 || product.magnitude >= 1_000_000_000_000_000_000 {
            product /= 10
            scale -= 1
        }
        guard let mantissa = Int64(exactly: product), scale <= 36 else { return nil }
        return FeedDecimal(mantissa: mantissa, scale: scale)
    }

    /// The value in units of 10^-places, rounded half away from zero; nil on overflow.
    func scaled(_ places: Int) -> Int64? {
        guard mantissa != 0 else { return 0 }
        let shift = places - scale
        var value = Int128(mantissa)
        if shift >= 0 {
            guard shift <= 18 else { return nil }
            for _ in 0..<shift { value *= 10 }
        } else {
            guard shift >= -36 else { return 0 }
            var divisor: Int128 = 1
            for _ in shift..<0 { divisor *= 10 }
            let half = value < 0 ? -(divisor / 2) : divisor / 2
            value = (value + half) / divisor
        }
        return Int64(exactly: value)
    }

    /// Plain digits, without trailing zeros.
    var text: String {
        var digits = String(mantissa.magnitude)
        if digits.utf8.count <= scale {
            digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
        }
        var fraction = digits.suffix(scale)
        while fraction.last == "0" { fraction.removeLast() }
        let whole = digits.dropLast(scale)
        return (mantissa < 0 ? "-" : "") + (fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)")
    }
}

/// Numbers as exports write them for people.
enum FeedNumber {
    /// What a number says that it counts.
    enum Mark: Sendable {
        case currency, percent
    }

    // Prices are in US dollars: another currency beside a number makes it none.
    private static let currencyPrefixes = ["usd $", "usd$", "us $", "us$", "usd", "$"]
    private static let currencySuffixes = ["us$", "usd", "$"]

    /// Parses `$1,234.50`, `1234.5`, `12 %`, or with `,` as decimal mark `1.234,50`; nil for any
    /// other text. Separators must separate groups of three digits.
    ///
    /// - Parameter allowed: what it may say that it counts; one that says anything else is none.
    static func decimal(
        _ text: String, mark: UInt8 = UInt8(ascii: "."), _ allowed: Set<Mark> = []
    ) -> FeedDecimal? {
        guard let (number, counted) = parse(text, mark: mark),
            counted.map(allowed.contains) ?? true
        else { return nil }
        return number
    }

    /// The number, and what it says that it counts.
    static func parse(
        _ text: String, mark: UInt8 = UInt8(ascii: ".")
    ) -> (number: FeedDecimal, counted: Mark?)? {
        var text = text
        var sign = ""
        if text.hasPrefix("-") { (sign, text) = ("-", String(text.dropFirst())) }
        var marks: Set<Mark> = []
        if let rest = withoutCurrency(text) {
            text = rest
            marks.insert(.currency)
        }
        if text.hasSuffix("%") {
            text = String(text.dropLast()).trimmedOfInvisibles
            marks.insert(.percent)
        }
        guard marks.count < 2 else { return nil }
        if sign.isEmpty, text.hasPrefix("-") { (sign, text) = ("-", String(text.dropFirst())) }
        guard let first = text.utf8.first, first &- 0x30 <= 9 || first == mark,
            let plain = plain(Array(text.utf8), mark)
        else { return nil }
        return FeedDecimal(Array(sign.utf8) + plain).map { ($0, marks.first) }
    }

    /// The text without the currency before or behind it, or both; nil where it has none.
    private static func withoutCurrency(_ text: String) -> String? {
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { $0 &- 0x30 <= 9 } ?? false }
        guard !isDigit(text.utf8.first) || !isDigit(text.utf8.last) else { return nil }
        var rest = text
        let lower = text.lowercased()
        if let prefix = currencyPrefixes.first(where: lower.hasPrefix) {
            rest = String(rest.dropFirst(prefix.count)).trimmedOfInvisibles
        }
        let end = rest.lowercased()
        if let suffix = currencySuffixes.first(where: end.hasSuffix) {
            rest = String(rest.dropLast(suffix.count)).trimmedOfInvisibles
        }
        return rest == text ? nil : rest
    }

    /// Removes separators, and replaces the decimal mark by a point.
    private static func plain(_ text: [UInt8], _ mark: UInt8) -> [UInt8]? {
        let separator = mark == UInt8(ascii: ".") ? UInt8(ascii: ",") : UInt8(ascii: ".")
        let parts = text.split(separator: mark, maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first else { return nil }
        let groups = whole.split(separator: separator, omittingEmptySubsequences: false)
        if groups.count > 1 {
            // No thousands begin with a zero: `0,500` is a half, written by another convention.
            guard let first = groups.first, (1...3).contains(first.count), first.first != 0x30,
                groups.dropFirst().allSatisfy({ $0.count == 3 }),
                groups.joined().allSatisfy({ $0 &- 0x30 <= 9 })
            else { return nil }
        }
        let rest = parts.count > 1 ? [UInt8(ascii: ".")] + parts[1] : []
        return Array(groups.joined()) + rest
    }
}
