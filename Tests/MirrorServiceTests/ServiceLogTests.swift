import Testing

@testable import MirrorService

@Suite struct ServiceLogTests {
    private func log(_ format: LogFormat) -> ServiceLog { ServiceLog(format: format) { 0 } }

    /// Names in lines come from callers: none may begin a line of its own or move a cursor.
    @Test(arguments: ["a\nb", "a\rb", "a\u{1B}b", "a\u{7F}b", "a\u{85}b", "a\u{2028}b", "a\0b"])
    func aTextLineHasNoControlCharacters(name: String) {
        #expect(log(.text).line("info", name) == "1970-01-01T00:00:00Z info a b")
    }

    @Test func jsonEscapesWhatTextReplaces() {
        #expect(
            log(.json).line("error", "a\n\"b\"")
                == #"{"time":"1970-01-01T00:00:00Z","level":"error","message":"a\n\"b\""}"#)
    }
}
