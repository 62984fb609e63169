import Ordering
import Randomness
import TestSupport
import Testing

@Suite struct WordBytesTests {
    @Test(arguments: Seeds.of([6] as [UInt64]))
    func wordsReadBackAndSortByValue(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<1_000 {
            let (left, right) = (random.next() >> random.below(64), random.next())
            let (first, second) = (BigEndian.bytes(left), BigEndian.bytes(right))
            #expect(first.withUnsafeBytes { BigEndian.value($0) } == left)
            #expect((ByteOrder.compare(first, second) < 0) == (left < right))
        }
    }

    @Test func bytesThatAreTooFewHoldNoWord() {
        let bytes = [UInt8](repeating: 1, count: 9)
        bytes.withUnsafeBytes { bytes in
            #expect(BigEndian.value(bytes, at: 1) != nil)
            for offset in [-1, 2, 9, 100] { #expect(BigEndian.value(bytes, at: offset) == nil) }
        }
    }

    @Test func wordsAreAppendedInBothOrders() {
        var bytes: [UInt8] = []
        bytes.appendBigEndian(UInt32(0x0102_0304))
        bytes.appendLittleEndian(Int16(0x0506))
        #expect(bytes == [1, 2, 3, 4, 6, 5])
    }
}
