/// Constant-time comparisons of secrets.
package enum SecretComparison {
    /// Whether two texts are equal. Compares all bytes of their digests, so that timing reveals
    /// neither the length nor the first difference.
    package static func areEqual(_ left: String, _ right: String) -> Bool {
        areEqual(SHA256.digest(left.utf8), SHA256.digest(right.utf8))
    }

    /// Whether two digests of one length are equal.
    package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
