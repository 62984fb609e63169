import Glibc

/// A monitor: a value with a mutex and a condition variable, so that threads can wait for its
/// changes.
///
/// The standard library's `Mutex` has no condition; prefer it where no thread waits.
// @unchecked: `value` is only touched between lock and unlock of `mutex`.
public final class Monitor<Value>: @unchecked Sendable {
    private var value: Value
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let condition: UnsafeMutablePointer<pthread_cond_t>

    /// Protects `value`.
    public init(_ value: sending Value) {
        self.value = value
        mutex = .allocate(capacity: 1)
        condition = .allocate(capacity: 1)
        SystemCall.pthread("pthread_mutex_init") { pthread_mutex_init(mutex, nil) }
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        // Setting the wall clock must not move deadlines.
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        SystemCall.pthread("pthread_cond_init") { pthread_cond_init(condition, &attributes) }
        pthread_condattr_destroy(&attributes)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` with exclusive access; wakes no waiter.
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }

    /// Runs `body` with exclusive access, then wakes all waiters.
    public func update<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&value)
    }

    /// Runs `body` with exclusive access, then wakes one waiter. REQUIRES: all waiters wait for the
    /// same condition, as in a queue.
    public func updateWakingOne<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_signal(condition)
            pthread_mutex_unlock(mutex)
        }
        return try body(&value)
    }

    /// Waits until `body` returns a value; evaluates it after every update. Nil once the monotonic
    /// `deadline` (nanoseconds) has passed.
    public func wait<Result>(
        untilNanoseconds deadline: UInt64? = nil, _ body: (inout Value) -> Result?
    ) -> Result? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&value) { return result }
            guard let deadline else {
                pthread_cond_wait(condition, mutex)
                continue
            }
            guard SystemClock.monotonicNanoseconds() < deadline else { return nil }
            var time = timespec()
            time.tv_sec = Int(clamping: deadline / 1_000_000_000)
            time.tv_nsec = Int(deadline % 1_000_000_000)
            pthread_cond_timedwait(condition, mutex, &time)
        }
    }
}
