import JSON

/// Sends existing rows. One thread at a time.
final class RecordedStream: BodyProducer {
    private var rows: ArraySlice<JSONValue>
    private let opening: StaticString
    private let closing: StaticString
    private var isStarted = false

    init(_ rows: [JSONValue], opening: StaticString, closing: StaticString) {
        self.rows = rows[...]
        self.opening = opening
        self.closing = closing
    }

    func fill(_ buffer: ByteBuffer) -> Bool {
        if !isStarted { buffer.text(opening) }
        while buffer.count < SimulatorLimits.chunkBytes {
            guard let row = rows.popFirst() else {
                buffer.text(closing)
                return false
            }
            if isStarted { buffer.byte(0x2C) }
            isStarted = true
            buffer.json(row)
        }
        return true
    }
}
