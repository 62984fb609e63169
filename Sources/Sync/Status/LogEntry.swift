/// A structured log line: a sentence for people with fields for programs.
///
/// Written as an interpolated string; an interpolation after `name=` is also a field of that name,
/// as in `"[POS_SYNC] org=\(org) failed ms=\(ms): \(reason)"`. The contents of an interpolated text
/// never become fields.
public struct LogEntry: Sendable, ExpressibleByStringInterpolation {
    public enum Level: String, Sendable, CaseIterable {
        case info, warning, error
    }

    /// A field's value.
    public enum Value: Equatable, Sendable {
        case text(String)
        case number(Int64)
        case truth(Bool)
    }

    /// The severity.
    public var level = Level.info
    /// The whole line.
    public private(set) var text: String
    /// The fields, in the order of the text; of equal names the first counts.
    public private(set) var fields: [(name: String, value: Value)]

    /// A line without fields.
    public init(_ text: String) {
        self.text = text
        fields = []
    }

    public init(stringLiteral value: String) { self.init(value) }

    public init(stringInterpolation: Interpolation) {
        text = stringInterpolation.text
        fields = []
        for field in stringInterpolation.fields { add(field.name, field.value) }
    }

    /// The same entry as a warning.
    public var warning: LogEntry { with(.warning) }
    /// The same entry as an error.
    public var error: LogEntry { with(.error) }

    /// The same entry with a field that the text does not name.
    public func with(_ name: String, _ value: String) -> LogEntry {
        var entry = self
        entry.add(name, .text(value))
        return entry
    }

    /// Concatenates two lines; the severity is the higher one.
    public static func + (left: LogEntry, right: LogEntry) -> LogEntry {
        var entry = left
        entry.text += right.text
        for field in right.fields { entry.add(field.name, field.value) }
        let levels = Level.allCases
        let gravity = { (entry: LogEntry) in levels.firstIndex(of: entry.level) ?? 0 }
        if gravity(right) > gravity(left) { entry.level = right.level }
        return entry
    }

    private func with(_ level: Level) -> LogEntry {
        var entry = self
        entry.level = level
        return entry
    }

    private mutating func add(_ name: String, _ value: Value) {
        guard !fields.contains(where: { $0.name == name }) else { return }
        fields.append((name, value))
    }

    /// Collects the text and detects interpolations after `name=`.
    public struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var fields: [(name: String, value: Value)] = []
        /// The name that the literal before an interpolation ends with.
        private var name: String?

        public init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        public mutating func appendLiteral(_ literal: String) {
            text += literal
            // The literal between two adjacent interpolations is empty.
            name = literal.isEmpty ? nil : Self.name(atEndOf: literal)
        }

        public mutating func appendInterpolation(_ value: some BinaryInteger) {
            append("\(value)", .number(Int64(clamping: value)))
        }

        public mutating func appendInterpolation(_ value: Bool) {
            append("\(value)", .truth(value))
        }

        public mutating func appendInterpolation<Described>(_ value: Described) {
            let value = "\(value)"
            append(value, .text(value))
        }

        public mutating func appendInterpolation(_ entry: LogEntry) {
            text += entry.text
            fields += entry.fields
            name = nil
        }

        private mutating func append(_ text: String, _ value: Value) {
            self.text += text
            if let name { fields.append((name, value)) }
            name = nil
        }

        /// `org` of `… org=`.
        private static func name(atEndOf literal: String) -> String? {
            guard literal.hasSuffix("=") else { return nil }
            let word = literal.dropLast().split(separator: " ").last ?? ""
            let isName =
                !word.isEmpty
                && word.utf8.allSatisfy { byte in
                    0x61...0x7A ~= byte || 0x30...0x39 ~= byte || byte == 0x5F
                }
            return isName ? String(word) : nil
        }
    }
}
