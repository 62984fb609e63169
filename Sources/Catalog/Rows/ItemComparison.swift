import ProtobufWire

/// Compares menu items without sale fields, the update time of their documents aside.
enum ItemComparison {
    /// Whether both show the same product.
    static func isSame(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let (first, second) = (timeRange(left), timeRange(right))
        return left[..<first.lowerBound].elementsEqual(right[..<second.lowerBound])
            && left[first.upperBound...].elementsEqual(right[second.upperBound...])
    }

    /// The bytes of the update time with its tag; empty, at the end, where there is none.
    private static func timeRange(_ item: UnsafeRawBufferPointer) -> Range<Int> {
        var reader = WireReader(item)
        var start = 0
        do throws(WireError) {
            while let field = try reader.nextField() {
                try reader.skip(field.type)
                if field.number == MenuItemNumber.updatedAt { return start..<reader.offset }
                start = reader.offset
            }
        } catch {
            // The catalog has encoded it; what does not decode is compared whole.
        }
        return item.count..<item.count
    }
}
