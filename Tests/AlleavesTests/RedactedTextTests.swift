import HTTPTransport
import Randomness
import TestSupport
import Testing

@testable import Alleaves
@testable import PointOfSale

/// Line 3: what the POS says of a failure is shown without what nobody may see.
@Suite struct RedactedTextTests {
    private static let scrubber = RedactedText(
        secrets: ["clerk@example.com", "Pa$$w/rd \"9\"", "4321", "whs-0815-geheim"])

    @Test(arguments: [
        ("Customer jane.doe+x@mail.example.org not found", ["jane", "mail.example"]),
        ("bad address \"jane doe\"@example.org.", ["jane", "example.org"]),
        ("unknown user jane%40example.org", ["jane"]),
        ("call (315) 555-0142 now", ["315", "0142"]),
        ("phone +44 20 7946 0958 is taken", ["7946", "0958"]),
        ("phone 3155550142 is taken", ["3155550142"]),
        ("phone ３１５-５５５-０１４２ is taken", ["５５５"]),
        ("phone 315\u{200B}555\u{200B}0142 is taken", ["555", "0142"]),
        ("born 05/12/1984", ["1984"]), ("born 1984-05-12", ["1984"]),
        ("licence C10-0000423-LIC expired", ["0000423"]),
        ("package 1A4060300003B01000004711 is on hold", ["1A406", "4711"]),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc expired", ["eyJ", "abc"]),
        ("Authorization: Bearer sk-live.99-x rejected", ["sk-live", "99"]),
        ("header bearer\tabc123", ["abc123"]),
        (#"{"password":"hunter2 and more","pin":77}"#, ["hunter2", "more", "77"]),
        ("access_token=zzz9; api-key: qqq8", ["zzz9", "qqq8"]),
        ("key 9f86d081884c7d659a2f is unknown", ["9f86d"]),
        (
            "see https://jane:pw7@pos.example/a/b?customer=77&t=1#x now",
            ["jane", "pw7", "77", "#x"]
        ),
        ("GET /order?email=jane&page=2 failed", ["jane", "page=2"]),
        ("login of CLERK@example.com refused", ["CLERK", "clerk"]),
        ("pin 4321 is wrong", ["4321"]),
        (#"got Pa$$w/rd "9" instead"#, ["Pa$$"]),
        ("got Pa%24%24w%2Frd%20%229%22 instead", ["Pa%24"]),
        (#"got Pa$$w\/rd \"9\" instead"#, ["Pa$$"]),
        ("got Pa$$w/rd &quot;9&quot; instead", ["Pa$$"]),
        ("got UGEkJHcvcmQgIjki instead", ["UGEk"]),
        ("got 50612424772f72642022392 instead", ["5061"]),
        ("hook WHS-0815-GEHEIM", ["0815", "GEHEIM"]),
        ("the secret begins with whs-08", ["whs-08"]), ("ends in 5-Geheim, not so", ["Geheim"]),
        ("password is a$$w/rd something", ["a$$w"]),
    ])
    func nothingOfPeopleOrSecretsIsShown(text: String, hidden: [String]) throws {
        let shown = try #require(Self.scrubber.scrubbed(text))
        for part in hidden { #expect(!shown.contains(part), "\(shown)") }
        #expect(shown.contains(RedactedText.mark) || text.contains("https"), "\(shown)")
        #expect(Self.scrubber.scrubbed(shown) == shown)
    }

    @Test(arguments: [
        "Item 1018 has only 3 in stock", "Order total 1,234.50 is below 10.00",
        "HTTP 503 after 30 s, try at 2026-11-29", "Cannot GET /api/inventory/batch",
        "Discount 101 \"20% OFF\" is not active", "14321 and 43210 are no PIN",
        "ünïcode – “quotes” 🚬",
    ])
    func whatIsOfUseStays(text: String) {
        #expect(Self.scrubber.scrubbed(text) == text)
    }

    @Test func aTextIsOneLineOfBoundedLength() throws {
        let long = "line\r\n\u{1B}[31mred\u{2028}x " + String(repeating: "ü 🚬 ", count: 500)
        let shown = try #require(Self.scrubber.scrubbed(long))
        #expect(shown.utf8.count <= POSLimits.messageBytesMax)
        #expect(shown.hasPrefix("line   [31mred x ü"))
        #expect(!shown.contains("\u{FFFD}"))
        #expect(Self.scrubber.scrubbed(" \u{200D}\u{0007} ") == nil)
        // An address that the cut goes through is not half shown.
        let cut = String(repeating: "a ", count: 398) + "jane@example.org"
        #expect(Self.scrubber.scrubbed(cut)?.contains("jane") == false)
    }

    /// Every character of a secret is written in one of the ways in which programs echo it.
    @Test(arguments: Seeds.of(0..<200))
    func aSecretIsFoundHoweverItsCharactersAreEncoded(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        let secret = ["p@ss w0rd/x+\"q", "4711", "a&b<c>'d\\e%f", "ü-ß 9!k#"][seed % 4]
        let scrubber = RedactedText(secrets: [secret])
        let written = secret.map { Self.written($0, &random) }.joined()
        for text in ["got \(written) instead", "a=\(written)&b=1", "%20\(written)%20", written] {
            let shown = scrubber.scrubbed(text) ?? ""
            #expect(shown.contains(RedactedText.mark), "\(text): \(shown)")
            #expect(!shown.contains(written) && !shown.contains("w0rd"), "\(text): \(shown)")
        }
        #expect(scrubber.scrubbed("nothing of it: 5")?.contains(RedactedText.mark) == false)
    }

    private static func written(
        _ character: Character, _ random: inout SeededRandom
    ) -> String {
        let hex = { (byte: UInt8, upper: Bool) in
            (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: upper)
        }
        let percent = character.utf8.map { "%" + hex($0, true) }.joined()
        let scalar = character.unicodeScalars.first?.value ?? 0
        let names = ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&apos;"]
        let escapes = ["\"": "\\\"", "\\": "\\\\", "/": "\\/"]
        let plain = String(character)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return percent
        case 1: return percent.lowercased()
        case 2: return percent.replacing("%", with: "%25")
        case 3: return plain == " " ? "+" : plain
        case 4: return names[plain] ?? "&#\(scalar);"
        case 5: return escapes[plain] ?? plain
        case 6 where scalar < 256: return "\\u00" + hex(UInt8(scalar), false)
        default: return plain
        }
    }

    @Test(arguments: 0...12)
    func aCutNeverSplitsACharacter(bytes: Int) {
        let cut = RedactedText.cut("aü€🚬z", bytes: bytes)
        #expect(cut.utf8.count <= bytes && "aü€🚬z".hasPrefix(cut))
    }

    @Test(arguments: Seeds.of([3] as [UInt64]))
    func hostileTextTakesLittleTime(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("aZ9@?=:/.-_+%\"' \u{200B}é")
        for _ in 0..<300 {
            let text = String((0..<3000).map { _ in alphabet.randomElement(using: &random) ?? "a" })
            let shown = Self.scrubber.scrubbed(text) ?? ""
            #expect(shown.utf8.count <= POSLimits.messageBytesMax)
        }
    }

    // MARK: - Where texts come in

    @Test(
        arguments: [
            #"{"message":"jane@example.org has 315-555-0142, password s3cret-pass, pin 4321"}"#,
            #"{"error":{"message":"jane@example.org 315-555-0142 s3cret-pass 4321"}}"#,
        ], [400, 404, 429, 500, 503, 200])
    func anErrorOfAnyStatusIsScrubbed(body: String, status: Int) throws {
        let fixture = Fixture { request, _ in
            request.path == "/api/auth" ? FakePOS.Answer() : .status(status, body)
        }
        let error = try #require(
            failure { () throws(POSError) in
                try fixture.client.discounts(deadline: fixture.deadline(600_000))
            })
        for part in ["jane", "555", "s3cret", "4321"] {
            #expect(!error.description.contains(part), "\(error)")
        }
        #expect(error.message.contains(RedactedText.mark))
    }

    @Test func whatATransportSaysIsScrubbed() throws {
        let transport = TalkativeTransport()
        let client = AlleavesClient(
            credentials: AlleavesCredentials(username: "u", password: "hush-hush", pin: "99"),
            transport: transport, environment: FakeTime().environment)
        let error = try #require(
            failure { () throws(POSError) in
                try client.discounts(deadline: client.deadline(afterMilliseconds: 1000))
            })
        for part in ["hush", "who", "token"] { #expect(!error.message.contains(part)) }
        #expect(error.message.contains("https://pos.example/api"))
    }

    /// A token of the POS's own making looks like a word.
    @Test func theTokenOfTheSessionIsScrubbed() throws {
        let fixture = Fixture { request, _ in
            request.path == "/api/auth"
                ? .status(200, #"{"token":"blue-heron-at-noon"}"#)
                : .status(500, #"{"message":"no session blue-heron-at-noon; heron-at is wrong"}"#)
        }
        let error = try #require(
            failure { () throws(POSError) in
                try fixture.client.discounts(deadline: fixture.deadline(600_000))
            })
        #expect(!error.description.contains("heron"), "\(error)")
    }

    private struct TalkativeTransport: Transport {
        func send(
            _ request: HTTPRequest, onBody: BodySink?
        ) throws(TransportError) -> HTTPResponse {
            throw TransportError(
                kind: .tls, path: request.path,
                reason: "no trust in https://who:hush-hush@pos.example/api?token=1")
        }
    }
}
