/// SplitMix64 (Steele, Lea, Flood 2014): tiny, seedable and the same on every machine, so that
/// one seed always gives one inventory.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A generator for one thing of one kind, independent of its neighbours, so that any row can
    /// be made without making those before it.
    init(seed: UInt64, stream: UInt64, index: Int) {
        let spread = Self.scramble(seed &+ stream &* 0xD1B5_4A32_D192_ED03)
        state = Self.scramble(spread ^ (UInt64(bitPattern: Int64(index)) &* Self.golden))
    }

    private static let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func scramble(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= Self.golden
        return Self.scramble(state)
    }

    /// A number in `0..<bound`. The bias of the multiply is below 2^-32 for our small bounds.
    mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0 && bound <= Int(UInt32.max), "bound out of range")
        return Int(((next() >> 32) &* UInt64(bound)) >> 32)
    }

    mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

    /// True in `part` of `whole` draws.
    mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }
}
