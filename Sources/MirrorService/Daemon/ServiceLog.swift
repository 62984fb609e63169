import Access
import JSON
import LinuxSystem
import MirrorMessages
import Sync

/// Writes log lines to standard error, one per call. REQUIRES: no secrets, personal data or
/// document contents.
///
/// Thread-safe. Nobody waits for who reads the log: see ``StandardError``.
public struct ServiceLog: Sendable {
    private let format: LogFormat
    private let clock: @Sendable () -> Int64

    /// - Parameter clock: microseconds since 1970.
    public init(
        format: LogFormat, clock: @escaping @Sendable () -> Int64 = SystemClock.wallMicroseconds
    ) {
        self.format = format
        self.clock = clock
    }

    public func info(_ entry: LogEntry) { write(entry) }
    public func warning(_ entry: LogEntry) { write(entry.warning) }
    public func error(_ entry: LogEntry) { write(entry.error) }

    /// Writes the entry at its own level.
    public func write(_ entry: LogEntry) {
        StandardError.write(line(entry) + "\n") { dropped in
            let text = "\(dropped) lines of this log were dropped: nobody read them"
            return line(LogEntry(text).warning) + "\n"
        }
    }

    func line(_ entry: LogEntry) -> String {
        let time = WireTimestamp(microseconds: clock()).rfc3339
        let message = LogScrubber.scrubbed(entry.text)
        guard format == .json else {
            return "\(time) \(entry.level.rawValue) \(Self.oneLine(message))"
        }
        var writer = JSONWriter()
        writer.object { object in
            object.member("time", time)
            object.member("level", entry.level.rawValue)
            object.member("message", message)
            for (name, value) in entry.fields where !Self.ownMembers.contains(name) {
                switch value {
                case .text(let text): object.member(name, LogScrubber.scrubbed(text))
                case .number(let number): object.member(name, number)
                case .truth(let truth): object.member(name, truth)
                }
            }
        }
        return writer.text
    }

    /// Members of every line; a field of that name appears in the message only.
    private static let ownMembers: Set<String> = ["time", "level", "message"]

    /// Replaces control characters with spaces: external text must neither start a new line nor
    /// control the terminal.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control
                || scalar.value == 0x2028 || scalar.value == 0x2029
            line.append(isControl ? " " : scalar)
        }
        return String(line)
    }
}
