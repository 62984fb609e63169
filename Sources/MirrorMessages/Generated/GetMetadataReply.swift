// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct GetMetadataReply: MirrorMessage {
    public var brands: [MetadataItem] = []
    public var categories: [MetadataItem] = []
    public var vendors: [MetadataItem] = []
    public var location: LocationInfo?
    /// The newest of the documents shown.
    public var lastUpdated: WireTimestamp?

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = MetadataItem()
                try value.merge(from: &inner)
                brands.append(value)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = MetadataItem()
                try value.merge(from: &inner)
                categories.append(value)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = MetadataItem()
                try value.merge(from: &inner)
                vendors.append(value)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = location ?? LocationInfo()
                try value.merge(from: &inner)
                location = value
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                var inner = try reader.message()
                var value = lastUpdated ?? WireTimestamp()
                try value.merge(from: &inner)
                lastUpdated = value
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        for value in brands { writer.message(1) { value.encode(into: &$0) } }
        for value in categories { writer.message(2) { value.encode(into: &$0) } }
        for value in vendors { writer.message(3) { value.encode(into: &$0) } }
        if let location { writer.message(4) { location.encode(into: &$0) } }
        if let lastUpdated { writer.message(5) { lastUpdated.encode(into: &$0) } }
    }

    public func members(into writer: inout JSONWriter) {
        writer.array("brands", brands) { writer, value in writer.value(value) }
        writer.array("categories", categories) { writer, value in writer.value(value) }
        writer.array("vendors", vendors) { writer, value in writer.value(value) }
        if let location { writer.member("location", location) }
        if let lastUpdated { writer.member("last_updated", lastUpdated) }
    }
}
