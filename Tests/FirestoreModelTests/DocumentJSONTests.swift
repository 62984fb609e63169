import JSON
import Testing

@testable import FirestoreModel

@Suite struct DocumentJSONTests {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func everyKindRoundTrips() throws {
        let document = Document(
            name: "projects/p/databases/(default)/documents/a/b", fields: SampleValues.everyKind,
            createTime: Timestamp(seconds: 1), updateTime: Timestamp(seconds: 2, nanos: 5_000))
        #expect(try Document(json: document.json) == document)
    }

    static let canonical: [(Value, String)] = [
        (5, #"{"integerValue":"5"}"#), (.double(-0.0), #"{"doubleValue":-0.0}"#),
        (.double(.nan), #"{"doubleValue":"NaN"}"#),
        (.double(-.infinity), #"{"doubleValue":"-Infinity"}"#),
        (.null, #"{"nullValue":null}"#), (.bytes([0xFF, 0xFE]), #"{"bytesValue":"//4="}"#),
        ([true], #"{"arrayValue":{"values":[{"booleanValue":true}]}}"#),
        (["a": "\""], #"{"mapValue":{"fields":{"a":{"stringValue":"\""}}}}"#),
        (.timestamp(Timestamp(seconds: 0)), #"{"timestampValue":"1970-01-01T00:00:00Z"}"#),
        (
            .geoPoint(latitude: 1.5, longitude: -2),
            #"{"geoPointValue":{"latitude":1.5,"longitude":-2.0}}"#
        ),
    ]

    @Test(arguments: canonical)
    func valuesPrintAndParse(value: Value, text: String) throws {
        #expect(String(decoding: value.json, as: UTF8.self) == text)
        #expect(try Value(json: JSONValue(document: Self.bytes(text))) == value)
    }

    static let lenient: [(String, Value)] = [
        (#"{"integerValue":5}"#, 5), (#"{"doubleValue":1}"#, 1.0),
        (#"{"arrayValue":{}}"#, []), (#"{"mapValue":{}}"#, [:]),
        (#"{"geoPointValue":{}}"#, .geoPoint(latitude: 0, longitude: 0)),
        (#"{"bytesValue":"_-4"}"#, .bytes([0xFF, 0xEE])),
        (#"{"stringValue":"\ud83d\ude00\u00e9\/"}"#, "\u{1F600}\u{E9}/"),
        (#" { "nullValue" : "NULL_VALUE" } "#, .null), (#"{"doubleValue":-0}"#, .double(-0.0)),
    ]

    @Test(arguments: lenient)
    func lenientFormsAreAccepted(text: String, value: Value) throws {
        #expect(try Value(json: JSONValue(document: Self.bytes(text))) == value)
    }

    @Test(arguments: [
        #"{}"#, #"[]"#, #"{"integerValue":"5.0"}"#, #"{"integerValue":5.5}"#,
        #"{"integerValue":"9223372036854775808"}"#, #"{"integerValue":"+5"}"#,
        #"{"doubleValue":1e999}"#, #"{"doubleValue":"1"}"#, #"{"timestampValue":"today"}"#,
        #"{"bytesValue":"A"}"#, #"{"bytesValue":"a===" }"#, #"{"colorValue":1}"#,
        #"{"nullValue":null,"booleanValue":true}"#, #"{"arrayValue":{"values":{}}}"#,
    ])
    func otherFormsAreRefused(text: String) {
        #expect(throws: DocumentJSONError.self) {
            try Value(json: JSONValue(document: Self.bytes(text)))
        }
    }

    @Test func textThatIsNoJSONIsRefusedWithItsPlace() {
        #expect(throws: DocumentJSONError.malformed(JSONFault(.truncated, offset: 5))) {
            try Document(json: Self.bytes("{\"a\":"))
        }
    }

    @Test func nestingIsBounded() throws {
        let most = String(repeating: "[", count: 96) + String(repeating: "]", count: 96)
        #expect(try JSONValue(document: Self.bytes(most)) != .null)
        #expect(throws: DocumentJSONError.malformed(JSONFault(.tooDeep, offset: 96))) {
            try JSONValue(document: Self.bytes("[" + most + "]"))
        }
    }

    @Test func theDeepestStorableValueFits() throws {
        var value = Value.null
        for _ in 0..<20 { value = ["a": value] }
        let document = Document(name: "n", fields: ["a": value])
        #expect(try Document(json: document.json) == document)
    }

    @Test func unknownMembersOfADocumentAreRefused() {
        #expect(throws: DocumentJSONError.unexpected("unknown member of a document")) {
            try Document(json: Self.bytes(#"{"nam":"x"}"#))
        }
    }
}
