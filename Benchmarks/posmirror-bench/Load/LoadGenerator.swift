import Glibc
import LinuxSystem

/// A thread that keeps `depth` requests in flight on each of its connections. The same for every
/// protocol, so that servers can be compared.
final class LoadGenerator {
    /// The result of a run.
    struct Result {
        var calls = 0
        /// Replies without a value.
        var errors = 0
        var bytesReceived = 0
        var nanoseconds: UInt64 = 0
        /// From sending a request to having received its reply.
        var latencies = LatencySamples()
    }

    private final class Line {
        let descriptor: FileDescriptor
        var nextID: UInt32 = 1
        /// The requests in flight, by time sent, oldest first.
        var batches: [(sentAt: UInt64, count: Int)] = []
        var rest: [UInt8] = []

        init(_ descriptor: FileDescriptor) { self.descriptor = descriptor }
    }

    private let exchange: Exchange
    private let depth: Int
    private let epoll: Epoll
    private var lines: [Line] = []
    /// The requests, all of one length, concatenated; the first `depth` are repeated at the end.
    private let requests: UnsafeMutableRawBufferPointer
    private let requestBytes: Int
    private let requestCount: Int
    private var nextRequest = 0
    private let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
    private var toSend = 0
    private var result = Result()

    /// Opens `connections` connections to `path`. REQUIRES: all `requests` have one length.
    init(
        _ exchange: Exchange, path: String, connections: Int, depth: Int, requests: [[UInt8]]
    ) throws(BenchFailure) {
        self.exchange = exchange
        self.depth = depth
        requestCount = requests.count
        requestBytes = requests[0].count
        precondition(requests.allSatisfy { [requestBytes] in $0.count == requestBytes })
        let all = (0..<requests.count + depth).flatMap { requests[$0 % requests.count] }
        self.requests = .allocate(byteCount: all.count, alignment: 16)
        self.requests.copyBytes(from: all)
        epoll = try inEnvironment { try Epoll() }
        for index in 0..<connections {
            let line = Line(try inEnvironment { try Socket.connect(unixPath: path) })
            try inEnvironment {
                try epoll.add(line.descriptor, .readable, token: UInt64(index))
            }
            lines.append(line)
        }
    }

    deinit {
        requests.deallocate()
        scratch.deallocate()
    }

    /// Makes `calls` calls in total and waits for all replies.
    func run(calls: Int) throws(BenchFailure) -> Result {
        toSend = calls
        result = Result()
        let start = SystemClock.monotonicNanoseconds()
        for line in lines { try send(line, depth) }
        var failure: BenchFailure?
        while result.calls < calls, failure == nil {
            try inEnvironment {
                try epoll.wait(timeoutMilliseconds: nil) { event in
                    do throws(BenchFailure) {
                        try receive(lines[Int(event.token)])
                    } catch {
                        failure = error
                    }
                }
            }
        }
        if let failure { throw failure }
        result.nanoseconds = SystemClock.monotonicNanoseconds() - start
        return result
    }

    private func send(_ line: Line, _ wanted: Int) throws(BenchFailure) {
        let count = min(wanted, toSend, depth)
        guard count > 0, let base = requests.baseAddress else { return }
        toSend -= count
        let first = base + nextRequest * requestBytes
        nextRequest = (nextRequest + count) % requestCount
        for slot in 0..<count {
            exchange.number(first + slot * requestBytes, line.nextID)
            line.nextID &+= 2
        }
        line.batches.append((SystemClock.monotonicNanoseconds(), count))
        try line.descriptor.sendAll(
            UnsafeRawBufferPointer(start: first, count: count * requestBytes))
    }

    private func receive(_ line: Line) throws(BenchFailure) {
        let count = try line.descriptor.receiveSome(into: scratch)
        result.bytesReceived += count
        let bytes = UnsafeRawBufferPointer(rebasing: scratch[..<count])
        let before = result.calls
        if line.rest.isEmpty {
            let consumed = countReplies(bytes, of: line)
            if consumed < count { line.rest = [UInt8](bytes[consumed...]) }
        } else {
            line.rest += bytes
            let consumed = line.rest.withUnsafeBytes { countReplies($0, of: line) }
            line.rest.removeFirst(consumed)
        }
        let replies = result.calls - before
        settle(replies, of: line)
        try send(line, replies)
    }

    /// Removes the oldest requests in flight, and records their latencies.
    private func settle(_ replies: Int, of line: Line) {
        let now = SystemClock.monotonicNanoseconds()
        var rest = replies
        while rest > 0 {
            let part = min(rest, line.batches[0].count)
            result.latencies.add(now - line.batches[0].sentAt, times: part)
            rest -= part
            line.batches[0].count -= part
            if line.batches[0].count == 0 { line.batches.removeFirst() }
        }
    }

    /// Counts the complete replies in `bytes`; returns their total length.
    private func countReplies(_ bytes: UnsafeRawBufferPointer, of line: Line) -> Int {
        var consumed = 0
        var replies = 0
        while consumed < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
            guard let reply = exchange.reply(rest), reply.count <= rest.count else { break }
            consumed += reply.count
            if !reply.isValue { result.errors += 1 }
            replies += 1
        }
        result.calls += replies
        return consumed
    }
}

extension FileDescriptor {
    /// Sends all bytes on a blocking socket.
    func sendAll(_ bytes: UnsafeRawBufferPointer) throws(BenchFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let moved = try inEnvironment { try send(rest) }
            guard case .moved(let count) = moved else {
                throw .environment(SystemError(call: "send", code: EPIPE))
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Receives at least one byte.
    func receiveSome(into room: UnsafeMutableRawBufferPointer) throws(BenchFailure) -> Int {
        let moved = try inEnvironment { try receive(into: room) }
        guard case .moved(let count) = moved else {
            throw .environment(SystemError(call: "recv", code: ECONNRESET))
        }
        return count
    }
}
