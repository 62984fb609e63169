/// Amounts of money as people write them.
public enum Dollars {
    /// Parses `19.99`, `$19.99`, `19.9`, `19` or `.5` to cents; nil for any other text.
    public static func cents(_ text: String) -> Int64? {
        var rest = Substring(text)
        if rest.first == "$" { rest.removeFirst() }
        let parts = rest.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.contains(where: { !$0.isEmpty }),
            parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } })
        else { return nil }
        guard let whole = parts[0].isEmpty ? 0 : Int64(parts[0]),
            whole <= CommandLineLimits.dollarsMax
        else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard parts[1].count <= 2, !parts[1].isEmpty, let fraction = Int64(parts[1]) else {
            return nil
        }
        return whole * 100 + (parts[1].count == 1 ? fraction * 10 : fraction)
    }

    /// `$19.99`, `-$0.05`, `$1,234.00`.
    public static func text(_ cents: Int64) -> String {
        let (whole, fraction) = cents.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = cents < 0 ? "-" : ""
        return "\(sign)$\(NumberText.grouped(whole)).\(fraction < 10 ? "0" : "")\(fraction)"
    }
}
