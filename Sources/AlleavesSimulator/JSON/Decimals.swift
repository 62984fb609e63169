/// Decimal text to scaled integers, without binary floats.
enum Decimals {
    static func tenThousandths(_ text: String) -> Int? {
        var units = Array(text.utf8)[...]
        let isNegative = units.first == 0x2D
        if isNegative { units = units.dropFirst() }
        let parts = units.split(separator: 0x2E, omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, (1...12).contains(whole.count) else {
            return nil
        }
        let fraction = parts.count == 2 ? Array(parts[1].prefix(4)) : []
        var value = 0
        for unit in whole + fraction + Array(repeating: 0x30, count: 4 - fraction.count) {
            guard unit >= 0x30, unit <= 0x39 else { return nil }
            value = value * 10 + Int(unit - 0x30)
        }
        return isNegative ? -value : value
    }
}
