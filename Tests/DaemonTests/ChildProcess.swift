import Glibc
import LinuxSystem
import TestSupport

/// How a child process ended.
enum ProcessEnd: Equatable {
    case exit(Int32)
    case signal(Int32)
    /// It was still there when the time was over, and was killed.
    case late
}

struct ChildProcessError: Error, CustomStringConvertible {
    let description: String
}

/// A program run as a child of the tests: its standard output is read from a
/// socket, its standard error goes to a file.
final class ChildProcess {
    let pid: pid_t
    private let output: FileDescriptor
    /// What it wrote to standard output so far.
    private(set) var text = ""
    private var end: ProcessEnd?

    /// Starts `program`: a path, or the name of one that lies beside the tests.
    init(
        _ program: String, _ arguments: [String], errorFile: String,
        environment: [String] = ["PATH=/usr/bin:/bin"], inputFile: String = "/dev/null"
    ) throws {
        // Close-on-exec, unlike a pipe: the end must not live on in a child of another test.
        let (own, childs) = try Socket.pair()
        output = own
        pid = try spawn(
            [try Self.path(of: program)] + arguments, environment: environment + Self.sanitizer,
            output: childs.rawValue, input: inputFile, error: errorFile)
    }

    deinit {
        if end == nil { _ = finish(killing: true) }
    }

    /// Reads until a whole line starts with `prefix`; nil if the output ends or time is over.
    func line(startingWith prefix: String, seconds: Int = 60) -> String? {
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(seconds) * 1_000_000_000
        while true {
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let found = lines.first(where: { $0.hasPrefix(prefix) }) { return String(found) }
            guard read(until: deadline) else { return nil }
        }
    }

    func send(_ signal: Int32) { kill(pid, signal) }

    /// Waits for the end of the process, which is killed after `seconds`.
    func wait(seconds: Int = 60) -> ProcessEnd {
        if let end { return end }
        let deadline = SystemClock.monotonicNanoseconds() + UInt64(seconds) * 1_000_000_000
        while read(until: deadline) {}
        let isLate = SystemClock.monotonicNanoseconds() >= deadline
        let found = finish(killing: isLate)
        return isLate ? .late : found
    }

    /// False at the end of the output, or when the time is over.
    private func read(until deadline: UInt64) -> Bool {
        let now = SystemClock.monotonicNanoseconds()
        guard now < deadline else { return false }
        let left = Int((deadline - now) / 1_000_000) + 1
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        guard (try? output.waitReady(for: .readable, timeoutMilliseconds: left)) == true,
            case .moved(let count)? = try? buffer.withUnsafeMutableBytes({
                bytes throws(SystemError) in try output.read(into: bytes)
            })
        else { return false }
        text += String(decoding: buffer[..<count], as: UTF8.self)
        return true
    }

    private func finish(killing: Bool) -> ProcessEnd {
        if killing { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        let found: ProcessEnd =
            status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
        end = found
        return found
    }

    /// The test bundle's executable lies in the directory of all products.
    static func path(of program: String) throws -> String {
        if program.contains("/") { return program }
        guard let path = BuiltProgram.path(program) else {
            throw ChildProcessError(description: "there is no \(program) beside the tests")
        }
        return path
    }

    /// What a sanitizer of the tests is told goes to the programs that they start as well.
    private static let sanitizer: [String] = {
        guard let options = getenv("TSAN_OPTIONS") else { return [] }
        return ["TSAN_OPTIONS=\(String(cString: options))"]
    }()
}
