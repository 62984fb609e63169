import Decimals

/// Amounts of money as whole cents in `Int64`; no binary floating point anywhere.
public enum Money {
    /// Cents of a decimal text (a JSON number's own bytes, or a string's content), rounded half
    /// away from zero.
    ///
    /// - Returns: nil for what counts as absent: no number, below zero, or above
    ///   `PricingLimits.priceCentsMax`. Zero is returned as zero.
    public static func cents(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard let number = DecimalNumber(text), let cents = number.scaled(2),
            cents <= PricingLimits.priceCentsMax
        else { return nil }
        // -0.001 rounds to zero but is negative, and so absent; zero has no sign.
        return number.isNegative && number.mantissa != 0 ? nil : cents
    }

    /// The same for an array of bytes.
    public static func cents(_ text: [UInt8]) -> Int64? {
        text.withUnsafeBufferPointer { cents($0) }
    }

    /// The same for a string.
    public static func cents(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { cents($0) }
    }

    /// Cents as people write them: `19.99`, `4.50`, and `5` when there are no cents.
    public static func text(_ cents: Int64) -> String {
        let whole = cents.magnitude / 100
        let rest = cents.magnitude % 100
        let sign = cents < 0 ? "-" : ""
        guard rest != 0 else { return "\(sign)\(whole)" }
        return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// `value` × `numerator` / `denominator`, rounded half away from zero. All at least zero; the
    /// callers' bounds (price and percent maxima) keep the product under 2^63.
    static func share(of value: Int64, _ numerator: Int64, per denominator: Int64) -> Int64 {
        (value * numerator + denominator / 2) / denominator
    }
}
