import CLinux
import Glibc

/// A kernel thread for blocking work, which must not run on Swift's cooperative pool.
public final class SystemThread: Sendable {
    private let handle: pthread_t

    /// Starts `body` on a thread named `name` (truncated to 15 bytes). REQUIRES: each thread is
    /// joined or detached exactly once.
    public init(name: String, stackBytes: Int = 1 << 20, _ body: @escaping @Sendable () -> Void) {
        let start = Start(name: name, body: body)
        var attributes = pthread_attr_t()
        SystemCall.pthread("pthread_attr_init") { pthread_attr_init(&attributes) }
        defer { pthread_attr_destroy(&attributes) }
        SystemCall.pthread("pthread_attr_setstacksize") {
            pthread_attr_setstacksize(&attributes, stackBytes)
        }
        var handle = pthread_t()
        let argument = Unmanaged.passRetained(start).toOpaque()
        Self.create {
            pthread_create(&handle, &attributes, { SystemThread.run($0) }, argument)
        }
        self.handle = handle
    }

    /// How long a thread is waited for where the system has none left, in steps of a twentieth of
    /// a second; and the code that the process ends with then (sysexits.h, EX_OSERR).
    private static let patienceSteps = 100
    private static let exitCode: Int32 = 71

    /// Calls `body` until it makes a thread. Without threads nothing goes on: where the system
    /// gives none (pthread_create(3), EAGAIN) for seconds, the process says so and ends.
    private static func create(_ body: () -> Int32) {
        for _ in 0..<patienceSteps {
            let code = body()
            if code == 0 { return }
            precondition(code == EAGAIN, "pthread_create failed with \(code)")
            usleep(50_000)
        }
        SystemProcess.writeToStandardError(
            "no thread can be made: the limit of processes or memory is reached (ulimit -u,"
                + " TasksMax); raise it\n")
        _exit(exitCode)
    }

    /// Identifies a running thread.
    public struct Identity: Equatable, Sendable {
        fileprivate let handle: pthread_t
    }

    /// The calling thread.
    public static var current: Identity { Identity(handle: pthread_self()) }

    /// Lets the system schedule the calling thread after others (nice(2)); where it refuses, the
    /// thread stays as it is.
    public static func lowerPriority(by niceness: Int) {
        // 0 is the calling thread: on Linux, each has a priority of its own (setpriority(2)).
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, Int32(clamping: niceness))
    }

    /// Waits for the thread to end.
    public func join() {
        SystemCall.pthread("pthread_join") { pthread_join(handle, nil) }
    }

    /// Releases the thread; it cannot be joined then.
    public func detach() {
        SystemCall.pthread("pthread_detach") { pthread_detach(handle) }
    }

    private final class Start: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static func run(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
        guard let argument else { return nil }
        let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
        clinux_thread_name(String(start.name.utf8.prefix(15).map { Character(UnicodeScalar($0)) }))
        start.body()
        return nil
    }
}
