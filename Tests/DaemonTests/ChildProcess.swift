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
        pid = try Self.spawn(
            try Self.path(of: program), arguments, environment, output: childs.rawValue,
            files: (inputFile, errorFile))
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
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                readlink("/proc/self/exe", $0.baseAddress!, $0.count)
            }
        }
        let own = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        for file in [own] + CommandLine.arguments where file.contains("/") {
            let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let path = (directory + [Substring(program)]).joined(separator: "/")
            if access(path, X_OK) == 0 { return path }
        }
        throw ChildProcessError(description: "there is no \(program) beside \(own)")
    }

    /// What a sanitizer of the tests is told goes to the programs that they start as well.
    private static let sanitizer: [String] = {
        guard let options = getenv("TSAN_OPTIONS") else { return [] }
        return ["TSAN_OPTIONS=\(String(cString: options))"]
    }()

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String], output: Int32,
        files: (input: String, error: String)
    ) throws -> pid_t {
        // A child that outlives a crashed test run must not hold what that run had open or locked.
        for name in names(in: "/proc/self/fd") {
            if let number = Int32(name), number > 2 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files.input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(
            &actions, 2, files.error, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // What this process blocks or ignores is none of the child's business.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var words = ([path] + arguments).map { strdup($0) } + [nil]
        var variables = (environment + sanitizer).map { strdup($0) } + [nil]
        defer { for word in words + variables { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &words, &variables)
        guard code == 0 else {
            throw ChildProcessError(description: "\(path) does not start: error \(code)")
        }
        return pid
    }
}
