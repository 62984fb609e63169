import Glibc

/// The kernel's clocks. A call takes tens of nanoseconds and does not enter the kernel (vdso(7)).
public enum SystemClock {
    /// Monotonic nanoseconds, for deadlines and durations.
    @inline(__always)
    public static func monotonicNanoseconds() -> UInt64 {
        let time = now(CLOCK_MONOTONIC)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Milliseconds since 1970, the unit of Pricing.
    public static func wallMilliseconds() -> Int64 {
        let time = now(CLOCK_REALTIME)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }

    /// Microseconds since 1970, the unit of the store.
    public static func wallMicroseconds() -> Int64 {
        let time = now(CLOCK_REALTIME)
        return Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1000
    }

    /// `2026-03-01 09:30:00 EST` in the zone of TZ or the machine; nil if the year is out of range.
    public static func localText(secondsSince1970 seconds: Int64) -> String? {
        var time = time_t(seconds)
        var parts = tm()
        guard localtime_r(&time, &parts) != nil else { return nil }
        var buffer = [CChar](repeating: 0, count: 64)
        let count = strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S %Z", &parts)
        guard count > 0 else { return nil }
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func now(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // Fails only for an unknown clock.
        _ = clock_gettime(clock, &time)
        return time
    }
}
