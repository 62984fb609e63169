import Sync
import Testing

@testable import MirrorService

@Suite struct ServiceLogTests {
    private func log(_ format: LogFormat) -> ServiceLog { ServiceLog(format: format) { 0 } }

    /// Names in lines come from callers: none may begin a line of its own or move a cursor.
    @Test(arguments: ["a\nb", "a\rb", "a\u{1B}b", "a\u{7F}b", "a\u{85}b", "a\u{2028}b", "a\0b"])
    func aTextLineHasNoControlCharacters(name: String) {
        #expect(log(.text).line(LogEntry(name)) == "1970-01-01T00:00:00Z info a b")
    }

    @Test func jsonEscapesWhatTextReplaces() {
        #expect(
            log(.json).line(LogEntry("a\n\"b\"").error)
                == #"{"time":"1970-01-01T00:00:00Z","level":"error","message":"a\n\"b\""}"#)
    }

    /// What follows `name=` is a member of its own, of its own type.
    @Test func jsonLinesHaveFields() {
        let org = "shop\" level=error org=other"
        let line = log(.json).line("[X] org=\(org) ms=\(12) done=\(true) a text \("x") end")
        #expect(
            line == #"{"time":"1970-01-01T00:00:00Z","level":"info","message":"#
                + #""[X] org=shop\" level=error org=other ms=12 done=true a text x end","#
                + #""org":"shop\" level=error org=other","ms":12,"done":true}"#)
    }

    @Test func aFieldNeverTakesThePlaceOfALinesOwnMembers() {
        let line = log(.json).line("level=\("info") time=\(1) message=\("x")")
        #expect(
            line == #"{"time":"1970-01-01T00:00:00Z","level":"info","#
                + #""message":"level=info time=1 message=x"}"#)
    }

    @Test func entriesAddUpWithTheirFieldsAndTheGraverLevel() {
        let head: LogEntry = "org=\("a")"
        let failed: LogEntry = "\(head) failed ms=\(3)"
        let sum = head + failed.error.with("error", "why")
        #expect(sum.text == "org=aorg=a failed ms=3")
        #expect(sum.level == .error)
        #expect(sum.fields.map(\.name) == ["org", "ms", "error"])
    }

    @Test(arguments: [
        "org=acme ok ms=3", "header Bearer abc.def rest", "session pms_0123 ended", "Bearer", "",
    ])
    func jsonLinesHaveAMessageWhateverTheTextIs(_ text: String) {
        #expect(log(.json).line(LogEntry(text)).contains("message"))
    }
}
