extension DecimalNumber {
    /// Parses a number at `position` and moves past it; nil, with an undefined position, if there
    /// is none.
    ///
    /// Strict means JSON's grammar; otherwise a plus sign, leading zeros and a missing digit before
    /// or after the point are accepted. REQUIRES: the byte after the text cannot continue a number.
    @inlinable
    @inline(__always)
    public static func scan(
        _ position: inout UnsafePointer<UInt8>, strict: Bool
    ) -> DecimalNumber? {
        var result = DecimalNumber(isNegative: false, mantissa: 0, exponent: 0)
        if position.pointee == UInt8(ascii: "-") {
            result.isNegative = true
            position += 1
        } else if !strict, position.pointee == UInt8(ascii: "+") {
            position += 1
        }
        let first = position
        let integers = result.digits(&position, isFraction: false)
        if strict {
            guard integers > 0, integers == 1 || first.pointee != 0x30 else { return nil }
        }
        if position.pointee == UInt8(ascii: ".") {
            position += 1
            let fractions = result.digits(&position, isFraction: true)
            guard fractions > 0 || (!strict && integers > 0) else { return nil }
        } else if integers == 0 {
            return nil
        }
        if position.pointee | 0x20 == UInt8(ascii: "e") {
            guard result.readExponent(&position) else { return nil }
        }
        return result
    }

    @inlinable
    @inline(__always)
    mutating func digits(_ position: inout UnsafePointer<UInt8>, isFraction: Bool) -> Int {
        let start = position
        while true {
            let digit = position.pointee &- 0x30
            if digit > 9 { return position - start }
            position += 1
            if mantissa < 100_000_000_000_000_000 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                if isFraction { exponent &-= 1 }
            } else {
                if digit != 0 { isTruncated = true }
                if !isFraction { exponent &+= 1 }
            }
        }
    }

    @inlinable
    mutating func readExponent(_ position: inout UnsafePointer<UInt8>) -> Bool {
        position += 1
        var isNegative = false
        if position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
            isNegative = position.pointee == UInt8(ascii: "-")
            position += 1
        }
        var value = 0
        let start = position
        while position.pointee &- 0x30 <= 9 {
            // Saturates: larger exponents are out of range with any mantissa.
            value = min(value &* 10 &+ Int(position.pointee &- 0x30), 1_000_000)
            position += 1
        }
        exponent &+= isNegative ? -value : value
        return position > start
    }
}
