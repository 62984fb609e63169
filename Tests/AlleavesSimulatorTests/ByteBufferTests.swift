import Testing

@testable import AlleavesSimulator

@Suite struct ByteBufferTests {
    @Test(arguments: [
        (0, "0"), (5, "0.05"), (10, "0.1"), (100, "1"), (3_955, "39.55"), (18_080, "180.8"),
        (-250, "-2.5"), (Int.max, "92233720368547758.07"),
    ])
    func decimalsPrintAsJavaScriptDoes(cents: Int, text: String) {
        let buffer = ByteBuffer()
        buffer.cents(cents)
        #expect(String(decoding: buffer.array, as: UTF8.self) == text)
    }

    @Test(arguments: [0, 9, 10, 99, 100, 12_345, Int.max, Int.min, -1])
    func integersPrintInFull(value: Int) {
        let buffer = ByteBuffer()
        buffer.integer(value)
        #expect(String(decoding: buffer.array, as: UTF8.self) == String(value))
    }
}
