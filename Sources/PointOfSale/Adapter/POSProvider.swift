/// A kind of point of sale, by the name that its documents have as `source`.
public struct POSProvider: Hashable, Sendable {
    public let name: String
    /// The prefix of its document ids.
    public let idPrefix: String

    /// - Parameter name: lower-case letters and digits, so that no provider's prefix begins with
    ///   another's.
    public init(_ name: String) {
        precondition(
            !name.isEmpty && name.utf8.allSatisfy { $0 &- 0x30 <= 9 || $0 &- 0x61 < 26 },
            "a provider's name is of small letters and digits")
        self.name = name
        idPrefix = name + "_"
    }
}
