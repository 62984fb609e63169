import Randomness
import TestSupport
import Testing

@testable import FirestoreModel

@Suite struct KeyPrefixTests {
    /// Against the order of the bytes themselves, over keys of few letters, so that most pairs
    /// begin alike and many end within the prefix.
    @Test(arguments: Seeds.of(1...4 as ClosedRange<UInt64>)) func aLowerPrefixIsAnEarlierKey(
        seed: UInt64
    ) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20_000 {
            let (left, right) = (Self.key(&random), Self.key(&random))
            let (low, high) = (Self.prefix(left), Self.prefix(right))
            if low != high {
                #expect((low < high) == left.lexicographicallyPrecedes(right), "\(left) \(right)")
            } else {
                #expect(
                    left.prefix(8).filter { $0 != 0 } == right.prefix(8).filter { $0 != 0 },
                    "\(left) \(right)")
            }
        }
    }

    private static func key(_ random: inout SeededRandom) -> [UInt8] {
        (0..<Int.random(in: 0...11, using: &random)).map { _ in
            [0, 1, 0x61, 0x62, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
        }
    }

    private static func prefix(_ key: [UInt8]) -> UInt64 {
        key.withUnsafeBytes { KeyPrefix.of($0) }
    }
}
