/// Numbers that depend on a seed and a place alone, so that any product can be made by itself.
enum BenchRandom {
    /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    static func scrambled(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    static func word(seed: UInt64, _ stream: UInt64, _ place: Int) -> UInt64 {
        let spread = scrambled(seed &+ stream &* 0xD1B5_4A32_D192_ED03)
        return scrambled(spread ^ (UInt64(place) &* 0x9E37_79B9_7F4A_7C15))
    }
}

/// Small numbers drawn one after the other from a single word and its successors.
struct BenchDraws {
    private var state: UInt64

    init(seed: UInt64, _ stream: UInt64, _ place: Int) {
        state = BenchRandom.word(seed: seed, stream, place)
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func below(_ bound: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Int(((BenchRandom.scrambled(state) >> 32) &* UInt64(bound)) >> 32)
    }
}
