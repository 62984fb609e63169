import Randomness
import TestSupport
import Testing

@testable import HTTP2

@Suite struct HuffmanTests {
    private func decoded(_ bytes: [UInt8]) -> [UInt8]? {
        var fields = FieldBlock()
        do throws(HPACKFault) {
            try bytes.withUnsafeBufferPointer { (bytes) throws(HPACKFault) in
                try HuffmanDecoder.decode(UnsafeRawBufferPointer(bytes), into: &fields)
            }
            return fields.bytes
        } catch {
            return nil
        }
    }

    private func encoded(_ text: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        text.withUnsafeBytes { HuffmanCode.encode($0, to: &bytes) }
        #expect(bytes.count == text.withUnsafeBytes { HuffmanCode.encodedCount($0) })
        return bytes
    }

    /// Rows of RFC 7541, appendix B, at the beginning, end and where lengths change.
    @Test func codesAreThoseOfTheStandard() {
        let rows: [(Int, UInt32)] = [
            (0, 0x1FF8), (1, 0x7F_FFD8), (10, 0x3FFF_FFFC), (32, 0x14), (47, 0x18), (48, 0),
            (90, 0xFD), (97, 3), (122, 0x7B), (124, 0x7FC), (127, 0xFFF_FFFC), (92, 0x7FFF0),
            (195, 0x7FFF1),
            (255, 0x3FF_FFEE), (256, 0x3FFF_FFFF),
        ]
        for (symbol, code) in rows { #expect(HuffmanCode.codes[symbol] == code, "\(symbol)") }
    }

    @Test func everySymbolAndPairIsDecoded() {
        for first in 0..<256 {
            #expect(decoded(encoded([UInt8(first)])) == [UInt8(first)])
            for second in stride(from: 0, to: 256, by: 5) {
                let pair = [UInt8(first), UInt8(second)]
                #expect(decoded(encoded(pair)) == pair)
            }
        }
        #expect(decoded([]) == [])
    }

    @Test(arguments: Seeds.of(UInt64(1)...20))
    func whatIsEncodedIsDecoded(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<200 {
            let text = random.bytes(random.below(300))
            #expect(decoded(encoded(text)) == text)
        }
    }

    /// Bit by bit, from the table of codes: another way to the same.
    private func plain(_ bytes: [UInt8]) -> [UInt8]? {
        var text: [UInt8] = []
        var (code, length): (UInt32, UInt8) = (0, 0)
        for bit in bytes.flatMap({ byte in (0..<8).reversed().map { byte >> UInt8($0) & 1 } }) {
            code = code << 1 | UInt32(bit)
            length += 1
            guard length <= 30 else { return nil }
            guard let symbol = symbols[Code(code: code, length: length)] else { continue }
            guard symbol != HuffmanCode.endOfString else { return nil }
            text.append(UInt8(symbol))
            (code, length) = (0, 0)
        }
        return length < 8 && code == (1 << UInt32(length)) - 1 ? text : nil
    }

    private struct Code: Hashable {
        let code: UInt32
        let length: UInt8
    }

    private let symbols = Dictionary(
        uniqueKeysWithValues: HuffmanCode.codes.enumerated().map {
            (Code(code: $1, length: HuffmanCode.lengths[$0]), $0)
        })

    @Test(arguments: Seeds.of(UInt64(1)...20))
    func anyBytesAreDecodedAsBitByBit(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<500 {
            var bytes = encoded(random.bytes(random.below(8)).map { $0 & 0x7F })
            if random.chance(1, of: 2), !bytes.isEmpty {
                bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
            }
            if random.chance(1, of: 3) { bytes += random.bytes(random.below(3)) }
            #expect(decoded(bytes) == plain(bytes))
        }
    }
}
