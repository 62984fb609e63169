import LinuxSystem

/// One connection with one ttrpc call at a time, as plain as a client can be: a send, a receive.
final class SingleCaller {
    private let descriptor: FileDescriptor
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    private var nextID: UInt32 = 1
    private(set) var bytesReceived = 0

    init(_ path: String) throws(BenchFailure) {
        descriptor = try inEnvironment { try Socket.connect(unixPath: path) }
    }

    deinit { room.deallocate() }

    /// Sends a request and waits for the reply; its payload stays valid until the next call.
    func call(_ request: inout [UInt8]) throws(BenchFailure) -> UnsafeRawBufferPointer {
        try send(&request)
        var count = 0
        while true {
            count += try descriptor.receiveSome(
                into: UnsafeMutableRawBufferPointer(rebasing: room[count...]))
            let bytes = UnsafeRawBufferPointer(rebasing: room[..<count])
            guard let reply = Exchange.ttrpc.reply(bytes), reply.count <= count else { continue }
            guard reply.isValue else { throw .wrong("a call was answered with an error") }
            bytesReceived += count
            return UnsafeRawBufferPointer(rebasing: bytes[Exchange.headerBytes...])
        }
    }

    /// Sends a request that opens a stream and reads to its end; `each` gets every message.
    func stream(
        _ request: inout [UInt8], _ each: (UnsafeRawBufferPointer) throws(BenchFailure) -> Void
    ) throws(BenchFailure) {
        // Flag 1: this side sends nothing more.
        request[9] = 1
        try send(&request)
        var large = [UInt8](repeating: 0, count: 4 << 20 + 64)
        var end = 0
        var start = 0
        while true {
            let count = try large.withUnsafeMutableBufferPointer {
                bytes throws(BenchFailure) -> Int in
                let room = UnsafeMutableBufferPointer(rebasing: bytes[end...])
                return try descriptor.receiveSome(into: UnsafeMutableRawBufferPointer(room))
            }
            end += count
            bytesReceived += count
            while let frame = Self.frame(large, start, end) {
                let isLast = large[start + 9] & 1 != 0 || large[start + 8] != 3
                try large.withUnsafeBufferPointer { all throws(BenchFailure) in
                    try each(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: all[frame])))
                }
                start = frame.upperBound
                if isLast { return }
            }
            if start == end {
                (start, end) = (0, 0)
            } else if end == large.count {
                large.replaceSubrange(0..<end - start, with: large[start..<end])
                (start, end) = (0, end - start)
            }
        }
    }

    /// As above, but passes over the messages: what is measured is the server, and the peer that
    /// it is compared with reads nothing either.
    func skipStream(_ request: inout [UInt8]) throws(BenchFailure) {
        request[9] = 1
        try send(&request)
        var header: [UInt8] = []
        // Bytes of the frame that are still to come.
        var rest = 0
        while true {
            let count = try descriptor.receiveSome(
                into: UnsafeMutableRawBufferPointer(rebasing: room[..<Self.skippedBytes]))
            bytesReceived += count
            var place = 0
            while place < count {
                if rest > 0 {
                    let passed = min(rest, count - place)
                    rest -= passed
                    place += passed
                } else {
                    header.append(room[place])
                    place += 1
                    guard header.count == Exchange.headerBytes else { continue }
                    rest = header[..<4].reduce(0) { $0 << 8 | Int($1) }
                    let isLast = header[9] & 1 != 0 || header[8] != 3
                    if isLast, rest == 0 { return }
                    guard !isLast else { throw .wrong("the stream ended with an error") }
                    header.removeAll(keepingCapacity: true)
                }
            }
        }
    }

    /// Read at once: what floor.c reads too.
    private static let skippedBytes = 256 << 10

    /// The data of the whole frame at `start`; nil while it is not there.
    private static func frame(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Range<Int>? {
        guard end - start >= Exchange.headerBytes else { return nil }
        let length = bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        let data = start + Exchange.headerBytes..<start + Exchange.headerBytes + length
        return data.upperBound <= end ? data : nil
    }

    private func send(_ request: inout [UInt8]) throws(BenchFailure) {
        try request.withUnsafeMutableBufferPointer { bytes throws(BenchFailure) in
            if let base = bytes.baseAddress { Exchange.ttrpc.number(base, nextID) }
            try descriptor.sendAll(UnsafeRawBufferPointer(bytes))
        }
        nextID &+= 2
    }
}
