import Foundation
import Randomness
import TestSupport
import Testing
import TextForms

@Suite struct EncodingTests {
    @Test(arguments: Seeds.of([4] as [UInt64]))
    func base64AgreesWithFoundation(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for count in 0..<70 {
            let bytes = random.bytes(count)
            let standard = Data(bytes).base64EncodedString()
            #expect(Base64.encode(bytes) == standard)
            let url = standard.replacing("+", with: "-").replacing("/", with: "_")
                .replacing("=", with: "")
            #expect(Base64.encode(bytes, .url) == url)
            #expect(Base64.decode(standard) == bytes && Base64.decode(url) == bytes)
        }
    }

    @Test(arguments: ["A", "a===", "AA=A", "A A=", "\u{E9}", "AAAA=", "A==="])
    func otherTextIsNoBase64(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test func hexadecimalReadsBothCases() {
        let bytes = (UInt8.min...UInt8.max).map { $0 }
        let text = Hexadecimal.text(bytes)
        #expect(text.hasPrefix("000102") && text.hasSuffix("fdfeff"))
        #expect(Hexadecimal.bytes(text) == bytes && Hexadecimal.bytes(text.uppercased()) == bytes)
        for wrong in ["0", "0g", "+1", " 00", "\u{E9}"] { #expect(Hexadecimal.bytes(wrong) == nil) }
        #expect(Hexadecimal.text(255, digits: 4) == "00ff")
        #expect(Hexadecimal.text(UInt64.max, digits: 2) == "ffffffffffffffff")
    }

    @Test func everythingButUnreservedCharactersIsPercentEncoded() {
        #expect(PercentEncoding.encode("aZ09-._~ /%+\u{E9}") == "aZ09-._~%20%2F%25%2B%C3%A9")
    }

    @Test func percentDecodingTakesWhatIsValid() {
        let decode = { (text: String, plusIsSpace: Bool) in
            String(decoding: PercentEncoding.decode(text, plusIsSpace: plusIsSpace), as: UTF8.self)
        }
        #expect(decode("a%2Fb%zz%4", false) == "a/b%zz%4")
        #expect(decode("a+b%+1%-1%2b", true) == "a b% 1%-1+")
        #expect(decode("%c3%A9%", false) == "\u{E9}%")
    }

    @Test(arguments: Seeds.of([9] as [UInt64]))
    func whatIsEncodedDecodes(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let text = String(decoding: random.bytes(random.below(20)), as: UTF8.self)
            #expect(PercentEncoding.decode(PercentEncoding.encode(text)) == Array(text.utf8))
        }
    }
}
