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

    struct CannotSpawn: Error, CustomStringConvertible { let description: String }

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
        pid = try Self.spawn(words, environment, output: childs.rawValue, log: log)
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

    private static func spawn(
        _ words: [String], _ environment: [String], output: Int32, log: String
    ) throws -> pid_t {
        // What this process holds, sockets of the POS among it, is none of the child's.
        for name in names(in: "/proc/self/fd") {
            if let number = Int32(name), number > 2 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments = words.map { strdup($0) } + [nil]
        var variables = (Self.environment + environment).map { strdup($0) } + [nil]
        defer { for word in arguments + variables { free(word) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else {
            throw CannotSpawn(description: "\(words[0]) does not start: error \(code)")
        }
        return pid
    }
}
