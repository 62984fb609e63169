/// A number exactly as written: ±mantissa × 10^exponent. Never passes through binary floats.
@usableFromInline
package struct DecimalNumber: Equatable {
    @usableFromInline package var isNegative: Bool
    /// At most 18 significant digits; further ones only raise the exponent.
    @usableFromInline package var mantissa: UInt64
    @usableFromInline package var exponent: Int

    @usableFromInline
    package enum Rounding {
        case halfAwayFromZero
        case towardZero
    }

    /// Reads a number at `position` and moves past it; nil (position undefined) if there is none.
    ///
    /// Strict is JSON's grammar; otherwise a plus sign, leading zeros and a bare point on one side
    /// are taken too. The bytes must be followed by one that cannot continue a number.
    @inlinable @inline(__always)
    package static func scan(_ position: inout UnsafePointer<UInt8>, strict: Bool) -> DecimalNumber?
    {
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

    @inlinable @inline(__always)
    package mutating func digits(
        _ position: inout UnsafePointer<UInt8>, isFraction: Bool
    ) -> Int {
        let start = position
        while true {
            let digit = position.pointee &- 0x30
            if digit > 9 { return position - start }
            position += 1
            if mantissa < 100_000_000_000_000_000 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                if isFraction { exponent &-= 1 }
            } else if !isFraction {
                exponent &+= 1
            }
        }
    }

    @usableFromInline
    package mutating func readExponent(_ position: inout UnsafePointer<UInt8>) -> Bool {
        position += 1
        var isNegative = false
        if position.pointee == UInt8(ascii: "-") || position.pointee == UInt8(ascii: "+") {
            isNegative = position.pointee == UInt8(ascii: "-")
            position += 1
        }
        var value = 0
        let start = position
        while position.pointee &- 0x30 <= 9 {
            // Saturates: any exponent beyond this is absurd whatever the mantissa.
            value = min(value &* 10 &+ Int(position.pointee &- 0x30), 1_000_000)
            position += 1
        }
        exponent &+= isNegative ? -value : value
        return position > start
    }

    /// The value in units of 10^-scale, or nil if it does not fit.
    @inlinable
    package func scaled(_ scale: Int, _ rounding: Rounding = .halfAwayFromZero) -> Int64? {
        let shift = exponent &+ scale
        var magnitude = mantissa
        if mantissa == 0 { return 0 }
        if shift >= 0 {
            guard shift <= 18 else { return nil }
            let (product, overflow) = mantissa.multipliedReportingOverflow(by: Self.power(shift))
            guard !overflow else { return nil }
            magnitude = product
        } else {
            // 18 digits shifted by 19 or more leave nothing, and round to nothing.
            guard shift >= -18 else { return 0 }
            let tenths = mantissa / Self.power(-shift &- 1)
            magnitude = tenths / 10
            if rounding == .halfAwayFromZero, tenths % 10 >= 5 { magnitude &+= 1 }
        }
        guard let value = Int64(exactly: magnitude) else { return nil }
        return isNegative ? 0 &- value : value
    }

    @inlinable @inline(__always)
    package static func power(_ exponent: Int) -> UInt64 {
        var result: UInt64 = 1
        for _ in 0..<exponent { result &*= 10 }
        return result
    }

    /// The number that `text` is, white space around it allowed; nil for anything else.
    package init?(text: String) {
        var bytes = Array(text.utf8)
        bytes.append(0)
        let scanned: DecimalNumber? = bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            return DecimalNumber.lenient(UnsafeBufferPointer(start: base, count: buffer.count - 1))
        }
        guard let scanned else { return nil }
        self = scanned
    }

    @inlinable
    package init(isNegative: Bool, mantissa: UInt64, exponent: Int) {
        self.isNegative = isNegative
        self.mantissa = mantissa
        self.exponent = exponent
    }

    /// The number that a numeric string holds. One readable byte must follow `bytes`, no digit.
    package static func lenient(_ bytes: UnsafeBufferPointer<UInt8>) -> DecimalNumber? {
        guard var position = bytes.baseAddress else { return nil }
        let end = position + bytes.count
        while position < end, isWhitespace(position.pointee) { position += 1 }
        guard let number = scan(&position, strict: false), position <= end else { return nil }
        while position < end, isWhitespace(position.pointee) { position += 1 }
        return position == end ? number : nil
    }

    /// Between JSON's tokens: blank, tab, line feed and carriage return.
    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
}
