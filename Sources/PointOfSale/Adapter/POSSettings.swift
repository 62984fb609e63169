import TextForms

/// A value of a location's `posConfig`.
public enum POSSetting: Equatable, Sendable {
    case null
    case flag(Bool)
    case integer(Int64)
    case double(Double)
    case text(String)
    case list([POSSetting])
    case map([String: POSSetting])
    /// A value of a kind that no setting has.
    case other

    /// A text that is not blank, trimmed; a whole number as its digits.
    public var word: String? {
        if case .integer(let number) = self { return String(number) }
        guard case .text(let text) = self else { return nil }
        return text.nonBlank
    }
}

/// A location's `posConfig`, as an adapter reads it. Its description shows nothing of it.
public struct POSSettings: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    private let values: [String: POSSetting]

    public init(_ values: [String: POSSetting] = [:]) { self.values = values }

    /// Nil where the key is absent.
    public subscript(key: String) -> POSSetting? { values[key] }

    /// A text or whole number as ``POSSetting/word``.
    public func word(_ key: String) -> String? { values[key]?.word }

    public var keys: [String] { values.keys.sorted() }

    public var description: String { "POSSettings(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a location's `posConfig` does not reach a POS, in words that follow the location's name:
/// `lacks username or password`. Never quotes a setting.
public struct POSSettingsFault: Error, Equatable, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }
}
