import Glibc
import LinuxSystem
import StatusCodes
import Testing

@testable import TTRPC

/// A server on a socket of its own in /tmp, with one method of every kind.
final class ServerFixture: Sendable {
    let path: String
    let server: RPCServer
    let probe = Probe()

    init(_ change: (inout ServerConfiguration) -> Void = { _ in }) throws {
        var configuration = ServerConfiguration()
        change(&configuration)
        path = "/tmp/pm-\(String(SystemRandom.uint64(), radix: 36)).sock"
        server = try RPCServer(
            methods: ServerFixture.methods(probe), configuration: configuration)
        try server.listen(at: path)
    }

    deinit {
        server.shutdown(drainSeconds: 0)
    }

    /// Connects, waiting for the listener: `listen` is taken up by the loop's thread.
    func client() throws -> RPCClient { try RPCClient.connect(path) }

    func socket() throws -> FileDescriptor { try Socket.connect(unixPath: path) }

    /// Sends raw bytes.
    static func request(
        _ streamID: UInt32, _ method: String, _ payload: [UInt8] = [], flags: UInt8 = 0
    ) -> [UInt8] {
        let message = FrameEncoder.request(
            service: "test.Echo", method: method, payload: payload, timeoutNanoseconds: 0,
            metadata: [])
        return FrameEncoder.frame(.request, streamID: streamID, flags: flags, message ?? [])
    }

    private static func methods(_ probe: Probe) -> [RPCMethod] {
        [
            RPCMethod(
                "test.Echo", "Inline",
                .inline { _, payload, buffer in
                    buffer.append(payload)
                }),
            RPCMethod(
                "test.Echo", "Fail",
                .inline { _, payload, buffer throws(Status) in
                    buffer.append(payload)
                    throw Status(.notFound, "nothing here")
                }),
            RPCMethod(
                "test.Echo", "Sized",
                .inline { _, payload, buffer in
                    probe.arrived("Sized")
                    buffer.append([UInt8](repeating: 7, count: Probe.number(payload)))
                }),
            RPCMethod(
                "test.Echo", "Who",
                .inline { context, _, buffer in
                    buffer.uint64(1, UInt64(context.peer.uid))
                    buffer.string(2, context.metadata("session") ?? "none")
                }),
            RPCMethod(
                "test.Echo", "Slow",
                .inline { _, _, _ in
                    let end = SystemClock.monotonicNanoseconds() + 1_000_000
                    while SystemClock.monotonicNanoseconds() < end {}
                    probe.arrived("Slow")
                }),
            RPCMethod("test.Echo", "Unary", .unary { _, payload in payload }),
            RPCMethod(
                "test.Echo", "Block",
                .unary { context, _ in
                    probe.arrived("Block")
                    while !context.isCancelled, !probe.isReleased { probe.pause() }
                    probe.arrived(context.isCancelled ? "cancelled" : "released")
                    return [1]
                }),
            RPCMethod(
                "test.Echo", "Count",
                .producer { _, payload in
                    Counter(Probe.number(payload))
                }),
            RPCMethod(
                "test.Echo", "Chat",
                .stream { _, payload, stream throws(Status) in
                    if !payload.isEmpty { try stream.send(payload) }
                    while let message = try stream.receive() { try stream.send(message) }
                }),
            RPCMethod(
                "test.Echo", "Flood",
                .stream { _, _, stream throws(Status) in
                    do throws(Status) {
                        while true {
                            try stream.send([UInt8](repeating: 1, count: 100_000))
                            probe.arrived("flood sent")
                        }
                    } catch {
                        probe.arrived("flood ended \(error.code.name)")
                        throw error
                    }
                }),
            RPCMethod(
                "test.Echo", "Watch",
                .push { _, _, stream in
                    stream.onClose { probe.arrived("watch ended \($0.code.name)") }
                    stream.onMessage { _ = stream.trySend($0) }
                    probe.keep(stream)
                }),
        ]
    }
}

/// Counts down, one message of two bytes at a time.
private final class Counter: StreamProducer {
    private var rest: Int

    init(_ count: Int) { rest = count }

    func produce(into buffer: inout ResponseBuffer) throws(Status) -> ProducerStep {
        guard rest > 0 else { return .done }
        rest -= 1
        buffer.uint64(1, UInt64(rest))
        return .more
    }
}

/// What handlers tell the test, and what the test tells handlers. Tests wait on it, never on time.
final class Probe: Sendable {
    private struct State {
        var events: [String: Int] = [:]
        var streams: [ServerStream] = []
        var isReleased = false
    }

    private let state = Monitor(State())

    static func number(_ payload: UnsafeRawBufferPointer) -> Int {
        Int(String(decoding: payload, as: UTF8.self)) ?? 0
    }

    func arrived(_ event: String) { state.update { $0.events[event, default: 0] += 1 } }

    /// Waits until `event` came `count` times; false after ten seconds.
    func wait(for event: String, count: Int = 1) -> Bool {
        let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
        return state.wait(untilNanoseconds: deadline) { state in
            state.events[event, default: 0] >= count ? true : nil
        } ?? false
    }

    /// The same, if `cause` came at all: a call whose time is over in the queue never starts.
    func wait(for event: String, ifThereWas cause: String) -> Bool {
        count(of: cause) == 0 || wait(for: event)
    }

    func count(of event: String) -> Int { state.withLock { $0.events[event, default: 0] } }

    func keep(_ stream: ServerStream) { state.update { $0.streams.append(stream) } }

    /// The first stream that was kept, waiting for it.
    func stream() -> ServerStream? {
        let deadline = SystemClock.monotonicNanoseconds() + 10_000_000_000
        return state.wait(untilNanoseconds: deadline) { $0.streams.first }
    }

    var isReleased: Bool { state.withLock { $0.isReleased } }

    func release() { state.update { $0.isReleased = true } }

    /// Lets a blocked handler look at its context again after a moment or a change.
    func pause() {
        let deadline = SystemClock.monotonicNanoseconds() + 1_000_000
        _ = state.wait(untilNanoseconds: deadline) { $0.isReleased ? true : nil }
    }
}

/// A client socket used by hand.
struct RawPeer {
    let socket: FileDescriptor

    init(_ fixture: ServerFixture) throws { socket = try fixture.socket() }

    func send(_ bytes: [UInt8]) throws { try socket.sendAll(bytes) }

    /// Receives exactly `count` bytes, fewer only if the server closes.
    func receive(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = try socket.receive(countMax: count - bytes.count)
            if more.isEmpty { break }
            bytes += more
        }
        return bytes
    }

    /// The next frame, nil if the server closed the connection.
    func frame() throws -> (header: FrameHeader, data: [UInt8])? {
        let head = try receive(FrameHeader.bytes)
        guard head.count == FrameHeader.bytes else { return nil }
        let header = head.withUnsafeBytes { FrameHeader(from: $0.baseAddress!) }
        return (header, try receive(Int(header.length)))
    }

    /// The next frame's error, nil if it is none.
    func error() throws -> Status? {
        guard let frame = try frame() else { return nil }
        do throws(Status) {
            _ = try FrameEncoder.payload(ofResponse: frame.data)
            return nil
        } catch {
            return error
        }
    }
}
