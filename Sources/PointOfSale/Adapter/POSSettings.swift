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
    /// A value of a type that no setting has.
    case other

    /// A trimmed text, or the digits of a whole number; nil if blank or of another type.
    public var word: String? {
        if case .integer(let number) = self { return String(number) }
        guard case .text(let text) = self else { return nil }
        return text.nonBlank
    }
}

/// A location's `posConfig` for adapters. The description omits its contents.
public struct POSSettings: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    private let values: [String: POSSetting]

    public init(_ values: [String: POSSetting] = [:]) { self.values = values }

    /// Nil if the key is absent.
    public subscript(key: String) -> POSSetting? { values[key] }

    /// The ``POSSetting/word`` of a key.
    public func word(_ key: String) -> String? { values[key]?.word }

    public var keys: [String] { values.keys.sorted() }

    public var description: String { "POSSettings(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a location's `posConfig` is unusable, in words that continue the location's name: `lacks
/// username or password`. Never contains a value.
public struct POSSettingsFault: Error, Equatable, Sendable {
    public let text: String

    public init(_ text: String) { self.text = text }
}
