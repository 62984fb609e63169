import Randomness
import TestSupport
import Testing

@testable import FeedMapping

@Suite struct InflateTests {
    /// Texts and noise of many lengths: stored, fixed and dynamic blocks, long and short matches.
    static func samples(_ seed: UInt64 = ownSeed) -> [[UInt8]] {
        var random = SeededRandom(seed: seed)
        var samples: [[UInt8]] = [[], [0x41], Array("aaaaaaaaaaaaaaaaaaaaaaaa".utf8)]
        let words = ["Flower", "Pre-Rolls", "3.5g", "{\"price\": ", "45.00", ",", "\n", "é", "  "]
        for length in [10, 300, 5_000, 70_000, 200_000] {
            var text: [UInt8] = []
            while text.count < length { text += words[random.below(words.count)].utf8 }
            samples.append(text)
            samples.append((0..<length).map { _ in UInt8(random.below(256)) })
            samples.append((0..<length).map { _ in UInt8(random.below(4)) })
        }
        samples.append([UInt8](repeating: 7, count: 150_000))
        return samples
    }

    static let ownSeed: UInt64 = 20_261_129

    @Test(arguments: Seeds.of([ownSeed]), [1, 6, 9])
    func unpacksWhatGzipPacks(seed: UInt64, level: Int) throws {
        for sample in Self.samples(seed) {
            #expect(try Gzip.unpacked(gzipped(sample, level: level)) == sample)
        }
    }

    @Test func membersFollowEachOtherAndZerosAreNothing() throws {
        let (one, two) = (Array("one,".utf8), Array("two".utf8))
        let packed = try gzipped(one) + gzipped(two)
        #expect(try Gzip.unpacked(packed) == one + two)
        #expect(try Gzip.unpacked(packed + [0, 0, 0]) == one + two)
        #expect(throws: FeedFault.self) { try Gzip.unpacked(packed + [1]) }
    }

    @Test func everyCutIsTold() throws {
        let packed = try gzipped(Self.samples()[7].prefix(3_000).map { $0 })
        for count in 2..<packed.count {
            #expect(throws: FeedFault.self) { try Gzip.unpacked(Array(packed.prefix(count))) }
        }
        let half = Array(packed.prefix(packed.count / 2))
        #expect(throws: FeedFault(.cutOff, "the compressed stream is cut off")) {
            try Gzip.unpacked(half)
        }
    }

    /// Whatever one bit does: the bytes come out as they were (in the header's time, name or
    /// comment), or nothing does.
    @Test func noFlippedBitIsBelieved() throws {
        let sample = Array(Self.samples()[3].prefix(400))
        let packed = try gzipped(sample)
        for bit in 0..<packed.count * 8 {
            var damaged = packed
            damaged[bit / 8] ^= 1 << UInt8(bit % 8)
            let unpacked = try? Gzip.unpacked(damaged)
            #expect(unpacked == nil || unpacked == sample, "bit \(bit)")
        }
    }

    @Test(arguments: Seeds.of([7] as [UInt64]))
    func noiseNeverTraps(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<3_000 {
            let noise = (0..<random.below(200)).map { _ in UInt8(random.below(256)) }
            let head: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
            #expect(throws: FeedFault.self) { try Gzip.unpacked(head + noise) }
        }
    }

    @Test func memoryIsAskedForBeforeItIsTaken() throws {
        let text = (0..<3 << 20).map { UInt8(truncatingIfNeeded: ($0 &* $0) >> 7) }
        let packed = try gzipped(text)
        var asked: [Int] = []
        let unpacked = try Gzip.unpacked(packed + packed) {
            asked.append($0)
            return true
        }
        #expect(unpacked == text + text)
        #expect(zip(asked, asked.dropFirst()).allSatisfy { $0 < $1 })
        #expect(asked.last ?? 0 >= unpacked.count)
        let fault = #expect(throws: FeedFault.self) {
            try Gzip.unpacked(packed) { $0 <= 2 << 20 }
        }
        #expect(fault?.kind == .tooLarge)
    }

    @Test func sizeIsBounded() throws {
        let zeros = [UInt8](repeating: 0, count: 3 << 20)
        let packed = try gzipped(zeros)
        let fault = #expect(throws: FeedFault.self) { try Gzip.unpacked(packed) }
        #expect(fault?.kind == .tooLarge)
        let text = Array("abcdefghij".utf8)
        let small = #expect(throws: FeedFault.self) {
            try Gzip.unpacked(gzipped(text), bytesMax: 9)
        }
        #expect(small?.kind == .tooLarge)
        #expect(try Gzip.unpacked(gzipped(text), bytesMax: 10) == text)
    }

    @Test func isKnownByItsBytes() {
        #expect(Gzip.isGzip([0x1F, 0x8B, 8]))
        #expect(!Gzip.isGzip([0x1F]))
        #expect(!Gzip.isGzip(Array("id,name".utf8)))
    }
}
