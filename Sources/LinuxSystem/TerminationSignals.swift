import CLinux
import Glibc

/// Delivers SIGTERM, SIGINT and the like to a waiting thread.
///
/// REQUIRES: created on the main thread before any other thread starts, because threads inherit the
/// signal mask, and a signal that some thread does not block ends the process.
public final class TerminationSignals: Sendable {
    /// Readable while a signal is pending.
    public let descriptor: FileDescriptor

    /// Blocks the signals on this thread and the threads that it starts.
    public init(_ signals: [Int32] = [SIGTERM, SIGINT]) throws(SystemError) {
        try SystemCall.check("pthread_sigmask") {
            clinux_block_signals(signals, Int32(signals.count))
        }
        descriptor = FileDescriptor(
            owning: try SystemCall.check("signalfd") {
                clinux_signalfd(signals, Int32(signals.count))
            })
    }

    /// Waits for the next signal; returns its number.
    public func wait() throws(SystemError) -> Int32 {
        var signal: Int32 = 0
        try SystemCall.check("read") {
            clinux_signalfd_read(descriptor.rawValue, &signal)
        }
        return signal
    }
}
