/// A kind of point of sale by its name, which the documents that come from it carry as `source`.
public struct POSProvider: Hashable, Sendable {
    public let name: String
    /// What the ids of its documents begin with.
    public let idPrefix: String

    /// - Parameter name: small letters and digits, so that no provider's prefix begins another's.
    public init(_ name: String) {
        precondition(
            !name.isEmpty && name.utf8.allSatisfy { $0 &- 0x30 <= 9 || $0 &- 0x61 < 26 },
            "a provider's name is of small letters and digits")
        self.name = name
        idPrefix = name + "_"
    }
}
