import LinuxSystem

/// A minimal client: one connection, one ttrpc call at a time, one send and one receive per call.
final class SingleCaller {
    private let descriptor: FileDescriptor
    private let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    private var nextID: UInt32 = 1
    private(set) var bytesReceived = 0

    init(_ path: String) throws(BenchFailure) {
        descriptor = try inEnvironment { try Socket.connect(unixPath: path) }
    }

    deinit { room.deallocate() }

    /// Makes a call; the reply's payload is valid until the next call.
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

    /// Makes a streaming call to its end; calls `each` with every message.
    func stream(
        _ request: inout [UInt8], _ each: (UnsafeRawBufferPointer) throws(BenchFailure) -> Void
    ) throws(BenchFailure) {
        // Flag 1 closes this side.
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

    /// As above, but skips the messages unread: the server is measured, and its peer in the
    /// comparison reads nothing either.
    func skipStream(_ request: inout [UInt8]) throws(BenchFailure) {
        request[9] = 1
        try send(&request)
        var header: [UInt8] = []
        // The remaining bytes of the current frame.
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

    /// Bytes per read, the same as in floor.c.
    private static let skippedBytes = 256 << 10

    /// The data of the frame at `start`; nil if it is incomplete.
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
