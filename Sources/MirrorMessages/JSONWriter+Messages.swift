import JSON

/// What the messages are made of, in the JSON form of ``MirrorMessage``.
extension JSONWriter {
    /// The proto name of an enum's value.
    public mutating func value(_ value: some WireEnum) { self.value(value.protoName) }

    /// An array of numbers: JSON has no bytes, and no message of ours prints any.
    public mutating func value(_ value: [UInt8]) {
        array { writer in
            for byte in value { writer.value(byte) }
        }
    }

    public mutating func value(_ value: WireTimestamp) { self.value(value.rfc3339) }

    public mutating func value(_ message: some MirrorMessage) {
        object { message.members(into: &$0) }
    }

    public mutating func member(_ name: String, _ value: [UInt8]) { key(name); self.value(value) }

    public mutating func member(_ name: String, _ value: some WireEnum) {
        key(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: WireTimestamp) {
        key(name)
        self.value(value)
    }

    public mutating func member(_ name: String, _ value: some MirrorMessage) {
        key(name)
        self.value(value)
    }
}
