import StatusCodes
import Testing

@testable import FirestoreModel

@Suite struct FieldPathTests {
    static let good: [(String, [String])] = [
        ("a", ["a"]), ("a.b_1", ["a", "b_1"]), ("`1b`", ["1b"]), ("a.`1b`.c", ["a", "1b", "c"]),
        ("`a.b`", ["a.b"]), ("`a\\`\\\\`", ["a`\\"]), ("`é`", ["é"]), ("_", ["_"]),
        ("__name__", ["__name__"]),
    ]

    @Test(arguments: good)
    func pathsParseAndPrint(text: String, segments: [String]) throws {
        let path = try FieldPath(text)
        #expect(path.segments == segments)
        #expect(path.description == text)
        #expect(try FieldPath(path.description) == path)
    }

    @Test(arguments: [
        "", "a..b", ".a", "a.", "1a", "a.1b", "a-b", "a b", "``", "`a", "`a`b",
        "é", "`a\\b`", "`a\\",
    ])
    func malformedPathsAreRefused(text: String) {
        #expect(throws: Status.invalid("field path is malformed")) {
            try FieldPath(text)
        }
    }

    @Test func simpleNamesInQuotesPrintWithoutThem() throws {
        #expect(try FieldPath("`a`.b").description == "a.b")
        #expect(FieldPath(field: "1a").description == "`1a`")
    }

    @Test func lengthIsBounded() throws {
        #expect(try FieldPath(String(repeating: "a", count: 1_500)).segments.count == 1)
        #expect(throws: Status.self) { try FieldPath(String(repeating: "a", count: 1_501)) }
    }

    @Test(arguments: ["__a__", "_____", "__type__", "__name__"])
    func reservedNamesAreNotStorable(name: String) {
        #expect(throws: Status.self) { try FieldPath.requireStorable(name) }
    }

    @Test(arguments: ["__a", "a__", "_a_", "___", "____", "a.b", "`"])
    func unusualNamesAreStorable(name: String) throws {
        try FieldPath.requireStorable(name)
        #expect(FieldPath(field: name).segments == [name])
    }

    @Test func orderIsByNames() throws {
        let texts = ["a", "a.b", "a.c", "a0", "b"]
        let sorted = try texts.reversed().map { try FieldPath($0) }.sorted()
        #expect(sorted.map(\.description) == texts)
    }
}
