import ProtobufWire

extension IndexEncoding {
    /// Nesting of arrays and maps that is encoded in place; deeper values are decoded, which has
    /// its own bound.
    private static let levelsInPlaceMax = 24

    /// Appends the encoding of a stored value, or its first `bytesMax` bytes, without decoding the
    /// value first.
    public static func append(
        _ view: ValueView, upTo bytesMax: Int, to key: inout [UInt8]
    ) throws(WireError) {
        let end = key.count + bytesMax
        try append(view, end: end, level: 0, to: &key)
        if key.count > end { key.removeLast(key.count - end) }
    }

    /// May write past `end`; the caller truncates.
    private static func append(
        _ view: ValueView, end: Int, level: Int, to key: inout [UInt8]
    ) throws(WireError) {
        switch view.kind {
        case .null: key.append(tag(of: .null))
        case .boolean:
            key.append(tag(of: .boolean))
            key.append(view.boolean == true ? 1 : 0)
        case .integer:
            key.append(tag(of: .number))
            key.append(integer: view.integer ?? 0)
        case .double:
            let number = view.double ?? 0
            key.append(tag(of: number.isNaN ? .notANumber : .number))
            key.append(double: number)
        case .string:
            key.append(tag(of: .string))
            key.append(text: view.stringBytes, end: end)
        case .bytes:
            key.append(tag(of: .bytes))
            key.append(text: view.bytes, end: end)
        case .array where level < levelsInPlaceMax:
            key.append(tag(of: .array))
            guard var elements = view.array else { return }
            while key.count < end, let element = try elements.next() {
                try append(element, end: end, level: level + 1, to: &key)
            }
            key.append(0)
        case .map where level < levelsInPlaceMax:
            try append(map: view, end: end, level: level, to: &key)
        default: append(try view.value(), to: &key)
        }
    }

    private static func append(
        map view: ValueView, end: Int, level: Int, to key: inout [UInt8]
    ) throws(WireError) {
        guard var entries = view.map, try !view.isVector else {
            return append(try view.value(), to: &key)
        }
        key.append(tag(of: .map))
        while key.count < end, let entry = try entries.next() {
            key.append(1)
            key.appendEscaped(entry.key)
            key.append(contentsOf: [0, 1])
            try append(try entry.view(), end: end, level: level + 1, to: &key)
        }
        key.append(0)
    }
}

extension ValueView {
    /// Whether the value is a map that is a well-formed vector.
    public var isVector: Bool {
        get throws(WireError) {
            guard try map?.value(of: Value.vectorTypeKey) != nil else { return false }
            return try value().vectorElements != nil
        }
    }
}

extension [UInt8] {
    /// Appends at most as much of a long text as the key has room for and as takes part in
    /// comparisons.
    fileprivate mutating func append(text: UnsafeRawBufferPointer?, end: Int) {
        let room = Swift.min(Swift.max(end - count, 0), FirestoreLimits.indexedValueBytesMax)
        if let text { appendEscaped(UnsafeRawBufferPointer(rebasing: text.prefix(room))) }
        append(0)
        append(1)
    }
}
