import Glibc
import LinuxSystem

/// A posmirrord started by this process, from the binary next to it.
public final class DaemonProcess: Sendable {
    /// The daemon's process.
    public let pid: Int32
    /// The daemon's standard output, which ends with the daemon.
    private let output: FileDescriptor

    /// Starts the daemon with its log in `logFile`. A process group of its own keeps Ctrl-C from
    /// it, so that this process can stop it properly.
    public init(arguments: [String], logFile: String) throws(CommandFailure) {
        let path = try Self.executable()
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw CommandFailure(.internal, "no pipe for posmirrord") }
        defer { Glibc.close(ends[1]) }
        output = FileDescriptor(owning: ends[0])
        pid = try Self.spawn(path, arguments, standardOutput: ends, logFile: logFile)
    }

    /// Waits for the line `ready SOCKET`.
    public func waitUntilReady(seconds: UInt64) throws {
        let deadline = SystemClock.monotonicNanoseconds() + seconds * 1_000_000_000
        var text = ""
        while !text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .contains(where: { $0.hasPrefix("ready ") })
        {
            guard let part = try read(until: deadline) else {
                throw CommandFailure(
                    .noDaemon, "posmirrord did not begin to serve within \(seconds) s",
                    remedy: "see its log")
            }
            guard !part.isEmpty else {
                throw CommandFailure(.noDaemon, "posmirrord ended at once", remedy: "see its log")
            }
            text += String(decoding: part, as: UTF8.self)
        }
    }

    /// Stops the daemon and waits; kills it after 20 s. REQUIRES: called once.
    public func stop() throws(CommandFailure) {
        kill(pid, SIGTERM)
        let deadline = SystemClock.monotonicNanoseconds() + 20_000_000_000
        var hasEnded = false
        // If its output becomes unreadable, the daemon is killed.
        while !hasEnded, let part = try? read(until: deadline) { hasEnded = part.isEmpty }
        if !hasEnded { kill(pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            // For our own unwaited child, only an interruption can fail.
            continue
        }
        guard status == 0 else {
            throw CommandFailure(
                .internal, "posmirrord did not end well (wait status \(status))",
                remedy: "see its log")
        }
    }

    /// The daemon's next output; empty at its end, nil after the timeout.
    private func read(until deadline: UInt64) throws(SystemError) -> [UInt8]? {
        let now = SystemClock.monotonicNanoseconds()
        let left = deadline > now ? Int((deadline - now) / 1_000_000) : 0
        guard try output.waitReady(for: .readable, timeoutMilliseconds: left) else { return nil }
        var buffer = [UInt8](repeating: 0, count: 1024)
        let result = try buffer.withUnsafeMutableBufferPointer { part throws(SystemError) in
            try output.read(into: UnsafeMutableRawBufferPointer(part))
        }
        guard case .moved(let count) = result else { return [] }
        return Array(buffer[..<count])
    }

    private static func executable() throws(CommandFailure) -> String {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let length = readlink("/proc/self/exe", &buffer, buffer.count)
        let bytes = buffer.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
        let own = String(decoding: bytes, as: UTF8.self)
        let directory = own.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let path = directory.joined(separator: "/") + "/posmirrord"
        guard access(path, X_OK) == 0 else {
            throw CommandFailure(
                .failed, "there is no \(path)", remedy: "build posmirrord, or install it there")
        }
        return path
    }

    private static func spawn(
        _ path: String, _ arguments: [String], standardOutput: [Int32], logFile: String
    ) throws(CommandFailure) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, standardOutput[1], 1)
        posix_spawn_file_actions_addopen(
            &actions, 2, logFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        for end in standardOutput { posix_spawn_file_actions_addclose(&actions, end) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        setFreshStart(&attributes)

        var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        words.append(nil)
        defer { words.forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, words, environ)
        guard code == 0 else {
            let error = SystemError(call: "posix_spawn", code: code, context: path)
            throw CommandFailure(.failed, "\(error)")
        }
        return pid
    }

    /// Resets the signal mask and SIGPIPE, which this process has changed, for the daemon.
    private static func setFreshStart(_ attributes: inout posix_spawnattr_t) {
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
        posix_spawnattr_setflags(&attributes, Int16(flags))
    }
}
