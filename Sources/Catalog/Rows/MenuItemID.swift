import FirestoreModel
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
        let position = Generation.Position(row)
        let segment = segments[position.segment]
        return segment.bytes.withUnsafeBytes { bytes in
            let range = range(itemAt: segment.itemRange(position.row), of: bytes)
            return StringHash.hash(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
    }

    /// A MenuItem with only its id.
    static func bare(_ id: UnsafeRawBufferPointer) -> [UInt8] {
        var writer = WireWriter()
        writer.lengthDelimited(1, id)
        return writer.bytes
    }
}

/// Ids of public product documents.
enum ProductID {
    private static let prefix = Array(ProductPath.posPrefix.utf8)

    /// Calls `body` with the document id of a POS item, `alleaves_1018`.
    static func withBytes<Result>(
        ofItem itemId: Int64, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        // The largest Int64 has 19 digits.
        withUnsafeTemporaryAllocation(byteCount: prefix.count + 19, alignment: 1) { room in
            var start = room.count
            var rest = itemId.magnitude
            repeat {
                start -= 1
                room[start] = 0x30 + UInt8(rest % 10)
                rest /= 10
            } while rest > 0
            start -= prefix.count
            for (place, byte) in prefix.enumerated() { room[start + place] = byte }
            return body(UnsafeRawBufferPointer(rebasing: room[start...]))
        }
    }

    /// The POS's item id in `alleaves_1018`; nil for an agent's own product.
    static func posItem(_ id: [UInt8]) -> Int64? {
        id.withUnsafeBytes { posItem($0) }
    }

    /// As above, for a buffer.
    static func posItem(_ id: UnsafeRawBufferPointer) -> Int64? {
        // The largest Int64 has 19 digits.
        guard id.count > prefix.count, id.count <= prefix.count + 19, id.starts(with: prefix)
        else { return nil }
        // An id with a leading zero is not the item's canonical id.
        guard id[prefix.count] != 0x30 || id.count == prefix.count + 1 else { return nil }
        var number: Int64 = 0
        for byte in id[prefix.count...] {
            guard byte &- 0x30 < 10 else { return nil }
            let (tens, isAbove) = number.multipliedReportingOverflow(by: 10)
            let (sum, isPast) = tens.addingReportingOverflow(Int64(byte &- 0x30))
            guard !isAbove, !isPast else { return nil }
            number = sum
        }
        return number
    }
}
