import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func containersSeeToTheirCommas() {
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("a", 1)
            writer.key("b")
            writer.array { writer in
                writer.value("x")
                writer.null()
                writer.object { _ in }
                writer.value(false)
            }
            writer.array("c", [1, 2]) { $0.value($1) }
            writer.member("d", .fields(["e": .array([])]))
        }
        #expect(writer.text == #"{"a":1,"b":["x",null,{},false],"c":[1,2],"d":{"e":[]}}"#)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (5, "5"), (2.5, "2.5"), (1e300, "1e+300"), (.nan, #""NaN""#),
            (.infinity, #""Infinity""#), (-.infinity, #""-Infinity""#),
        ] as [(Double, String)])
    func doublesThatAreWholeHaveNoFraction(value: Double, text: String) {
        var writer = JSONWriter()
        writer.value(value)
        #expect(writer.text == text)
    }

    @Test func decimalsAreExact() {
        var writer = JSONWriter()
        writer.array { writer in
            writer.decimal(3_955, scale: 2)
            writer.decimal(-100, scale: 2)
            writer.number("1.50")
        }
        #expect(writer.text == "[39.55,-1,1.50]")
    }

    @Test func everyScalarReadsBack() throws {
        var text = ""
        for value in UInt32(0)..<0x300 { text.unicodeScalars.append(Unicode.Scalar(value) ?? "x") }
        text += "\u{2028}\u{FFFF}😀"
        var writer = JSONWriter()
        writer.value(text)
        #expect(try JSONParser.parse(writer.bytes) == .string(text))
        // A terminal shows it as it stands.
        #expect(writer.bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F })
    }
}
