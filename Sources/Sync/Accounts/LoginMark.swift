/// Tells whether a location still logs in as it did, without its login: 64 bits of a digest, which
/// is stored. The algorithm (FNV-1a) never changes.
enum LoginMark {
    /// The mark of a login at a location, 16 hexadecimal digits; nil for no login.
    static func of(_ login: String, location: String) -> String? {
        guard !login.isEmpty else { return nil }
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(location)\u{0}\(login)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
