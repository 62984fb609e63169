import Testing
import TextForms

@testable import Access

/// SHA-256 and HMAC against the published vectors.
@Suite struct DigestTests {
    /// FIPS 180-4 examples, as NIST publishes them.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
    ])
    func digests(_ text: String, _ expected: String) {
        #expect(Hexadecimal.text(SHA256.digest(text.utf8)) == expected)
    }

    @Test func aMillionLetters() {
        let digest = SHA256.digest(repeatElement(UInt8(ascii: "a"), count: 1_000_000))
        #expect(
            Hexadecimal.text(digest)
                == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }

    @Test func everySplitGivesTheSameDigest() {
        let message = (0..<200).map { UInt8($0) }
        let whole = SHA256.digest(message)
        for place in 0...message.count {
            var hash = SHA256()
            hash.update(message[..<place])
            hash.update(message[place...])
            #expect(hash.finish() == whole)
        }
    }

    /// RFC 4231, cases 1, 2 and 6.
    @Test(arguments: [
        (
            [UInt8](repeating: 0x0B, count: 20), "Hi There",
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        ),
        (
            Array("Jefe".utf8), "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        ),
        (
            [UInt8](repeating: 0xAA, count: 131),
            "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        ),
    ])
    func keyedDigests(_ key: [UInt8], _ message: String, _ expected: String) {
        let code = HMACSHA256.code(key: key, message: message.utf8)
        #expect(Hexadecimal.text(code) == expected)
    }

    @Test func hexadecimalReadsBackWhatItWrites() {
        let bytes = (0...255).map { UInt8($0) }
        let text = Hexadecimal.text(bytes)
        #expect(Hexadecimal.bytes(text) == bytes)
        #expect(Hexadecimal.bytes(text.uppercased()) == bytes)
        for wrong in ["a", "0g", "0x", " 0", "é"] { #expect(Hexadecimal.bytes(wrong) == nil) }
    }

    @Test func secretsCompareAsTexts() {
        #expect(SecretComparison.areEqual("same", "same"))
        for other in ["", "sam", "same ", "Same"] {
            #expect(!SecretComparison.areEqual("same", other))
        }
    }
}
