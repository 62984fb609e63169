import LinuxSystem

/// Holds requests open until a test lets them go.
public final class RequestGate: Sendable {
    /// Path pattern, as in ``RunningPOS``.
    let pattern: String
    /// Body bytes sent before the hold; nil holds before anything is sent.
    let afterBodyBytes: Int?
    // Two monitors: a request that comes must not wake all those that are held.
    private let held = Monitor(0)
    private let isOpen = Monitor(false)

    init(pattern: String, afterBodyBytes: Int?) {
        self.pattern = pattern
        self.afterBodyBytes = afterBodyBytes
    }

    /// Waits until `count` requests stood at the gate; false after `timeoutSeconds`.
    public func waitUntilHeld(count: Int = 1, timeoutSeconds: Double = 30) -> Bool {
        held.wait(untilNanoseconds: Deadline.after(seconds: timeoutSeconds)) {
            $0 >= count ? true : nil
        } ?? false
    }

    /// Lets those that wait go on, and all later ones pass.
    public func release() { isOpen.update { $0 = true } }

    var isReleased: Bool { isOpen.withLock { $0 } }

    /// Blocks a request until the release.
    func pass() {
        held.update { $0 += 1 }
        _ = isOpen.wait { $0 ? true : nil }
    }
}

/// Monotonic deadlines for waits in seconds.
enum Deadline {
    static func after(seconds: Double) -> UInt64 {
        let bounded = max(0, min(seconds, 86_400))
        return SystemClock.monotonicNanoseconds() &+ UInt64(bounded * 1_000_000_000)
    }
}
