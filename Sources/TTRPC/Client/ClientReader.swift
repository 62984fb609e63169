import LinuxSystem

/// Reads frames from a client's socket. REQUIRES: used only by the thread that has set
/// ``ClientInboxes/isReading``.
final class ClientReader {
    private var buffer: [UInt8]
    private var start = 0
    private var end = 0
    private var parser = FrameParser()

    init() {
        buffer = [UInt8](repeating: 0, count: 64 << 10)
    }

    enum Outcome {
        case frames([(streamID: UInt32, message: ClientMessage)])
        case timedOut
        case closed
        case garbage
    }

    /// Performs one read and returns the frames that are complete; waits for data until the
    /// monotonic `deadlineNanoseconds`.
    func read(
        _ descriptor: FileDescriptor, deadlineNanoseconds: UInt64?
    ) throws(SystemError) -> Outcome {
        if let deadlineNanoseconds {
            let now = SystemClock.monotonicNanoseconds()
            let rest = deadlineNanoseconds > now ? deadlineNanoseconds - now : 0
            let isReady = try descriptor.waitReady(
                for: .readable, timeoutMilliseconds: Int((rest + 999_999) / 1_000_000))
            guard isReady else { return .timedOut }
        }
        let result = try buffer.withUnsafeMutableBufferPointer { bytes throws(SystemError) in
            let room = UnsafeMutableBufferPointer(rebasing: bytes[end...])
            return try descriptor.receive(into: UnsafeMutableRawBufferPointer(room))
        }
        guard case .moved(let count) = result else {
            return result == .closed ? .closed : .frames([])
        }
        precondition(count > 0 && end + count <= buffer.count, "a read fills the room it was given")
        end += count
        return parse()
    }

    private func parse() -> Outcome {
        var frames: [(streamID: UInt32, message: ClientMessage)] = []
        while true {
            var consumed = 0
            let step = buffer.withUnsafeBytes { bytes -> Step in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                switch parser.next(rest, consumed: &consumed) {
                case .needMore(let total): return .wait(total)
                case .oversized(let header):
                    frames.append((header.streamID, .oversized(length: header.length)))
                case .frame(let header, let data):
                    if let message = message(header, data) {
                        frames.append((header.streamID, message))
                    }
                case .close: return .garbage
                }
                return .goOn
            }
            start += consumed
            precondition(start <= end, "no frame is longer than what was read")
            switch step {
            case .goOn: continue
            case .garbage: return .garbage
            case .wait(let total):
                makeRoom(total)
                return .frames(frames)
            }
        }
    }

    private enum Step {
        case goOn
        case wait(Int)
        case garbage
    }

    private func message(
        _ header: FrameHeader, _ data: UnsafeRawBufferPointer
    ) -> ClientMessage? {
        switch header.type {
        case FrameType.response.rawValue: .response([UInt8](data))
        case FrameType.data.rawValue: .data(flags: header.flags, [UInt8](data))
        default: nil
        }
    }

    /// Moves unread bytes to the front, and doubles the buffer where a large frame needs it.
    /// REQUIRES: `total` is at most a frame's size, which the parser has checked.
    private func makeRoom(_ total: Int) {
        defer { assert(end < buffer.count, "the next read has room") }
        precondition(total <= FrameHeader.bytes + TTRPCLimits.frameBytesMax, "a frame's size")
        if start == end {
            start = 0
            end = 0
        } else if start > 0, buffer.count - start < total || start > buffer.count / 2 {
            buffer.withUnsafeMutableBytes { bytes in
                let rest = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                UnsafeMutableRawBufferPointer(rebasing: bytes[..<rest.count]).copyMemory(from: rest)
            }
            end -= start
            start = 0
        }
        guard end == buffer.count || (total > buffer.count && end * 2 > buffer.count) else {
            return
        }
        buffer.append(contentsOf: repeatElement(0, count: buffer.count))
    }
}
