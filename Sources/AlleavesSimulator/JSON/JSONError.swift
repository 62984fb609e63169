/// Why a text is not JSON.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// Byte position of the trouble.
    public let offset: Int
    public let reason: String

    public var description: String { "json: \(reason) at byte \(offset)" }
}
