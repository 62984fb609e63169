import ProtobufWire

extension StructuredQuery: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 6:
                try reader.expect(.varint, of: field)
                offset = Int32(truncatingIfNeeded: try reader.varint())
            case 1...5, 7...9:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                try merge(field.number, from: &inner)
            default: try reader.skip(field.type)
            }
        }
    }

    private mutating func merge(
        _ number: UInt32, from reader: inout WireReader
    ) throws(WireError) {
        switch number {
        case 1: select = (select ?? []) + (try Self.projection(&reader))
        case 2: from.append(try Self.selector(&reader))
        case 3: filter = try Self.decoded(&reader)
        case 4: orderBy.append(try Self.decoded(&reader))
        case 5: limit = try reader.wrappedInt32()
        case 7: startAt = try Self.decoded(&reader)
        case 8: endAt = try Self.decoded(&reader)
        default: findNearest = try Self.decoded(&reader)
        }
    }

    private static func decoded<Message: WireMessage>(
        _ reader: inout WireReader
    ) throws(WireError) -> Message {
        var message = Message()
        try message.merge(from: &reader)
        return message
    }

    private static func projection(_ reader: inout WireReader) throws(WireError) -> [String] {
        var paths: [String] = []
        while let field = try reader.nextField() {
            if field.number == 2 {
                try reader.expect(.lengthDelimited, of: field)
                paths.append(try reader.fieldReference())
            } else {
                try reader.skip(field.type)
            }
        }
        return paths
    }

    private static func selector(
        _ reader: inout WireReader
    ) throws(WireError) -> CollectionSelector {
        var selector = CollectionSelector(collectionId: "")
        while let field = try reader.nextField() {
            switch field.number {
            case 2:
                try reader.expect(.lengthDelimited, of: field)
                selector.collectionId = try reader.string(field: 2)
            case 3:
                try reader.expect(.varint, of: field)
                selector.allDescendants = try reader.varint() != 0
            default: try reader.skip(field.type)
            }
        }
        return selector
    }

    public func encode(into writer: inout WireWriter) {
        if let select {
            writer.message(1) { inner in
                for path in select { inner.fieldReference(2, path) }
            }
        }
        for selector in from {
            writer.message(2) { inner in
                if !selector.collectionId.isEmpty { inner.string(2, selector.collectionId) }
                if selector.allDescendants { inner.bool(3, true) }
            }
        }
        if let filter { writer.message(3) { filter.encode(into: &$0) } }
        for order in orderBy { writer.message(4) { order.encode(into: &$0) } }
        if let limit { writer.wrapped(5, limit) }
        if offset != 0 { writer.int64(6, Int64(offset)) }
        if let startAt { writer.message(7) { startAt.encode(into: &$0) } }
        if let endAt { writer.message(8) { endAt.encode(into: &$0) } }
        if let findNearest { writer.message(9) { findNearest.encode(into: &$0) } }
    }
}

extension QueryOrder: WireMessage {
    public init() { (path, direction) = ("", 0) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.lengthDelimited, of: field)
                path = try reader.fieldReference()
            case 2:
                try reader.expect(.varint, of: field)
                direction = Int32(truncatingIfNeeded: try reader.varint())
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.fieldReference(1, path)
        if direction != 0 { writer.int64(2, Int64(direction)) }
    }
}

extension QueryCursor: WireMessage {
    public init() { self.init([], before: false) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 1:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var value = Value()
                try value.merge(from: &inner)
                values.append(value)
            case 2:
                try reader.expect(.varint, of: field)
                before = try reader.varint() != 0
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.values(values)
        if before { writer.bool(2, true) }
    }
}

extension FindNearest: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case 3:
                try reader.expect(.varint, of: field)
                distanceMeasure = Int32(truncatingIfNeeded: try reader.varint())
            case 1, 2, 4, 5, 6:
                try reader.expect(.lengthDelimited, of: field)
                try merge(field.number, &reader)
            default: try reader.skip(field.type)
            }
        }
    }

    private mutating func merge(
        _ number: UInt32, _ reader: inout WireReader
    ) throws(WireError) {
        switch number {
        case 1: vectorField = try reader.fieldReference()
        case 5: distanceResultField = try reader.string(field: 5)
        default:
            var inner = try reader.message()
            switch number {
            case 2: try queryVector.merge(from: &inner)
            case 4: limit = try inner.wrappedInt32()
            default: distanceThreshold = try inner.wrappedDouble()
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.fieldReference(1, vectorField)
        writer.message(2) { queryVector.encode(into: &$0) }
        if distanceMeasure != 0 { writer.int64(3, Int64(distanceMeasure)) }
        if let limit { writer.wrapped(4, limit) }
        if !distanceResultField.isEmpty { writer.string(5, distanceResultField) }
        if let distanceThreshold { writer.message(6) { $0.double(1, distanceThreshold) } }
    }
}

extension WireReader {
    /// The value of google.protobuf.Int32Value's content.
    mutating func wrappedInt32() throws(WireError) -> Int32 {
        Int32(truncatingIfNeeded: try wrappedInt64())
    }

    /// The value of google.protobuf.Int64Value's content.
    mutating func wrappedInt64() throws(WireError) -> Int64 {
        var value: Int64 = 0
        while let field = try nextField() {
            guard field.number == 1 else {
                try skip(field.type)
                continue
            }
            try expect(.varint, of: field)
            value = Int64(bitPattern: try varint())
        }
        return value
    }

    /// The value of google.protobuf.DoubleValue's content.
    mutating func wrappedDouble() throws(WireError) -> Double {
        var value = 0.0
        while let field = try nextField() {
            guard field.number == 1 else {
                try skip(field.type)
                continue
            }
            try expect(.fixed64, of: field)
            value = Double(bitPattern: try fixed64())
        }
        return value
    }
}

extension WireWriter {
    /// A google.protobuf.Int32Value field.
    mutating func wrapped(_ number: UInt32, _ value: Int32) {
        message(number) { if value != 0 { $0.int64(1, Int64(value)) } }
    }
}
