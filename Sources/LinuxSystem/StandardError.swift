import Glibc
import Synchronization

/// Standard error for lines of a log, which are never waited for without limit: a pipe that nobody
/// reads takes no more, and lines are dropped and counted until it does. Any thread.
public enum StandardError {
    /// Lines dropped since the last one that was written.
    private static let dropped = Mutex(0)

    /// How long a line is waited for while the last one was taken: a reader that is slow, not gone.
    private static let patienceMilliseconds: Int32 = 20
    /// A pipe that is writable takes as many bytes without waiting (pipe(7), PIPE_BUF).
    private static let pieceBytes = 4_096

    /// Writes `line`, which ends with a newline, after `notice` of how many were dropped before it.
    /// A failure is ignored, because there is nowhere to report it.
    public static func write(_ line: String, notice: (_ dropped: Int) -> String) {
        dropped.withLock { dropped in
            if dropped > 0 {
                guard put(notice(dropped), patience: 0) else {
                    dropped += 1
                    return
                }
                dropped = 0
            }
            if !put(line, patience: patienceMilliseconds) { dropped += 1 }
        }
    }

    /// False where the stream takes no more; a line that was begun is then cut.
    private static func put(_ text: String, patience: Int32) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            var start = 0
            while start < bytes.count {
                guard isWritable(patience) else { return false }
                let count = min(pieceBytes, bytes.count - start)
                let written = Glibc.write(2, bytes.baseAddress! + start, count)
                if written < 0, errno == EINTR { continue }
                // An error is no reason to hold what comes next.
                guard written > 0 else { return true }
                start += written
            }
            return true
        }
    }

    private static func isWritable(_ milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: 2, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&descriptor, 1, milliseconds)
            if count < 0, errno == EINTR { continue }
            // What cannot be asked is written to, as before; a closed pipe fails at once.
            return count != 0
        }
    }
}
