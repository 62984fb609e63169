import CLinux

/// Notices when somebody sets the machine's wall clock, at once and without polling
/// (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). A slow correction by NTP is no such step.
public final class ClockWatch: Sendable {
    private let wake: WakeUp
    private let thread: SystemThread

    private static let clockToken: UInt64 = 1
    private static let wakeToken: UInt64 = 2

    /// Calls `onStep` on a thread of its own after each step, forwards or back.
    public init(onStep: @escaping @Sendable () -> Void) throws(SystemError) {
        let timer = FileDescriptor(
            owning: try SystemCall.check("timerfd_create") { clinux_clock_watch() })
        let wake = try WakeUp()
        let epoll = try Epoll()
        try epoll.add(timer, .readable, token: Self.clockToken)
        try epoll.add(wake.descriptor, .readable, token: Self.wakeToken)
        self.wake = wake
        thread = SystemThread(name: "clock-watch") {
            withExtendedLifetime((timer, wake)) { Self.run(epoll, timer, onStep) }
        }
    }

    /// Stops and joins the thread. REQUIRES: called once.
    public func stop() {
        wake.signal()
        thread.join()
    }

    private static func run(
        _ epoll: Epoll, _ timer: FileDescriptor, _ onStep: @Sendable () -> Void
    ) {
        var isStopped = false
        while !isStopped {
            do throws(SystemError) {
                try epoll.wait(timeoutMilliseconds: nil) { event in
                    if event.token == wakeToken { isStopped = true }
                }
                let hasStepped = try SystemCall.check("timerfd") {
                    clinux_clock_watch_read(timer.rawValue)
                }
                if hasStepped == 1, !isStopped { onStep() }
            } catch {
                // Neither call fails on open descriptors; whoever waits by the clock looks at it
                // once a minute as well.
                return
            }
        }
    }
}
