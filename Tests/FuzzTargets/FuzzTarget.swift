/// Something that takes bytes from outside, and what must hold whatever they are.
public struct FuzzTarget: Sendable {
    /// As on the command line and in Tests/Corpus.
    public let name: String
    /// Inputs are cut to so many bytes: longer ones find the same more slowly.
    public let bytesMax: Int
    /// The property that the input breaks; nil where all hold. It must not trap.
    public let broken: @Sendable ([UInt8]) -> String?

    init(
        _ name: String, bytesMax: Int = 4096, _ broken: @escaping @Sendable ([UInt8]) -> String?
    ) {
        (self.name, self.bytesMax, self.broken) = (name, bytesMax, broken)
    }

    /// All targets.
    public static let all: [FuzzTarget] =
        frameTargets + httpTargets + messageTargets + modelTargets + textTargets + posTargets

    /// By name.
    public static func named(_ name: String) -> FuzzTarget? { all.first { $0.name == name } }
}
