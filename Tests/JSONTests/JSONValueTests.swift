import JSON
import Testing

@Suite struct JSONValueTests {
    private static func parse(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test(arguments: [
        "null", "[]", "{}", "[1,2.50,-0.1,1e5,1E-2]", #"{"a":{"b":[true,false]},"a":1}"#,
        #"["\"\\\n","é","😀"]"#, #"{"a":[1,2.50,true,null,"\u0001\n\r\t\u007f"],"b":{}}"#,
    ])
    func textsComeBackAsTheyWere(text: String) throws {
        #expect(try Self.parse(text).bytes == Array(text.utf8))
    }

    @Test func theLastOfEqualKeysCountsAndNullIsAbsent() throws {
        let value = try Self.parse(#"{"a":1,"b":2,"a":3,"c":null}"#)
        #expect(value["a"] == .number("3"))
        #expect(value["c"] == nil && value["d"] == nil)
        #expect(value.member("c") == .null && value.member("d") == nil)
        #expect(value.first("d", "c", "b") == .number("2"))
        #expect(JSONValue.array([])["a"] == nil)
    }

    @Test func membersAreSetInPlace() throws {
        var value = try Self.parse(#"{"a":1,"b":2,"a":3}"#)
        value["b"] = .bool(true)
        value["c"] = .null
        #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"a":1,"b":true,"a":3,"c":null}"#)
        value["a"] = nil
        #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"b":true,"c":null}"#)
        value = .string("x")
        value["a"] = .null
        #expect(value == .string("x"))
    }

    @Test func textsAndNamesCompareByTheirBytes() {
        #expect(JSONValue.string("e\u{301}") != .string("\u{E9}"))
        let value = JSONValue.fields(["e\u{301}": .null, "\u{E9}": .bool(true)])
        #expect(value["\u{E9}"] == .bool(true) && value["e\u{301}"] == nil)
        #expect(value != .fields(["\u{E9}": .null, "e\u{301}": .bool(true)]))
    }

    @Test func numbersAreExact() throws {
        let list = try #require(try Self.parse("[39.55,0.1,1e2,12345678901234567890]").array)
        #expect(list.map { $0.number?.scaled(2) } == [3955, 10, 10_000, nil])
        #expect(JSONValue.string("1").number == nil)
        #expect(JSONValue.decimal(1_980, scale: 2) == .number("19.8"))
        #expect(JSONValue.integer(-7) == .number("-7"))
    }
}
