import StatusCodes
import Testing

@testable import TTRPC

@Suite struct FrameParserTests {
    /// Feeds `bytes` cut into pieces that end at `ends`, keeping what was not consumed, as a
    /// connection does. Returns the frames found, or nil behind them for a close.
    private func frames(_ bytes: [UInt8], ends: [Int]) -> [String] {
        var parser = FrameParser()
        var kept: [UInt8] = []
        var found: [String] = []
        var start = 0
        for end in ends {
            kept += bytes[start..<end]
            start = end
            var consumed = 0
            var isWaiting = false
            while !isWaiting {
                kept.withUnsafeBytes { all in
                    let rest = UnsafeRawBufferPointer(rebasing: all[consumed...])
                    switch parser.next(rest, consumed: &consumed) {
                    case .needMore: isWaiting = true
                    case .frame(let header, let data):
                        found.append(
                            "\(header.streamID):\(header.type):\(header.flags):"
                                + data.map { "\($0)" }.joined(separator: ","))
                    case .oversized(let header):
                        found.append("oversized \(header.streamID):\(header.length)")
                    case .close:
                        found.append("close")
                        isWaiting = true
                    }
                }
                if found.last == "close" { return found }
            }
            kept.removeFirst(consumed)
        }
        return found
    }

    private let three: [UInt8] =
        FrameEncoder.frame(.request, streamID: 1, [1, 2, 3])
        + FrameEncoder.frame(.data, streamID: 0x0102_0304, flags: 5, [])
        + FrameEncoder.frame(.response, streamID: 3, [9])
    private let expected = ["1:1:0:1,2,3", "16909060:3:5:", "3:2:0:9"]

    @Test func framesHaveTheBytesOfTheProtocol() {
        #expect(
            FrameEncoder.frame(.request, streamID: 0x0102_0304, flags: 2, [7, 8])
                == [0, 0, 0, 2, 1, 2, 3, 4, 1, 2, 7, 8])
        #expect(FrameEncoder.endOfStream(streamID: 5) == [0, 0, 0, 0, 0, 0, 0, 5, 3, 5])
        #expect(
            FrameEncoder.error(streamID: 1, Status(.notFound, "no"))
                == [0, 0, 0, 8, 0, 0, 0, 1, 2, 0, 0x0A, 6, 8, 5, 0x12, 2, 0x6E, 0x6F])
        #expect(
            FrameEncoder.response(streamID: 1, payload: [1])
                == [0, 0, 0, 3, 0, 0, 0, 1, 2, 0, 0x12, 1, 1])
        #expect(
            FrameEncoder.request(
                service: "s", method: "m", payload: [5], timeoutNanoseconds: 300,
                metadata: [("k", "v")])
                == [
                    0x0A, 1, 0x73, 0x12, 1, 0x6D, 0x1A, 1, 5, 0x20, 0xAC, 2, 0x2A, 6, 0x0A, 1,
                    0x6B, 0x12, 1, 0x76,
                ])
    }

    @Test func framesAreFoundByteByByte() {
        #expect(frames(three, ends: Array(1...three.count)) == expected)
    }

    @Test func framesAreFoundAtEverySplit() {
        for first in 0...three.count {
            for second in first...three.count {
                #expect(frames(three, ends: [first, second, three.count]) == expected)
            }
        }
    }

    @Test func everyTruncationOnlyWaits() {
        let frame = FrameEncoder.frame(.request, streamID: 1, [1, 2, 3])
        for count in 0..<frame.count {
            #expect(frames(Array(frame[..<count]), ends: [count]) == [])
        }
    }

    @Test func theLargestFrameIsAFrameAndOneByteMoreIsOversized() {
        let max = TTRPCLimits.frameBytesMax
        var bytes: [UInt8] = [0, 0x40, 0, 0, 0, 0, 0, 1, 1, 0]
        bytes += [UInt8](repeating: 0, count: max)
        var parser = FrameParser()
        var consumed = 0
        let isWhole = bytes.withUnsafeBytes { all in
            if case .frame(let header, let data) = parser.next(all, consumed: &consumed) {
                return data.count == max && header.length == UInt32(max)
            }
            return false
        }
        #expect(isWhole)
        bytes[3] = 1
        bytes += [1] + three
        #expect(
            frames(bytes, ends: [5, 10, 11, max, max + 11, bytes.count])
                == ["oversized 1:\(max + 1)"] + expected)
    }

    @Test(arguments: [UInt8(0), 4, 84, 255])
    func aHugeLengthOfNoKnownTypeCloses(type: UInt8) {
        #expect(frames([0xFF, 0, 0, 0, 0, 0, 0, 1, type, 0], ends: [10]) == ["close"])
        #expect(frames([0xFF, 0, 0, 0, 0, 0, 0, 1, 1, 0xF0], ends: [10]) == ["close"])
    }

    @Test func otherProtocolsClose() {
        let text = Array("GET / HTTP/1.1\r\n\r\n".utf8)
        #expect(frames(text, ends: [text.count]) == ["close"])
    }

    @Test func hugeLengthsAreDrainedWithoutMemory() {
        var parser = FrameParser()
        let head: [UInt8] = [0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 7, 1, 0]
        let piece = [UInt8](repeating: 0, count: 1 << 20)
        var consumed = 0
        head.withUnsafeBytes { _ = parser.next($0, consumed: &consumed) }
        #expect(consumed == 10)
        var left = Int(UInt32.max)
        var isDone = false
        while !isDone {
            consumed = 0
            piece.withUnsafeBytes { bytes in
                if case .oversized(let header) = parser.next(bytes, consumed: &consumed) {
                    isDone = header.streamID == 7
                }
            }
            left -= consumed
        }
        #expect(left == 0)
    }
}
