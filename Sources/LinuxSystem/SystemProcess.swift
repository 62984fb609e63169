import CLinux
import Glibc

/// Attributes of this process and its machine.
public enum SystemProcess {
    /// This process's identity.
    public static var pid: Int32 { getpid() }
    /// The effective user.
    public static var uid: UInt32 { geteuid() }
    /// The effective group.
    public static var gid: UInt32 { getegid() }

    /// Writes a line to the log. A failure is ignored, because there is nowhere to report it.
    public static func writeToStandardError(_ text: String) {
        var text = text
        _ = text.withUTF8 { Glibc.write(2, $0.baseAddress, $0.count) }
    }

    /// What a process tells the one that replaces it.
    public struct Restart: Equatable, Sendable {
        /// How often in a row processes were replaced.
        public let count: Int
        /// The number of the store that was open; nil before one is.
        public let store: UInt64?

        public init(count: Int, store: UInt64?) {
            self.count = count
            self.store = store
        }
    }

    /// What this process was told by ``restart(_:)``; nil if it replaced none.
    public static var restarted: Restart? {
        guard let text = getenv(restartVariable).map({ String(cString: $0) }) else { return nil }
        let parts = text.split(separator: " ")
        guard let count = parts.first.flatMap({ Int($0) }) else { return nil }
        let store = parts.count == 2 ? UInt64(parts[1], radix: 16) : nil
        return Restart(count: count, store: store)
    }

    private static func text(_ restart: Restart) -> String {
        let store = restart.store.map { " " + String($0, radix: 16) } ?? ""
        return "\(restart.count)\(store)"
    }

    private static let restartVariable = "POSMIRROR_RESTART"

    /// Replaces this process by a new one of the same program and arguments, which finds `restart`
    /// in ``restarted``. Its identity and its standard streams stay, all other descriptors of ours
    /// close. Returns only where that fails.
    public static func restart(_ restart: Restart) -> SystemError {
        setenv(restartVariable, text(restart), 1)
        var words = CommandLine.arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        // The program that runs, also where its file was replaced.
        let path = "/proc/self/exe"
        let code = SystemCall.code("execv") { execv(path, &words) }
        return SystemError(call: "execv", code: code, context: path)
    }

    /// Has an assertion that fails in a library do as ``restart(_:)`` after a pause, in place of
    /// ending the process; nil for `restart` ends that. Any thread.
    public static func restartOnAssertion(_ restart: Restart?, pauseSeconds: Int = 0) {
        guard let restart else { return clinux_restart_on_assertion(nil, nil, 0) }
        var words = CommandLine.arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        clinux_restart_on_assertion(
            &words, "\(restartVariable)=\(text(restart))", UInt32(clamping: pauseSeconds))
    }

    /// Tells one run of the machine from another; 0 if /proc is not mounted.
    public static var bootNumber: UInt64 {
        // Where it cannot be read all runs look like one.
        let path = "/proc/sys/kernel/random/boot_id"
        guard let text = try? RegularFile(path).contents(bytesMax: 256) else { return 0 }
        // "7a1e8b5c-5d2f-…": the first 16 digits are random enough.
        let digits = text.filter { $0 != UInt8(ascii: "-") }.prefix(16)
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0
    }

    /// The number of online processors, at least 1.
    public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The resident memory of this process in bytes; 0 if /proc is not mounted.
    public static func residentMemoryBytes() -> Int {
        let number = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        guard number >= 0 else { return 0 }
        let file = FileDescriptor(owning: number)
        var buffer = [UInt8](repeating: 0, count: 128)
        // For metrics only, where 0 means unknown.
        let result = try? buffer.withUnsafeMutableBytes { bytes throws(SystemError) in
            try file.read(into: bytes)
        }
        guard case .moved(let count) = result else { return 0 }
        // "size resident shared …", in pages (proc(5)).
        let fields = buffer[..<count].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let pages = Int(String(decoding: fields[1], as: UTF8.self)) else {
            return 0
        }
        return pages * sysconf(Int32(_SC_PAGESIZE))
    }

    /// The private memory of this process in bytes, without pages of programs and files; 0 if /proc
    /// is not mounted.
    public static func privateMemoryBytes() -> Int {
        // For metrics only, where 0 means unknown.
        guard let text = try? RegularFile("/proc/self/status").contents(bytesMax: 16_384) else {
            return 0
        }
        // "RssAnon:     1234 kB" (proc(5)).
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        let line = lines.first { $0.hasPrefix("RssAnon:") }
        let number = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        return number.flatMap { Int($0) }.map { $0 << 10 } ?? 0
    }

    /// Has large buffers, of `bytes` at least, returned to the system as soon as they are freed.
    /// Once, before there are other threads.
    public static func mapLargeBuffers(from bytes: Int) {
        clinux_map_large_buffers(Int32(clamping: bytes))
    }

    /// Returns the allocator's free pages to the system. Any thread; takes some milliseconds, in
    /// which threads that allocate may wait.
    public static func trimMemory() { clinux_trim_memory() }

    /// Makes writing to a closed pipe or socket, or beyond the limit of a file's size, an error
    /// instead of ending the process.
    public static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
        _ = signal(SIGXFSZ, SIG_IGN)
    }

    /// Raises the limit of open descriptors to its hard limit; returns the effective limit.
    @discardableResult
    public static func raiseDescriptorLimit() -> Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 0 }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        return Int(clamping: limit.rlim_cur)
    }
}

/// The terminal of a descriptor.
public enum Terminal {
    /// Whether `descriptor`, any open one, is a terminal.
    public static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// The terminal's width in columns; nil if unknown.
    public static func width(_ descriptor: Int32 = 1) -> Int? {
        let columns = clinux_terminal_width(descriptor)
        return columns > 0 ? Int(columns) : nil
    }
}

/// Random bytes of the kernel, suitable for tokens and keys (getrandom(2)).
public enum SystemRandom {
    /// `count` random bytes.
    public static func bytes(_ count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let got = clinux_random(buffer.baseAddress! + filled, count - filled)
                // With these arguments, only an interruption can make the call fail.
                if got > 0 { filled += got }
            }
        }
    }

    /// Eight random bytes as a number.
    public static func uint64() -> UInt64 {
        bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
