import GRPC
import HTTP2
import LinuxSystem
import StatusCodes
import Synchronization

/// A gRPC server of one thread, for clients that are not ours: as little IO as there can be around
/// the state machine.
final class EchoServer: Sendable {
    private let thread: SystemThread
    private let wakeUp: WakeUp
    private let stopping: Stopping

    private final class Stopping: Sendable {
        let isAsked = Atomic<Bool>(false)
    }

    /// Serves at a Unix socket until ``stop()``.
    init(path: String) throws {
        let listener = try ListeningSocket(unixPath: path)
        let wakeUp = try WakeUp()
        let stopping = Stopping()
        (self.wakeUp, self.stopping) = (wakeUp, stopping)
        thread = SystemThread(name: "echo") {
            guard let loop = try? EchoLoop(listener, wakeUp) else { return }
            while !stopping.isAsked.load(ordering: .acquiring) { loop.turn() }
        }
    }

    /// Ends the server; once.
    func stop() {
        stopping.isAsked.store(true, ordering: .releasing)
        wakeUp.signal()
        thread.join()
    }
}

/// The loop of the server's thread.
private final class EchoLoop {
    private let listener: ListeningSocket
    private let epoll: Epoll
    private let wakeUp: WakeUp
    private var links: [UInt64: EchoLink] = [:]
    private var lastToken: UInt64 = 1
    /// Calls that their clients have left.
    private var cancelled = 0

    init(_ listener: ListeningSocket, _ wakeUp: WakeUp) throws {
        (self.listener, self.wakeUp) = (listener, wakeUp)
        epoll = try Epoll()
        try epoll.add(listener.descriptor, .readable, token: 0)
        try epoll.add(wakeUp.descriptor, .readable, token: 1)
    }

    func turn() {
        _ = try? epoll.wait(timeoutMilliseconds: nil) { event in
            switch event.token {
            case 0: accept()
            case 1: wakeUp.drain()
            default: serve(event.token)
            }
        }
    }

    private func accept() {
        while let descriptor = (try? listener.accept(nonblocking: true)) ?? nil {
            lastToken += 1
            links[lastToken] = EchoLink(descriptor)
            try? epoll.add(descriptor, .readable, token: lastToken)
        }
    }

    private func serve(_ token: UInt64) {
        guard let link = links[token] else { return }
        let isOpen = link.serve(&cancelled)
        guard isOpen else {
            try? epoll.remove(link.descriptor)
            links[token] = nil
            return
        }
        try? epoll.modify(
            link.descriptor, link.hasOutput ? [.readable, .writable] : .readable, token: token)
    }
}

/// A connection of the server.
private final class EchoLink {
    let descriptor: FileDescriptor
    private var connection = GRPCConnection(
        HTTP2Configuration(), nowNanoseconds: SystemClock.monotonicNanoseconds())
    private var input: [UInt8] = []
    private var scratch = [UInt8](repeating: 0, count: 1 << 16)
    /// Messages that a stream still has to send, and their size.
    private var streams: [UInt32: (left: Int, bytes: Int)] = [:]
    /// The methods of calls, which messages are for.
    private var methods: [UInt32: String] = [:]

    init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }

    var hasOutput: Bool { connection.http.output.pendingCount > 0 }

    /// Reads and writes what there is; false at the end.
    func serve(_ cancelled: inout Int) -> Bool {
        let result = try? scratch.withUnsafeMutableBytes { bytes throws(SystemError) in
            try descriptor.receive(into: bytes, wait: false)
        }
        var isOpen = true
        switch result {
        case .moved(let count): isOpen = process(Array(scratch[..<count]), &cancelled)
        case .wouldBlock: break
        case .closed, nil: return false
        }
        produce()
        flush()
        return (isOpen && !connection.http.isDrained) || hasOutput
    }

    private func process(_ bytes: [UInt8], _ cancelled: inout Int) -> Bool {
        input += bytes
        let all = input
        var (consumed, isOpen) = (0, true)
        all.withUnsafeBytes { all in
            reading: while true {
                let rest = UnsafeRawBufferPointer(rebasing: all[consumed...])
                let event = connection.next(
                    rest, consumed: &consumed, nowNanoseconds: SystemClock.monotonicNanoseconds())
                switch event {
                case .needMore: break reading
                case .call(let id): opened(id, cancelled)
                case .message(let id, let message, let isLast): received(id, message, isLast)
                case .end(let id):
                    if methods[id] == "Chat" { connection.finish(id) }
                case .cancelled(let id):
                    cancelled += 1
                    forget(id)
                case .failed(let id, _): forget(id)
                case .drainAcknowledged: connection.http.finishDrain()
                case .close:
                    isOpen = false
                    break reading
                }
            }
        }
        input.removeFirst(consumed)
        return isOpen
    }

    private func forget(_ id: UInt32) {
        streams[id] = nil
        methods[id] = nil
    }

    private func opened(_ id: UInt32, _ cancelled: Int) {
        let fields = connection.http.fields
        let method =
            connection.request?.withNames(in: fields) { String(decoding: $1, as: UTF8.self) } ?? ""
        methods[id] = method
        switch method {
        case "Unary", "Stream", "Chat", "Wait": break
        case "Fail":
            connection.finish(
                id, Status(.notFound, "no Ö, 100%\nat all"), details: [8, 5, 18, 2, 110, 111])
        case "Cancelled": send(id, Array("\(cancelled)".utf8))
        case "Metadata":
            let text = try? GRPCMetadata.text("x-text", in: fields)
            let bytes = try? GRPCMetadata.bytes("x-bytes-bin", in: fields)
            let timeout = connection.request?.timeoutNanoseconds ?? -1
            let seconds = (timeout + 999_999_999) / 1_000_000_000
            send(id, Array("\(text ?? "-") \(bytes ?? []) \(seconds)".utf8))
        case "Drain":
            connection.http.beginDrain()
            send(id, [])
        default: connection.finish(id, Status(.unimplemented, "no method \(method)"))
        }
    }

    private func send(_ id: UInt32, _ bytes: [UInt8], isLast: Bool = true) {
        if connection.beginMessage(id) {
            connection.http.output.append(bytes)
            connection.endMessage()
        }
        if isLast { connection.finish(id) }
    }

    private func received(_ id: UInt32, _ message: GRPCMessage, _ isLast: Bool) {
        let bytes = message.array
        switch methods[id] {
        case "Unary": send(id, bytes)
        case "Chat": send(id, bytes, isLast: isLast)
        case "Stream":
            let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            streams[id] = (Int(numbers[0]) ?? 0, Int(numbers[1]) ?? 0)
        default: break
        }
    }

    /// Makes messages of the streams as fast as their reader takes them.
    private func produce() {
        for (id, stream) in streams {
            var left = stream.left
            while left > 0, connection.http.canSend(id),
                connection.http.output.pendingCount < 1 << 18
            {
                send(id, [UInt8](repeating: UInt8(left & 255), count: stream.bytes), isLast: false)
                left -= 1
            }
            streams[id] = left > 0 ? (left, stream.bytes) : nil
            if left == 0 { connection.finish(id) }
        }
    }

    private func flush() {
        while true {
            connection.http.pump(until: 1 << 18)
            guard hasOutput,
                case .moved(let count)? = try? descriptor.send(
                    connection.http.output.pendingBytes, wait: false)
            else { return }
            connection.http.output.sent(count)
            produce()
        }
    }
}
