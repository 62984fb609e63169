/// base64url without padding (RFC 7515, appendix C).
enum Base64URL {
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var units: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 6 {
                count -= 6
                units.append(alphabet[Int(bits >> UInt32(count) & 63)])
            }
        }
        if count > 0 { units.append(alphabet[Int(bits << UInt32(6 - count) & 63)]) }
        return String(decoding: units, as: UTF8.self)
    }
}
