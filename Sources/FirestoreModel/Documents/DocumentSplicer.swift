import ProtobufWire

/// Writes Document messages around stored MapValue bytes without decoding a value.
///
/// A MapValue's entries are field 1 and a Document's are field 2, both with a tag of one byte and
/// the same content: the stored bytes are copied whole and one byte per field is rewritten.
public enum DocumentSplicer {
    /// Appends Document bytes for the stored fields. Throws for bytes that are not a sequence of
    /// MapValue entries, and then leaves `output` as it was.
    public static func append(
        name: String, mapValue: UnsafeRawBufferPointer, createTime: Timestamp,
        updateTime: Timestamp, to output: inout [UInt8]
    ) throws(WireError) {
        let start = output.count
        var writer = WireWriter(appendingTo: output)
        output = []
        writer.string(FieldNumber.Document.name, name)
        let fieldsStart = writer.bytes.count
        writer.bytes.append(contentsOf: mapValue)
        do throws(WireError) {
            try retag(&writer.bytes, from: fieldsStart)
        } catch {
            writer.bytes.removeSubrange(start...)
            output = writer.bytes
            throw error
        }
        writer.message(FieldNumber.Document.createTime) { createTime.encode(into: &$0) }
        writer.message(FieldNumber.Document.updateTime) { updateTime.encode(into: &$0) }
        output = writer.bytes
    }

    /// Document bytes for the stored fields.
    public static func document(
        name: String, mapValue: [UInt8], createTime: Timestamp, updateTime: Timestamp
    ) throws(WireError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(mapValue.count + name.utf8.count + 40)
        try mapValue.withUnsafeBufferPointer { buffer throws(WireError) in
            try append(
                name: name, mapValue: UnsafeRawBufferPointer(buffer), createTime: createTime,
                updateTime: updateTime, to: &output)
        }
        return output
    }

    /// The bytes ``append(name:mapValue:createTime:updateTime:to:)`` adds, for a length in front.
    public static func size(
        name: String, mapValueCount: Int, createTime: Timestamp, updateTime: Timestamp
    ) -> Int {
        let nameCount = name.utf8.count
        return 1 + varintSize(nameCount) + nameCount + mapValueCount
            + 2 + createTime.wireBytes.count + 2 + updateTime.wireBytes.count
    }

    private static let mapValueTag: UInt8 = 1 << 3 | WireType.lengthDelimited.rawValue
    private static let documentTag: UInt8 = 2 << 3 | WireType.lengthDelimited.rawValue

    private static func retag(_ bytes: inout [UInt8], from start: Int) throws(WireError) {
        try bytes.withUnsafeMutableBufferPointer { buffer throws(WireError) in
            var offset = start
            while offset < buffer.count {
                guard buffer[offset] == mapValueTag else {
                    throw .invalidWireType(offset: offset - start)
                }
                buffer[offset] = documentTag
                let rest = UnsafeRawBufferPointer(buffer)[(offset + 1)...]
                var reader = WireReader(UnsafeRawBufferPointer(rebasing: rest))
                _ = try reader.rawBytes()
                offset += 1 + reader.offset
            }
        }
    }

    static func varintSize(_ count: Int) -> Int {
        count < 0x80 ? 1 : (UInt64.bitWidth - UInt64(count).leadingZeroBitCount + 6) / 7
    }
}
