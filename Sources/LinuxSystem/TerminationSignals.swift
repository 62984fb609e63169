import CLinux
import Glibc

/// SIGTERM, SIGINT and their like as values that a thread waits for.
///
/// Create it in the main thread before any other thread starts: threads inherit the mask, and a
/// signal that some thread does not block would end the process.
public final class TerminationSignals: Sendable {
    /// Readable when a signal waits.
    public let descriptor: FileDescriptor

    /// Blocks the signals for this thread and those it starts.
    public init(_ signals: [Int32] = [SIGTERM, SIGINT]) throws(SystemError) {
        try SystemCall.check("pthread_sigmask") {
            clinux_block_signals(signals, Int32(signals.count))
        }
        descriptor = FileDescriptor(
            owning: try SystemCall.check("signalfd") {
                clinux_signalfd(signals, Int32(signals.count))
            })
    }

    /// Waits for the next signal and returns its number.
    public func wait() throws(SystemError) -> Int32 {
        var signal: Int32 = 0
        try SystemCall.check("read") {
            clinux_signalfd_read(descriptor.rawValue, &signal)
        }
        return signal
    }
}
