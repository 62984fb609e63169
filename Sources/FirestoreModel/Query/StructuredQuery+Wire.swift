import ProtobufWire

private typealias Number = FieldNumber.StructuredQuery

extension StructuredQuery: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case Number.offset:
                try reader.expect(.varint, of: field)
                offset = Int32(truncatingIfNeeded: try reader.varint())
            case Number.select...Number.findNearest:
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
        case Number.select: select = (select ?? []) + (try Self.projection(&reader))
        case Number.from: from.append(try Self.selector(&reader))
        case Number.where: filter = try Self.decoded(&reader)
        case Number.orderBy: orderBy.append(try Self.decoded(&reader))
        case Number.limit: limit = try reader.wrappedInt32()
        case Number.startAt: startAt = try Self.decoded(&reader)
        case Number.endAt: endAt = try Self.decoded(&reader)
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
            if field.number == Number.Projection.fields {
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
            case Number.CollectionSelector.collectionId:
                try reader.expect(.lengthDelimited, of: field)
                selector.collectionId = try reader.string(
                    field: Number.CollectionSelector.collectionId)
            case Number.CollectionSelector.allDescendants:
                try reader.expect(.varint, of: field)
                selector.allDescendants = try reader.varint() != 0
            default: try reader.skip(field.type)
            }
        }
        return selector
    }

    public func encode(into writer: inout WireWriter) {
        if let select {
            writer.message(Number.select) { inner in
                for path in select { inner.fieldReference(Number.Projection.fields, path) }
            }
        }
        for selector in from {
            writer.message(Number.from) { inner in
                if !selector.collectionId.isEmpty {
                    inner.string(Number.CollectionSelector.collectionId, selector.collectionId)
                }
                if selector.allDescendants {
                    inner.bool(Number.CollectionSelector.allDescendants, true)
                }
            }
        }
        if let filter { writer.message(Number.where) { filter.encode(into: &$0) } }
        for order in orderBy { writer.message(Number.orderBy) { order.encode(into: &$0) } }
        if let limit { writer.wrapped(Number.limit, limit) }
        if offset != 0 { writer.int64(Number.offset, Int64(offset)) }
        if let startAt { writer.message(Number.startAt) { startAt.encode(into: &$0) } }
        if let endAt { writer.message(Number.endAt) { endAt.encode(into: &$0) } }
        if let findNearest { writer.message(Number.findNearest) { findNearest.encode(into: &$0) } }
    }
}

extension QueryOrder: WireMessage {
    public init() { (path, direction) = ("", 0) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case Number.Order.field:
                try reader.expect(.lengthDelimited, of: field)
                path = try reader.fieldReference()
            case Number.Order.direction:
                try reader.expect(.varint, of: field)
                direction = Int32(truncatingIfNeeded: try reader.varint())
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.fieldReference(Number.Order.field, path)
        if direction != 0 { writer.int64(Number.Order.direction, Int64(direction)) }
    }
}

extension QueryCursor: WireMessage {
    public init() { self.init([], before: false) }

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case FieldNumber.Cursor.values:
                try reader.expect(.lengthDelimited, of: field)
                var inner = try reader.message()
                var value = Value()
                try value.merge(from: &inner)
                values.append(value)
            case FieldNumber.Cursor.before:
                try reader.expect(.varint, of: field)
                before = try reader.varint() != 0
            default: try reader.skip(field.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.values(values)
        if before { writer.bool(FieldNumber.Cursor.before, true) }
    }
}

extension FindNearest: WireMessage {
    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let field = try reader.nextField() {
            switch field.number {
            case Number.FindNearest.distanceMeasure:
                try reader.expect(.varint, of: field)
                distanceMeasure = Int32(truncatingIfNeeded: try reader.varint())
            case Number.FindNearest.vectorField, Number.FindNearest.queryVector,
                Number.FindNearest.limit, Number.FindNearest.distanceResultField,
                Number.FindNearest.distanceThreshold:
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
        case Number.FindNearest.vectorField: vectorField = try reader.fieldReference()
        case Number.FindNearest.distanceResultField:
            distanceResultField = try reader.string(field: Number.FindNearest.distanceResultField)
        default:
            var inner = try reader.message()
            switch number {
            case Number.FindNearest.queryVector: try queryVector.merge(from: &inner)
            case Number.FindNearest.limit: limit = try inner.wrappedInt32()
            default: distanceThreshold = try inner.wrappedDouble()
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        writer.fieldReference(Number.FindNearest.vectorField, vectorField)
        writer.message(Number.FindNearest.queryVector) { queryVector.encode(into: &$0) }
        if distanceMeasure != 0 {
            writer.int64(Number.FindNearest.distanceMeasure, Int64(distanceMeasure))
        }
        if let limit { writer.wrapped(Number.FindNearest.limit, limit) }
        if !distanceResultField.isEmpty {
            writer.string(Number.FindNearest.distanceResultField, distanceResultField)
        }
        if let distanceThreshold {
            writer.message(Number.FindNearest.distanceThreshold) { $0.double(1, distanceThreshold) }
        }
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
