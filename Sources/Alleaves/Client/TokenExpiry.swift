import PointOfSale

/// When a token of the POS expires.
enum TokenExpiry {
    /// Milliseconds since 1970: the token's own `exp`, else the answer's `expires_at`, else a day
    /// from now.
    static func milliseconds(token: String, answer: JSONValue, now: Int64) -> Int64 {
        if let expiry = ofToken(token) { return expiry }
        if let expiry = answer["expires_at"]?.decimal.flatMap(instant) { return expiry }
        return now + AlleavesLimits.tokenLifeMilliseconds
    }

    /// The `exp` claim of a JSON Web Token (RFC 7519), whose signature is the POS's business.
    static func ofToken(_ token: String) -> Int64? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = base64URL(parts[1]),
            let claims = try? JSONReader.read(payload, keeping: { $0 == "exp" }),
            let expiry = claims["exp"]?.decimal
        else { return nil }
        return instant(expiry)
    }

    /// Seconds or milliseconds, told apart by size: 10^11 seconds is the year 5138.
    private static func instant(_ number: DecimalNumber) -> Int64? {
        guard let milliseconds = number.scaled(3, .towardZero), milliseconds > 0 else { return nil }
        return milliseconds < 100_000_000_000_000 ? milliseconds : milliseconds / 1_000
    }

    /// RFC 4648, 5, with or without padding.
    static func base64URL(_ text: Substring) -> [UInt8]? {
        var result: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let value = sextet(byte) else { return nil }
            bits = (bits & 0x3FFF) << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return count < 6 ? result : nil
    }

    private static func sextet(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 0x41...0x5A: UInt32(byte) - 0x41
        case 0x61...0x7A: UInt32(byte) - 0x61 + 26
        case 0x30...0x39: UInt32(byte) - 0x30 + 52
        case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
        case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
