import Glibc
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

    private final class Line {
        let descriptor: FileDescriptor
        var parser = FrameParser()
        var rest: [UInt8] = []
        var nextID: UInt32 = 1

        init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }
    }

    private var lines: [Line] = []
    private let depth: Int
    private let epoll: Epoll
    private let path: String
    /// `depth` requests; their stream numbers are written before each send.
    private let requests: UnsafeMutableRawBufferPointer
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
        requests = .allocate(byteCount: frame.count * depth, alignment: 16)
        for slot in 0..<depth {
            UnsafeMutableRawBufferPointer(rebasing: requests[(slot * frame.count)...])
                .copyBytes(from: frame)
        }
        self.depth = depth
        self.path = path
        scratch = .allocate(byteCount: TTRPCLimits.readBytesMax, alignment: 16)
        do throws(SystemError) {
            epoll = try Epoll()
            for index in 0..<connections {
                let line = Line(try Socket.connect(unixPath: path))
                try epoll.add(line.descriptor, .readable, token: UInt64(index))
                lines.append(line)
            }
        } catch {
            scratch.deallocate()
            requests.deallocate()
            throw RPCError(.unavailable, "\(error)")
        }
    }

    deinit {
        requests.deallocate()
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
            for line in lines { try send(line, depth) }
            var failure: SystemError?
            while replies < calls, failure == nil {
                try epoll.wait(timeoutMilliseconds: nil) { event in
                    do throws(SystemError) {
                        try receive(lines[Int(event.token)])
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

    private func send(_ line: Line, _ wanted: Int) throws(SystemError) {
        let count = min(wanted, toSend)
        guard count > 0 else { return }
        toSend -= count
        var id = line.nextID
        for slot in 0..<count {
            requests.storeBytes(
                of: id.bigEndian, toByteOffset: slot * requestBytes + 4, as: UInt32.self)
            id &+= 2
        }
        line.nextID = id
        var rest = UnsafeRawBufferPointer(rebasing: requests[..<(count * requestBytes)])
        while !rest.isEmpty {
            guard case .moved(let sent) = try line.descriptor.send(rest) else {
                throw SystemError(call: "send", code: EPIPE)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[sent...])
        }
    }

    private func receive(_ line: Line) throws(SystemError) {
        guard case .moved(let count) = try line.descriptor.receive(into: scratch) else {
            throw SystemError(call: "recv", code: ECONNRESET)
        }
        bytesReceived += count
        let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        let before = replies
        if line.rest.isEmpty {
            let consumed = parse(line, bytes)
            if consumed < count { line.rest = [UInt8](bytes[consumed...]) }
        } else {
            let all = line.rest + bytes
            let consumed = all.withUnsafeBytes { parse(line, $0) }
            line.rest = [UInt8](all[consumed...])
        }
        try send(line, replies - before)
    }

    private func parse(_ line: Line, _ bytes: UnsafeRawBufferPointer) -> Int {
        var parser = line.parser
        defer { line.parser = parser }
        var consumed = 0
        var found = 0
        defer { replies += found }
        while true {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            switch parser.next(rest, consumed: &consumed) {
            case .frame(_, let data):
                found += 1
                if data.first == 0x0A { errors += 1 }
            case .oversized: found += 1
            case .needMore, .close: return consumed
            }
        }
    }
}
