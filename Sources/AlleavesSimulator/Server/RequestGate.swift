import LinuxSystem

/// Holds requests until a test releases them.
public final class RequestGate: Sendable {
    /// The path pattern, see ``RunningPOS``.
    let pattern: String
    /// The body bytes sent before the hold; nil holds the whole response.
    let afterBodyBytes: Int?
    // A separate monitor, so that an arriving request does not wake all held ones.
    private let held = Monitor(0)
    private let isOpen = Monitor(false)

    init(pattern: String, afterBodyBytes: Int?) {
        self.pattern = pattern
        self.afterBodyBytes = afterBodyBytes
    }

    /// Waits until `count` requests are held; false after `timeoutSeconds`.
    public func waitUntilHeld(count: Int = 1, timeoutSeconds: Double = 30) -> Bool {
        held.wait(untilNanoseconds: Deadline.after(seconds: timeoutSeconds)) {
            $0 >= count ? true : nil
        } ?? false
    }

    /// Releases held requests and lets all later ones pass.
    public func release() { isOpen.update { $0 = true } }

    var isReleased: Bool { isOpen.withLock { $0 } }

    /// Blocks a request until the release.
    func pass() {
        held.update { $0 += 1 }
        _ = isOpen.wait { $0 ? true : nil }
    }
}

/// Monotonic deadlines from timeouts in seconds.
enum Deadline {
    static func after(seconds: Double) -> UInt64 {
        let bounded = max(0, min(seconds, 86_400))
        return SystemClock.monotonicNanoseconds() &+ UInt64(bounded * 1_000_000_000)
    }
}
