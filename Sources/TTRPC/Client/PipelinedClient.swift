import LinuxSystem

/// A load generator: one thread that keeps `depth` equal calls in flight on each of several
/// connections and counts the replies. For benchmarks; it does not look into payloads.
public final class PipelinedClient {
    /// What a run came to.
    public struct Result: Sendable {
        public let calls: Int
        /// Replies that carried a status.
        public let errors: Int
        public let bytesReceived: Int
        public let nanoseconds: UInt64

        public var callsPerSecond: Double { Double(calls) * 1e9 / Double(max(nanoseconds, 1)) }
    }

    private struct Line {
        let descriptor: FileDescriptor
        var parser = FrameParser()
        var rest: [UInt8] = []
        var nextID: UInt32 = 1
    }

    private var lines: [Line] = []
    private let depth: Int
    private let epoll: Epoll
    private let path: String
    /// `depth` requests; their stream numbers are written before each send.
    private var requests: [UInt8] = []
    private let requestBytes: Int
    private let scratch: UnsafeMutableRawBufferPointer
    private var toSend = 0
    private var replies = 0
    private var errors = 0
    private var bytesReceived = 0

    /// Connects `connections` times to the server at `path`.
    public init(
        path: String, connections: Int, depth: Int, service: String, method: String,
        payload: [UInt8], metadata: [(key: String, value: String)] = []
    ) throws(RPCError) {
        guard
            let request = FrameEncoder.request(
                service: service, method: method, payload: payload, timeoutNanoseconds: 0,
                metadata: metadata)
        else { throw FrameEncoder.oversized(payload.count) }
        let frame = FrameEncoder.frame(.request, streamID: 1, request)
        requestBytes = frame.count
        for _ in 0..<depth { requests += frame }
        self.depth = depth
        self.path = path
        scratch = .allocate(byteCount: TTRPCLimits.readBytesMax, alignment: 16)
        do throws(SystemError) {
            epoll = try Epoll()
            for index in 0..<connections {
                let line = Line(descriptor: try Socket.connect(unixPath: path))
                try epoll.add(line.descriptor, .readable, token: UInt64(index))
                lines.append(line)
            }
        } catch {
            scratch.deallocate()
            throw RPCError(.unavailable, "\(error)")
        }
    }

    deinit {
        scratch.deallocate()
    }

    /// Makes `calls` calls in all and waits for their replies.
    public func run(calls: Int) throws(RPCError) -> Result {
        toSend = calls
        replies = 0
        errors = 0
        bytesReceived = 0
        let start = SystemClock.monotonicNanoseconds()
        do throws(SystemError) {
            for index in lines.indices { try send(index, depth) }
            var failure: SystemError?
            while replies < calls, failure == nil {
                try epoll.wait(timeoutMilliseconds: nil) { event in
                    do throws(SystemError) {
                        try receive(Int(event.token))
                    } catch {
                        failure = error
                    }
                }
            }
            if let failure { throw failure }
        } catch {
            throw RPCError(.unavailable, "\(path): \(error)")
        }
        return Result(
            calls: replies, errors: errors, bytesReceived: bytesReceived,
            nanoseconds: SystemClock.monotonicNanoseconds() - start)
    }

    private func send(_ index: Int, _ wanted: Int) throws(SystemError) {
        let count = min(wanted, toSend)
        guard count > 0 else { return }
        toSend -= count
        for slot in 0..<count {
            let position = slot * requestBytes + 4
            var id = lines[index].nextID
            lines[index].nextID = id &+ 2
            for byte in stride(from: 3, through: 0, by: -1) {
                requests[position + byte] = UInt8(truncatingIfNeeded: id)
                id >>= 8
            }
        }
        try lines[index].descriptor.sendAll(requests[..<(count * requestBytes)])
    }

    private func receive(_ index: Int) throws(SystemError) {
        guard case .moved(let count) = try lines[index].descriptor.receive(into: scratch) else {
            throw SystemError(call: "recv: the server closed the connection", code: 104)
        }
        bytesReceived += count
        let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        let before = replies
        if lines[index].rest.isEmpty {
            let consumed = parse(index, bytes)
            lines[index].rest = [UInt8](bytes[consumed...])
        } else {
            let all = lines[index].rest + bytes
            let consumed = all.withUnsafeBytes { parse(index, $0) }
            lines[index].rest = [UInt8](all[consumed...])
        }
        try send(index, replies - before)
    }

    private func parse(_ index: Int, _ bytes: UnsafeRawBufferPointer) -> Int {
        var consumed = 0
        while true {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            switch lines[index].parser.next(rest, consumed: &consumed) {
            case .frame(_, let data):
                replies += 1
                if data.first == 0x0A { errors += 1 }
            case .oversized: replies += 1
            case .needMore, .close: return consumed
            }
        }
    }
}
