import Glibc

/// The kernel's clocks. Each call is a few tens of nanoseconds and enters no kernel code (vdso(7)).
public enum SystemClock {
    /// Nanoseconds that never go back, for deadlines and durations.
    @inline(__always)
    public static func monotonicNanoseconds() -> UInt64 {
        let time = now(CLOCK_MONOTONIC)
        return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
    }

    /// Milliseconds since 1970, as Pricing counts.
    public static func wallMilliseconds() -> Int64 {
        let time = now(CLOCK_REALTIME)
        return Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000
    }

    /// Microseconds since 1970, as the store counts.
    public static func wallMicroseconds() -> Int64 {
        let time = now(CLOCK_REALTIME)
        return Int64(time.tv_sec) &* 1_000_000 &+ Int64(time.tv_nsec) / 1000
    }

    private static func now(_ clock: clockid_t) -> timespec {
        var time = timespec()
        // Fails only for clocks that do not exist.
        _ = clock_gettime(clock, &time)
        return time
    }
}
