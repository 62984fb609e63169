import Decimals
import JSON
import PointOfSale
import TextForms

/// Determines when a token of the POS expires.
enum TokenExpiry {
    /// Milliseconds since 1970: the token's own `exp`, otherwise the response's `expires_at`,
    /// otherwise a day from now.
    static func milliseconds(token: String, answer: JSONValue, now: Int64) -> Int64 {
        if let expiry = ofToken(token) { return expiry }
        if let expiry = answer["expires_at"]?.decimal.flatMap(instant) { return expiry }
        return now + AlleavesLimits.tokenLifeMilliseconds
    }

    /// The `exp` claim of a JSON Web Token (RFC 7519). The signature is not verified.
    static func ofToken(_ token: String) -> Int64? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64.decode(parts[1]),
            let claims = try? JSONParser.parse(payload, .lenient, keeping: { $0 == "exp" }),
            let expiry = claims["exp"]?.decimal
        else { return nil }
        return instant(expiry)
    }

    /// Seconds or milliseconds, distinguished by size: 10^11 seconds is the year 5138.
    private static func instant(_ number: DecimalNumber) -> Int64? {
        guard let milliseconds = number.scaled(3, .towardZero), milliseconds > 0 else { return nil }
        return milliseconds < 100_000_000_000_000 ? milliseconds : milliseconds / 1_000
    }
}
