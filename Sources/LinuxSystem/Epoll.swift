import CLinux
import Glibc

/// What to wait for on a descriptor, and what happened.
public struct ReadyEvents: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let readable = ReadyEvents(rawValue: EPOLLIN.rawValue)
    public static let writable = ReadyEvents(rawValue: EPOLLOUT.rawValue)
    /// The peer has finished sending, or the connection is broken. Always reported.
    public static let hangUp = ReadyEvents(rawValue: EPOLLHUP.rawValue | EPOLLERR.rawValue)
    /// The peer has finished sending; reported only if asked for.
    public static let peerClosed = ReadyEvents(rawValue: EPOLLRDHUP.rawValue)

    /// The low bits have the same values in poll(2) and epoll(7).
    var pollEvents: Int16 { Int16(truncatingIfNeeded: rawValue) }
}

/// One readiness event of ``Epoll/wait(timeoutMilliseconds:_:)``.
public struct ReadyEvent: Sendable {
    /// The number given at ``Epoll/add(_:_:token:)``.
    public let token: UInt64
    public let events: ReadyEvents
}

/// An epoll set, level-triggered. `wait` belongs to one thread; the rest may be called by any.
public final class Epoll: Sendable {
    private let descriptor: FileDescriptor

    /// An empty set.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try SystemCall.check("epoll_create1") { clinux_epoll_create() })
    }

    /// Watches `target`, which must stay open until ``remove(_:)``.
    public func add(
        _ target: FileDescriptor, _ events: ReadyEvents, token: UInt64
    ) throws(SystemError) {
        try control(EPOLL_CTL_ADD, target, events, token)
    }

    /// Changes what is waited for.
    public func modify(
        _ target: FileDescriptor, _ events: ReadyEvents, token: UInt64
    ) throws(SystemError) {
        try control(EPOLL_CTL_MOD, target, events, token)
    }

    /// Stops watching `target`.
    public func remove(_ target: FileDescriptor) throws(SystemError) {
        try control(EPOLL_CTL_DEL, target, [], 0)
    }

    /// Waits for events, nil without end, and hands each to `body`; returns how many there were.
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

    /// Events taken per wait: enough for all connections of a busy loop, 3 KB of stack.
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

/// An eventfd that wakes a thread waiting in epoll or poll. Any thread may call any method.
public final class WakeUp: Sendable {
    /// Readable after ``signal()``, until ``drain()``.
    public let descriptor: FileDescriptor

    /// Not signalled at first.
    public init() throws(SystemError) {
        descriptor = FileDescriptor(
            owning: try SystemCall.check("eventfd") { clinux_eventfd() })
    }

    /// Wakes the waiter; signals before the next drain count once.
    public func signal() {
        var one: UInt64 = 1
        // The only refusal is a full counter, and then the waiter is awake anyway.
        _ = SystemCall.code("write") { Glibc.write(descriptor.rawValue, &one, 8) < 0 ? -1 : 0 }
    }

    /// Takes the signals that arrived.
    public func drain() {
        var count: UInt64 = 0
        _ = SystemCall.code("read") { Glibc.read(descriptor.rawValue, &count, 8) < 0 ? -1 : 0 }
    }
}
