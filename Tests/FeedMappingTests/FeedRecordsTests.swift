import JSON
import Randomness
import TestSupport
import Testing

@testable import FeedMapping

@Suite struct FeedRecordsTests {
    private struct Read {
        var names: [String] = []
        var faults: [RowFault] = []
        var envelope: JSONValue?
        var fault: FeedFault?
    }

    private func read(
        _ text: String, _ kind: FeedFormat.Kind, _ path: [String] = []
    ) -> Read { read(Array(text.utf8), kind, path) }

    private func read(
        _ bytes: [UInt8], _ kind: FeedFormat.Kind, _ path: [String] = []
    ) -> Read {
        var read = Read()
        do throws(FeedFault) {
            var records = try FeedRecords(bytes, FeedFormat(kind), path: path)
            while let next = try records.next() {
                switch next {
                case .faulty(let fault): read.faults.append(fault)
                case .record(.tree(let value)):
                    if case .string(let name)? = value["n"] { read.names.append(name) }
                case .record(.row(let row)): read.names.append(row.fields.first ?? "")
                }
            }
            read.envelope = records.envelope
        } catch {
            read.fault = error
        }
        return read
    }

    @Test func aListOfRecords() {
        let whole = read(#" [ {"n":"a"} , {"n":"b, ]}\"","x":[[{}]]} ] "#, .json)
        #expect(whole.names == ["a", "b, ]}\""])
        #expect(whole.fault == nil)
        #expect(read("[]", .json).envelope == .array([]))
        #expect(read("\u{FEFF}[{\"n\":\"a\"}]", .json).names == ["a"])
    }

    @Test func recordsBelowMembers() {
        let text = #"{"meta":{"total":2,"data":[1]},"data":{"items":[{"n":"a"},{"n":"b"}],"z":1}}"#
        let whole = read(text, .json, ["data", "items"])
        #expect(whole.names == ["a", "b"])
        #expect(whole.fault == nil)
        #expect(whole.envelope?["meta"]?["total"] == .number("2"))
        for (path, words) in [
            (["data", "nothing"], "there is no nothing where the mapping's \"records\" says"),
            (["meta", "total", "x"], "there is no object to find x in"),
            (["meta"], "meta is no list of records"),
            ([], "the JSON text is no list; the mapping's \"records\" says where it is"),
        ] {
            #expect(read(text, .json, path).fault == FeedFault(.unexpected, words))
        }
    }

    /// Of every text that ends too early it is told; the whole records before the end are there.
    @Test func everyCutIsTold() {
        let text = Array(#"{"meta":{"n":1},"data":[{"n":"a"},{"n":"b"}],"after":[true]}"#.utf8)
        for count in 0..<text.count {
            let cut = read(Array(text.prefix(count)), .json, ["data"])
            #expect(cut.fault?.kind == .cutOff, "\(count)")
            #expect(cut.names == Array(["a", "b"].prefix(cut.names.count)))
        }
        #expect(read(text, .json, ["data"]).fault == nil)
    }

    @Test func oneBadRecordIsOne() {
        let bad = read(#"[{"n":"a"},{"n":01},7,{"n":"b"}]"#, .json)
        #expect(bad.names == ["a", "b"])
        #expect(bad.faults == [.malformed, .malformed])
        #expect(bad.fault == nil)
        let text = Array(#"[{"n":"a"},{"n":""#.utf8) + [0xFF] + Array(#""},{"n":"b"}]"#.utf8)
        let encoding = read(text, .json)
        #expect(encoding.names == ["a", "b"])
        #expect(encoding.faults == [.encoding])
    }

    @Test func whatStandsAroundIsChecked() {
        #expect(read(#"{"data":[{"n":"a"}],}"#, .json, ["data"]).fault?.kind == .malformed)
        #expect(read(#"[{"n":"a"}] x"#, .json).fault?.kind == .malformed)
        #expect(read(#"[{"n":"a"} {"n":"b"}]"#, .json).fault?.kind == .malformed)
    }

    @Test func lines() {
        let whole = read("{\"n\":\"a\"}\r\n\n {\"n\":\"b\"}\n", .jsonl)
        #expect(whole.names == ["a", "b"])
        #expect(whole.fault == nil)
        #expect(read("{\"n\":\"a\"}\nx\n{\"n\":\"b\"}", .jsonl).faults == [.malformed])
        let cut = read("{\"n\":\"a\"}\n{\"n\":\"b", .jsonl)
        #expect(cut.names == ["a"])
        #expect(cut.fault?.kind == .cutOff)
    }

    @Test func raggedRowsAreToldApart() {
        let read = read("n,m\na,1\nb\nc,1,2\nd,1\n", .csv)
        #expect(read.names == ["a", "d"])
        #expect(read.faults == [.ragged, .ragged])
        #expect(read.fault == nil)
        let cut = self.read("n,m\na,1\nb", .csv)
        #expect(cut.fault == FeedFault(.cutOff, "the file ends in the middle of a row"))
        #expect(self.read("", .csv).fault?.kind == .unexpected)
    }

    @Test(arguments: [
        ("menu.csv", "csv"), ("a/b.CSV.gz", "csv"), ("https://x.test/menu.json?page=1", "json"),
        ("x.ndjson", "jsonl"), ("x.jsonl.GZ", "jsonl"),
    ])
    func formatsByName(_ path: String, _ kind: String) {
        #expect(FeedFormat(ofPath: path)?.kind.rawValue == kind)
    }

    @Test func namesWithoutAFormat() {
        #expect(FeedFormat(ofPath: "menu") == nil)
        #expect(FeedFormat(ofPath: "https://x.test/v1.0/menu") == nil)
        #expect(FeedFormat(ofPath: "menu.gz") == nil)
        #expect(FeedFormat(ofPath: "menu.tsv")?.delimiter == 9)
    }

    @Test(arguments: Seeds.of([3] as [UInt64]))
    func noiseNeverTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let pieces = ["{", "}", "[", "]", "\"", "\\", ",", ":", "n", "1", "true", " ", "\n", "é"]
        for _ in 0..<5_000 {
            let text = (0..<random.below(25)).map { _ in pieces[random.below(pieces.count)] }
            for kind in FeedFormat.Kind.allCases {
                _ = read(text.joined(), kind, random.below(2) == 0 ? [] : ["n"])
            }
        }
    }
}
