import FirestoreModel
import Testing

@testable import CommandLine

/// What `--data`, `--where` and `--remove` mean.
@Suite struct DocumentDataTests {
    private func fields(_ json: String) throws -> Fields {
        try DocumentData(json: Array(json.utf8)).fields
    }

    private static let cases: [(String, Value)] = [
        ("null", .null), ("true", true), ("3", 3), ("-0", 0), ("3.0", 3.0), ("1e3", 1000.0),
        ("-9223372036854775808", .integer(.min)), (#""3""#, "3"), ("[]", .array([])),
        ("[1,[]]", .array([1, .array([])])), ("{}", [:]), (#"{"a":{"b":1}}"#, ["a": ["b": 1]]),
        (#"{"integerValue":"7"}"#, 7), (#"{"doubleValue":"NaN"}"#, .double(.nan)),
        (#"{"timestampValue":"1970-01-01T00:00:01Z"}"#, .timestamp(Timestamp(seconds: 1))),
        (#"{"bytesValue":"AQI="}"#, .bytes([1, 2])),
        (#"{"mapValue":{"fields":{"integerValue":{"stringValue":"x"}}}}"#, ["integerValue": "x"]),
        (#"{"integerValue":"7","more":1}"#, ["integerValue": "7", "more": 1]),
        (#"[{"nullValue":null}]"#, .array([.null])),
    ]

    @Test(arguments: cases.indices)
    func plainValues(index: Int) throws {
        let (json, value) = Self.cases[index]
        #expect(try fields("{\"x\":\(json)}")["x"]?.wireBytes == value.wireBytes)
    }

    @Test func aPrintedDocumentIsTakenAsItIs() throws {
        let document = Document(
            name: "projects/p/databases/(default)/documents/a/b",
            fields: ["a.b": 1, "when": .timestamp(Timestamp(seconds: 5)), "m": ["x": .null]],
            createTime: Timestamp(seconds: 1), updateTime: Timestamp(seconds: 2))
        let data = try DocumentData(json: document.json)
        #expect(data.fields == document.fields)
        #expect(data.isDocument)
        let change = try FieldChange(data, removing: [])
        #expect(change.paths.map(\.description) == ["`a.b`", "m", "when"])
        #expect(try fields(#"{"fields":{},"other":1}"#).count == 2)
    }

    @Test(arguments: [
        ("", "malformed"), ("[]", "must be an object"), ("{\"a\":}", "malformed"),
        ("{\"a\":9223372036854775808}", "64 bits"), ("{\"a\":1e999}", "out of range"),
        ("{\"a\":{\"integerValue\":\"x\"}}", "integer"), ("{\"fields\":{\"a\":1}}", "value"),
        ("{\"fields\":3}", "fields"),
    ])
    func whatIsNoDataIsAUsageError(json: String, message: String) throws {
        let failure = #expect(throws: CommandFailure.self) { try self.fields(json) }
        #expect(failure?.exitCode == .usage)
        #expect(failure?.line.contains(message) == true, "\(failure?.line ?? "")")
    }

    @Test func aHiddenCredentialIsNotWrittenBack() throws {
        for json in [
            #"{"fields":{"posConfig":{"mapValue":{"fields":{"pin":{"stringValue":"#
                + #""[redacted]"}}}}}}"#,
            #"{"posConfig":{"pin":"[redacted]"}}"#, #"{"posConfig.pin":"[redacted]"}"#,
        ] {
            let failure = #expect(throws: CommandFailure.self) { try self.fields(json) }
            #expect(failure?.message == "--data: posConfig.pin is [redacted]")
        }
        #expect(try fields(#"{"note":"[redacted]"}"#)["note"] == "[redacted]")
    }

    @Test func namesOfPlainFieldsArePaths() throws {
        let json = #"{"links.web":"x","`a.b`":1,"rank":{"a":2}}"#
        let data = try DocumentData(json: Array(json.utf8))
        let change = try FieldChange(data, removing: ["old.one"])
        #expect(change.fields == ["links": ["web": "x"], "a.b": 1, "rank": ["a": 2]])
        #expect(change.paths.map(\.description) == ["`a.b`", "links.web", "rank", "old.one"])
    }

    @Test(arguments: [
        (#"{"a":1,"a.b":2}"#, [String](), "a and a.b overlap"),
        (#"{"a":1}"#, ["a"], "a is given twice"),
        (#"{"a b":1}"#, [], "a b: field path is malformed"),
        ("{}", ["a..b"], "a..b: field path is malformed"),
    ])
    func contradictionsAreRefused(json: String, removed: [String], message: String) throws {
        let data = try DocumentData(json: Array(json.utf8))
        let failure = #expect(throws: CommandFailure.self) {
            try FieldChange(data, removing: removed)
        }
        #expect(failure?.message == message)
        #expect(failure?.remedy.isEmpty == false)
    }

    @Test func aMergeReplacesLeaves() {
        let fields: Fields = [
            "a": 1, "b": ["c": ["d": .array([1])], "e": [:]],
            "v": ["__type__": "__vector__", "value": .array([1.0])], "x y": ["z": .null],
        ]
        #expect(
            fields.mergePaths().map(\.description) == ["a", "b.c.d", "b.e", "v", "`x y`.z"])
    }
}

@Suite struct FilterTextTests {
    private func filter(_ text: String) throws -> QueryFilter {
        try FilterText.filter(text) { "root/\($0)" }
    }

    private static let cases: [(String, QueryFilter)] = [
        ("price >= 10", .where("price", .greaterThanOrEqual, 10)),
        ("price>=10.0", .where("price", .greaterThanOrEqual, 10.0)),
        (" a.b  ==  true ", .where("a.b", .equal, true)),
        ("a = x", .where("a", .equal, "x")), ("a<b c", .where("a", .lessThan, "b c")),
        ("a != \"10\"", .where("a", .notEqual, "10")),
        ("`x y=`.z > -1", .where("`x y=`.z", .greaterThan, -1)),
        ("a in [1,\"x\"]", .where("a", .in, .array([1, "x"]))),
        ("a not-in [null]", .where("a", .notIn, .array([.null]))),
        ("tags array-contains new", .where("tags", .arrayContains, "new")),
        ("tags array-contains-any [1]", .where("tags", .arrayContainsAny, .array([1]))),
        ("a == null", .where("a", .isNull)), ("a != null", .where("a", .isNotNull)),
        ("a == NaN", .where("a", .isNaN)), ("a is not nan", .where("a", .isNotNaN)),
        ("a == \"NaN\"", .where("a", .equal, "NaN")), ("a is null", .where("a", .isNull)),
        ("a is NOT null", .where("a", .isNotNull)), ("a is nan", .where("a", .isNaN)),
        (
            "at < {\"timestampValue\":\"1970-01-01T00:00:01Z\"}",
            .where("at", .lessThan, .timestamp(Timestamp(seconds: 1)))
        ),
        ("__name__ >= b", .where("__name__", .greaterThanOrEqual, .reference("root/b"))),
        ("__name__ == 1018", .where("__name__", .equal, .reference("root/1018"))),
        (
            "__name__ in [\"a\",\"b\"]",
            .where("__name__", .in, .array([.reference("root/a"), .reference("root/b")]))
        ),
    ]

    @Test(arguments: cases.indices)
    func filters(index: Int) throws {
        let (text, filter) = Self.cases[index]
        #expect(try self.filter(text) == filter)
    }

    @Test(arguments: [
        "", "price", "price 10", "price >=", "price => 10", "price ~ 10", "a..b == 1", "1a == 1",
        "`a == 1", "a == [1", "a == {\"x\"", "a == \"x", "a is", "a is 3", "a like x",
        "a == {\"integerValue\":\"x\"}", "__name__ == null", "__name__ == true",
    ])
    func whatIsNoFilterSaysHowToWriteOne(text: String) {
        let failure = #expect(throws: CommandFailure.self) { try self.filter(text) }
        #expect(failure?.exitCode == .usage)
        #expect(failure?.message.hasPrefix("--where '\(text)': ") == true)
        #expect(failure?.remedy.contains("array-contains-any") == true)
    }
}
