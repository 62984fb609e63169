import Glibc
import LinuxSystem
import TestSupport

/// A posmirrord that is going to be harmed: a child process with a log of its own.
final class Victim {
    enum End: Equatable, CustomStringConvertible {
        case exit(Int32)
        case signal(Int32)

        var description: String {
            switch self {
            case .exit(let code): "exit code \(code)"
            case .signal(let number): "signal \(number)"
            }
        }
    }

    let pid: pid_t
    private let output: FileDescriptor
    private let log: String
    /// Where its lines begin in the log, which several starts share.
    private let logStart: Int
    private var text = ""
    private var end: End?

    /// - Parameter limits: commands of sh before the program, such as `ulimit -n 40;`.
    init(
        _ program: String, _ arguments: [String], log: String, limits: String = "",
        environment: [String] = []
    ) throws {
        let (own, childs) = try Socket.pair()
        output = own
        self.log = log
        logStart = bytes(of: log).count
        let words = ["/bin/sh", "-c", limits + " exec \"$0\" \"$@\"", program] + arguments
        pid = try spawn(
            words, environment: Self.environment + environment, output: childs.rawValue, error: log)
    }

    deinit {
        if end == nil {
            send(SIGKILL)
            _ = wait(seconds: 5)
        }
    }

    func send(_ signal: Int32) { if end == nil { kill(pid, signal) } }

    /// What it wrote to standard error.
    var said: String { String(decoding: bytes(of: log).dropFirst(logStart), as: UTF8.self) }

    /// Waits until it says that it serves; false where it ended or time is over.
    func isReady(seconds: Int) -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(seconds) * 1_000_000_000
        while !text.split(separator: "\n").contains(where: { $0.hasPrefix("ready ") }) {
            guard read(until: deadline) else { return false }
        }
        return true
    }

    /// Waits for its end; nil where it is still there after `seconds`.
    func wait(seconds: Int) -> End? {
        if let end { return end }
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(seconds) * 1_000_000_000
        while read(until: deadline) {}
        return finished(blocking: SystemClock.monotonicNanoseconds() < deadline)
    }

    /// How it ended, if it did.
    var endSoFar: End? { end ?? finished(blocking: false) }

    /// Resident bytes; 0 where it is gone.
    var residentBytes: Int {
        let fields = contents(of: "/proc/\(pid)/statm").split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }

    private func finished(blocking: Bool) -> End? {
        var status: Int32 = 0
        var got: pid_t
        repeat {
            got = waitpid(pid, &status, blocking ? 0 : WNOHANG)
        } while got < 0 && errno == EINTR
        guard got == pid else { return nil }
        end = status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
        return end
    }

    /// False at the end of the output, or when the time is over.
    private func read(until deadline: UInt64) -> Bool {
        let now = SystemClock.monotonicNanoseconds()
        guard now < deadline else { return false }
        let left = Int((deadline - now) / 1_000_000) + 1
        var buffer = [UInt8](repeating: 0, count: 4096)
        // The end of the output and an error of it are both its end.
        guard (try? output.waitReady(for: .readable, timeoutMilliseconds: left)) == true,
            case .moved(let count)? = try? buffer.withUnsafeMutableBytes({
                bytes throws(SystemError) in try output.read(into: bytes)
            })
        else { return false }
        text += String(decoding: buffer[..<count], as: UTF8.self)
        return true
    }

    /// A backtrace of a crash takes longer than all the rest of a trial.
    private static let environment = ["PATH=/usr/bin:/bin", "SWIFT_BACKTRACE=enable=no"]
}
