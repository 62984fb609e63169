import Testing

@testable import Alleaves

@Suite struct JSONReaderTests {
    private static func read(_ text: String) throws(JSONFault) -> JSONValue {
        try JSONReader.read(Array(text.utf8))
    }

    @Test func valuesAreDecoded() throws {
        let value = try Self.read(#" {"a":[1,-2.50e1,true,false,null,"x\n\u00e9"],"b":{},"c":[]} "#)
        #expect(
            value["a"]?.array == [
                .number("1"), .number("-2.50e1"), .bool(true), .bool(false), .null,
                .string("x\né"),
            ])
        #expect(value["b"]?.members?.isEmpty == true && value["c"]?.array?.isEmpty == true)
    }

    @Test func droppedMembersAreCheckedAllTheSame() throws {
        let kept = try JSONReader.read(Array(#"{"a":1,"b":{"a":2}}"#.utf8), keeping: { $0 == "a" })
        #expect(kept == .object([.init(key: "a", value: .number("1"))]))
        #expect(throws: JSONFault.self) {
            try JSONReader.read(Array(#"{"a":1,"b":{x}}"#.utf8), keeping: { $0 == "a" })
        }
    }

    @Test func everyTruncationFails() {
        let bytes = Array(#"{"a":[1.5e3,{"b":"é\u00e9"}],"c":null}"#.utf8)
        for length in 0..<bytes.count {
            #expect(throws: JSONFault.self, "\(length)") {
                try JSONReader.read(Array(bytes[..<length]))
            }
        }
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONFault(.tooDeep, offset: 64)) { try Self.read(deep) }
    }

    @Test func integersAndBoolsMayBeStrings() throws {
        let list = try #require(try Self.read(#"["7",7.0,7.5,"x",-1,1e30,"TRUE",0]"#).array)
        #expect(list.map(\.integer) == [7, 7, nil, nil, -1, nil, nil, 0])
        #expect(list.map(\.identifier) == [7, 7, nil, nil, nil, nil, nil, nil])
        #expect(list.map(\.bool) == [nil, nil, nil, nil, nil, nil, true, false])
    }

    @Test func writtenStringsReadBack() throws {
        let text = "a\"b\\c\u{1}\n é😀/"
        #expect(try JSONReader.read(JSONWriter.string(text)) == .string(text))
    }
}
