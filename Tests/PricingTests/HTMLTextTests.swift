import Testing

@testable import Pricing

@Suite struct HTMLTextTests {
    @Test(arguments: [
        ("Mary &amp; Jane", "Mary & Jane"), ("&lt;b&gt;", "<b>"), ("Fern&#039;s", "Fern's"),
        ("Fern&#x2019;s", "Fern’s"), ("Fern&#X2019;s", "Fern’s"), ("Fern&rsquo;s", "Fern’s"),
        ("&quot;Big&quot;", "\"Big\""), ("caf&eacute;", "café"), ("&Uuml;ber", "Über"),
        ("1&frac12; g", "1½ g"), ("a&nbsp;b", "a\u{A0}b"), ("&yuml;&szlig;", "ÿß"),
        ("&#146;", "’"), ("&#150;", "–"), ("&#128512;", "😀"), ("&AMP;", "&"), ("&trade;", "™"),
        ("&#0000000039;", "'"), ("tab&#9;", "tab\t"),
    ])
    func referencesAreDecoded(text: String, decoded: String) {
        #expect(HTMLText.decoded(text) == decoded)
    }

    /// `&amp;lt;` says `&lt;`; what decodes it again reads `<`, which nobody wrote.
    @Test(arguments: [
        ("&amp;lt;", "&lt;"), ("&amp;amp;", "&amp;"), ("&#38;gt;", "&gt;"),
        ("&amp;#039;", "&#039;"),
    ])
    func referencesAreDecodedOnce(text: String, decoded: String) {
        #expect(HTMLText.decoded(text) == decoded)
    }

    @Test(arguments: [
        "R&B", "A & B", "&", "&;", "&#;", "&#x;", "&amp", "&nosuch;", "&#1114112;", "&#xD800;",
        "&#0;", "&#-5;", "&#+39;", "&#x+27;", "&#99999999999999999;", "&am p;", "&#7;",
        "&averylongnamethatisnone;", "é & ß", "",
    ])
    func whatIsNoReferenceStaysAsItIs(text: String) {
        #expect(HTMLText.decoded(text) == text)
    }

    @Test func everyPrefixOfAReferenceIsSafe() {
        let text = Array("x&#x2019;y&eacute;&amp".utf8)
        for count in 0...text.count {
            let decoded = HTMLText.decoded(Array(text[..<count]))
            #expect(String(validating: decoded, as: UTF8.self) != nil)
        }
    }
}
