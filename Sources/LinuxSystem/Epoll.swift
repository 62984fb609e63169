import CLinux
import Glibc

/// The events to wait for on a descriptor, or those that occurred.
public struct ReadyEvents: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = ReadyEvents(rawValue: EPOLLIN.rawValue)
    public static let writable = ReadyEvents(rawValue: EPOLLOUT.rawValue)
    /// The connection is closed or broken. Always reported.
    public static let hangUp = ReadyEvents(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
    /// The peer has closed its sending side. Reported on request.
    public static let peerClosed = ReadyEvents(rawValue: EPOLLRDHUP.rawValue)

    /// As poll(2) wants them: the low bits are the same as those of epoll(7).
    var pollEvents: Int16 { Int16(truncatingIfNeeded: rawValue) }
}

/// One readiness event of ``Epoll/wait(timeoutMilliseconds:_:)``.
public struct ReadyEvent: Sendable {
    /// The token passed to ``Epoll/add(_:_:token:)``.
    public let token: UInt64
    public let events: ReadyEvents
}

/// A level-triggered epoll set. One thread calls `wait`; any thread may call the other methods.
public final class Epoll: Sendable {
    private let descriptor: FileDescriptor

    /// An empty set.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try SystemCall.check("epoll_create1") { clinux_epoll_create() })
    }

    /// Adds `target`. REQUIRES: it stays open until ``remove(_:)``.
    public func add(
        _ target: FileDescriptor, _ events: ReadyEvents, token: UInt64
    ) throws(SystemError) {
        try control(EPOLL_CTL_ADD, target, events, token)
    }

    /// Changes the events to wait for.
    public func modify(
        _ target: FileDescriptor, _ events: ReadyEvents, token: UInt64
    ) throws(SystemError) {
        try control(EPOLL_CTL_MOD, target, events, token)
    }

    /// Removes `target`.
    public func remove(_ target: FileDescriptor) throws(SystemError) {
        try control(EPOLL_CTL_DEL, target, [], 0)
    }

    /// Waits for events, indefinitely if the timeout is nil, and passes each to `body`; returns
    /// their number.
    @discardableResult
    public func wait(
        timeoutMilliseconds: Int?, _ body: (ReadyEvent) -> Void
    ) throws(SystemError) -> Int {
        let timeout = timeoutMilliseconds.map { Int32(clamping: max($0, 0)) } ?? -1
        var count: Int32 = 0
        var failure: SystemError?
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsMax) { buffer in
            do throws(SystemError) {
                count = try SystemCall.check("epoll_wait") {
                    epoll_wait(
                        descriptor.rawValue, buffer.baseAddress, Int32(buffer.count), timeout)
                }
            } catch {
                failure = error
            }
            for index in 0..<Int(count) {
                let event = buffer[index]
                body(
                    ReadyEvent(token: event.data.u64, events: ReadyEvents(rawValue: event.events)))
            }
        }
        if let failure { throw failure }
        return Int(count)
    }

    /// Events per wait: enough for all connections of a busy loop, in 3 KB of stack.
    private static let eventsMax = 256

    private func control(
        _ operation: Int32, _ target: FileDescriptor, _ events: ReadyEvents, _ token: UInt64
    ) throws(SystemError) {
        try SystemCall.check("epoll_ctl") {
            clinux_epoll_control(
                descriptor.rawValue, operation, target.rawValue, events.rawValue, token)
        }
    }
}

/// An eventfd that wakes a thread waiting in epoll or poll. Any thread.
public final class WakeUp: Sendable {
    /// Readable from ``signal()`` to ``drain()``.
    public let descriptor: FileDescriptor

    /// Initially not signalled.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try SystemCall.check("eventfd") { clinux_eventfd() })
    }

    /// Wakes the waiting thread. Several signals before a drain count as one.
    public func signal() {
        var one: UInt64 = 1
        // The write fails only if the counter is full, and then the thread is awake anyway.
        _ = SystemCall.code("write") { Glibc.write(descriptor.rawValue, &one, 8) < 0 ? -1 : 0 }
    }

    /// Resets the signal.
    public func drain() {
        var count: UInt64 = 0
        _ = SystemCall.code("read") { Glibc.read(descriptor.rawValue, &count, 8) < 0 ? -1 : 0 }
    }
}
