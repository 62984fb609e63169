import LinuxSystem
import MirrorMessages

/// Writes log lines to standard error, one call a line. Callers never pass secrets, people's data
/// or document contents.
///
/// Thread-safe: a line is one write(2), which the kernel keeps whole for pipes and files.
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

    public func info(_ message: String) { write("info", message) }
    public func warning(_ message: String) { write("warning", message) }
    public func error(_ message: String) { write("error", message) }

    private func write(_ level: String, _ message: String) {
        SystemProcess.writeToStandardError(line(level, message) + "\n")
    }

    func line(_ level: String, _ message: String) -> String {
        let time = WireTimestamp(microseconds: clock()).rfc3339
        let message = LogScrubber.scrubbed(message)
        guard format == .json else { return "\(time) \(level) \(Self.oneLine(message))" }
        var writer = JSONWriter()
        writer.object { object in
            object.member("time", time)
            object.member("level", level)
            object.member("message", message)
        }
        return writer.text
    }

    /// Control characters become spaces: a name from outside must neither begin a line of its own
    /// nor move the cursor of the terminal that shows the log.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
                || scalar.value == 0x2028 || scalar.value == 0x2029
            line.append(isControl ? " " : scalar)
        }
        return String(line)
    }
}
