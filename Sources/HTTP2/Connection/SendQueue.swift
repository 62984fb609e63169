/// What a stream has to send and may not yet: parts of its body, and the fields behind them.
final class SendQueue {
    /// From `first` on; of the first one, `offset` bytes are gone.
    private var parts: [[UInt8]] = []
    private var first = 0
    private var offset = 0
    private(set) var bytes = 0
    /// The end of the stream.
    var trailers: FieldBlock?

    func append(_ part: [UInt8]) {
        precondition(trailers == nil, "nothing follows the end")
        guard !part.isEmpty else { return }
        parts.append(part)
        bytes += part.count
    }

    /// Moves `count` bytes to the output.
    func take(_ count: Int, into output: inout OutputBuffer) {
        precondition(count >= 0 && count <= bytes, "only what waits is sent")
        bytes -= count
        var left = count
        while left > 0 {
            let taken = min(left, parts[first].count - offset)
            parts[first].withUnsafeBytes { part in
                output.append(UnsafeRawBufferPointer(rebasing: part[offset..<(offset + taken)]))
            }
            left -= taken
            offset += taken
            if offset == parts[first].count { dropFirst() }
        }
    }

    private func dropFirst() {
        parts[first] = []
        first += 1
        offset = 0
        guard first * 2 >= parts.count else { return }
        parts.removeSubrange(..<first)
        first = 0
    }
}
