import LinuxSystem

/// A run of one target over made inputs.
public struct FuzzRun: Sendable {
    /// An input that breaks a property.
    public struct Find: Error, CustomStringConvertible {
        public let target: String
        public let number: Int
        public let input: [UInt8]
        public let broken: String

        public var description: String { "\(target), input \(number): \(broken)" }
    }

    private let target: FuzzTarget
    private let mutator: Mutator

    public init(_ target: FuzzTarget, corpus: [[UInt8]], seed: UInt64) {
        self.target = target
        mutator = Mutator(corpus: corpus, seed: seed, bytesMax: target.bytesMax)
    }

    /// Runs inputs until time is over; how many there were. Throws the first find.
    ///
    /// - Parameter each: is given every input before it is tried, since one that traps ends the
    ///   process.
    public func perform(
        milliseconds: Int, from first: Int = 0, each: (Int, [UInt8]) -> Void = { _, _ in }
    ) throws(Find) -> Int {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(milliseconds) * 1_000_000
        var number = first
        repeat {
            let input = mutator.input(number)
            each(number, input)
            if let broken = target.broken(input) {
                throw Find(target: target.name, number: number, input: input, broken: broken)
            }
            number += 1
        } while SystemClock.monotonicNanoseconds() < deadline
        return number - first
    }
}
