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
}
