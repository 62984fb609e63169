import Testing
import TextForms

@Suite struct TrimmingTests {
    @Test(arguments: [
        ("", ""), (" \t\n\r\u{B}\u{C}", ""), (" a b ", "a b"), ("a", "a"), ("\u{A0}a\u{3000}", "a"),
        ("\u{2028}\u{E9} \u{E9}\u{85}", "\u{E9} \u{E9}"), ("\r\na\r\n", "a"),
        // A zero byte is no white space.
        ("\0a\0", "\0a\0"),
    ])
    func whiteSpaceIsCutAtBothEnds(text: String, trimmed: String) {
        #expect(text.trimmed == trimmed)
        #expect(text.nonBlank == (trimmed.isEmpty ? nil : trimmed))
        #expect(text[...].trimmed == trimmed[...])
    }

    @Test(arguments: [
        ("", nil), (" \0\u{1F}", nil), ("\0a \r\n", "a"), ("\u{A0}a", "\u{A0}a"),
        (" \u{7F}", "\u{7F}"),
    ])
    func controlsAreCutAtBothEnds(text: String, trimmed: String?) {
        #expect(text.nonBlankOfControls == trimmed)
        #expect(Array(Array(text.utf8).trimmedOfControls) == Array((trimmed ?? "").utf8))
    }

    /// The plain definition, over every short text of some characters.
    @Test func everyShortTextIsTrimmedAsCharactersSay() {
        let characters: [Character] = ["a", " ", "\t", "\r\n", "\u{A0}", "\u{E9}", "\0"]
        for first in characters {
            for second in characters {
                for third in characters {
                    let text = String([first, second, third])
                    var plain = Array(text)
                    while plain.first?.isWhitespace == true { plain.removeFirst() }
                    while plain.last?.isWhitespace == true { plain.removeLast() }
                    #expect(text.trimmed == String(plain))
                }
            }
        }
    }

    @Test(arguments: [
        ("", ""), (" \u{FEFF}Name\u{200B}\u{A0}", "Name"), ("\u{7F}a b\u{1}", "a b"),
        ("\u{200B}\u{FEFF} ", ""), ("plain", "plain"), ("a\u{200B}b", "a\u{200B}b"),
        ("\u{1F44D}\u{FE0F} ", "\u{1F44D}\u{FE0F}"),
    ])
    func invisiblesAreCutAtBothEnds(text: String, trimmed: String) {
        #expect(text.trimmedOfInvisibles == trimmed)
        #expect(text.trimmedOfInvisibles.unicodeScalars.elementsEqual(trimmed.unicodeScalars))
    }
}
