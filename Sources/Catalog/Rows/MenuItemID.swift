import FirestoreModel
import Ordering
import ProtobufWire

/// The id in an encoded MenuItem: field 1, always written first.
enum MenuItemID {
    /// The range of the id's bytes within `bytes`, where a MenuItem starts at `item`.
    @inline(__always)
    static func range(itemAt item: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Range<Int> {
        // An id is 1 to 1500 bytes long, so its length takes one or two bytes.
        let first = Int(bytes[item.lowerBound + 1])
        if first < 0x80 {
            return item.lowerBound + 2..<item.lowerBound + 2 + first
        }
        let count = first & 0x7F | Int(bytes[item.lowerBound + 2]) << 7
        return item.lowerBound + 3..<item.lowerBound + 3 + count
    }

    /// Whether an item, which may be any bytes, begins with this id.
    static func begins(_ item: UnsafeRawBufferPointer, with id: UnsafeRawBufferPointer) -> Bool {
        guard id.count < 0x4000 else { return false }
        let header = id.count < 0x80 ? 2 : 3
        guard item.count >= header + id.count, item[0] == 0x0A,
            ByteOrder.compare(
                UnsafeRawBufferPointer(rebasing: item[header..<header + id.count]), id) == 0
        else { return false }
        return header == 2
            ? item[1] == UInt8(id.count)
            : item[1] == UInt8(id.count & 0x7F) | 0x80 && item[2] == UInt8(id.count >> 7)
    }

    @inline(__always)
    static func matches(
        _ id: UnsafeRawBufferPointer, itemAt item: Range<Int>, of bytes: UnsafeRawBufferPointer
    ) -> Bool {
        let range = range(itemAt: item, of: bytes)
        guard range.count == id.count, range.upperBound <= bytes.count else { return false }
        return ByteOrder.compare(UnsafeRawBufferPointer(rebasing: bytes[range]), id) == 0
    }

    /// The range of the name's bytes: field 3, which follows the id. Empty where there is none.
    @inline(__always)
    static func nameRange(itemAt item: Range<Int>, of bytes: UnsafeRawBufferPointer) -> Range<Int> {
        var offset = range(itemAt: item, of: bytes).upperBound
        guard offset < item.upperBound, bytes[offset] == 0x1A else { return offset..<offset }
        offset += 1
        var count = 0
        var shift = 0
        while offset < item.upperBound {
            let byte = bytes[offset]
            offset += 1
            count |= Int(byte & 0x7F) << shift
            if byte < 0x80 { break }
            shift += 7
        }
        return offset..<min(offset + count, item.upperBound)
    }

    /// The hash of a row's id.
    static func hash(row: Int, in segments: [Segment]) -> UInt64 {
        let position = Generation.RowPosition(row)
        let segment = segments[position.segment]
        return segment.bytes.withUnsafeBytes { bytes in
            let range = range(itemAt: segment.itemRange(position.row), of: bytes)
            return StringHash.hash(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// The bytes of the id in an item.
    @inline(__always)
    static func id(of item: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: item[range(itemAt: 0..<item.count, of: item)])
    }

    /// The bytes of field 2, the POS's own id of the product; nil where there is none.
    static func ownID(of item: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        var reader = WireReader(item)
        // Items are encoded by this module; a malformed one would have no own id.
        while let field = try? reader.nextField() {
            if field.number == MenuItemNumber.externalId, field.type == .lengthDelimited {
                return try? reader.rawBytes()
            }
            do { try reader.skip(field.type) } catch { return nil }
        }
        return nil
    }

    /// A MenuItem with only its id.
    static func bare(_ id: UnsafeRawBufferPointer) -> [UInt8] {
        var writer = WireWriter()
        writer.lengthDelimited(1, id)
        return writer.bytes
    }
}
