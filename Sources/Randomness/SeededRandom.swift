/// SplitMix64 (Steele, Lea, Flood 2014): small, and deterministic on every machine. For tests,
/// simulated data and retry jitter; never for secrets.
///
/// Inlinable, because the simulator draws hundreds of numbers per row.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    @usableFromInline
    var state: UInt64

    @inlinable
    public init(seed: UInt64) { state = seed }

    /// A generator for one item of one kind, independent of all others, so that items can be
    /// generated in any order.
    @inlinable
    public init(seed: UInt64, stream: UInt64, index: Int) {
        state = Self.word(seed: seed, stream: stream, index: index)
    }

    /// A number determined by seed, kind and index.
    @inlinable
    public static func word(seed: UInt64, stream: UInt64, index: Int) -> UInt64 {
        let spread = scrambled(seed &+ stream &* 0xD1B5_4A32_D192_ED03)
        return scrambled(spread ^ (UInt64(bitPattern: Int64(index)) &* golden))
    }

    /// Computed, so that it is a constant in other modules too.
    @inlinable
    static var golden: UInt64 { 0x9E37_79B9_7F4A_7C15 }

    /// The finaliser: every bit of the result depends on every bit of `value`.
    @inlinable
    public static func scrambled(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    @inlinable
    public mutating func next() -> UInt64 {
        state &+= Self.golden
        return Self.scrambled(state)
    }

    /// A number in `0..<bound`. The bias is below 2^-32 for small bounds.
    @inlinable
    public mutating func below(_ bound: Int) -> Int {
        precondition(bound > 0 && bound <= Int(UInt32.max), "bound out of range")
        return Int(((next() >> 32) &* UInt64(bound)) >> 32)
    }

    /// A number in `low...high`.
    @inlinable
    public mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

    /// True with probability `part` / `whole`.
    @inlinable
    public mutating func chance(_ part: Int, of whole: Int) -> Bool { below(whole) < part }

    /// Random bytes.
    public mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}
