import Testing
import TextForms

@Suite struct UTF8PrefixTests {
    @Test func theTableOfCuts() {
        #expect("aé€😀".prefix(utf8: 10) == "aé€😀")
        let cuts = ["", "a", "a", "aé", "aé", "aé", "aé€", "aé€", "aé€", "aé€"]
        for (bytesMax, text) in cuts.enumerated() {
            #expect("aé€😀".prefix(utf8: bytesMax) == text)
        }
    }

    private static let text = "a\u{E9}\u{20AC}\u{1F600}e\u{301}"

    @Test func aCutEndsBetweenTwoScalars() {
        let starts = Self.text.unicodeScalars.reduce(into: [0]) { starts, scalar in
            starts.append(starts[starts.count - 1] + UTF8.width(scalar))
        }
        for limit in -1...(Self.text.utf8.count + 2) {
            let wanted = starts.last { $0 <= max(0, limit) } ?? 0
            #expect(Self.text.prefix(utf8: limit).utf8.count == wanted)
            #expect(Self.text[...].prefix(utf8: limit).utf8.count == wanted)
            guard limit >= 0 else { continue }
            let bytes = Array(Self.text.utf8)
            let length = bytes.withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map {
                    UTF8Prefix.length($0, count: bytes.count, limit: limit)
                }
            }
            #expect(length == wanted)
        }
    }
}
