// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct LocationInfo: MirrorMessage {
    public var id: String = ""
    public var name: String = ""
    public var licenseNumber: String = ""
    public var timezone: String = ""
    public var address: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                id = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                name = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                licenseNumber = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                timezone = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                address = try reader.string(field: 5)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !id.isEmpty { writer.string(1, id) }
        if !name.isEmpty { writer.string(2, name) }
        if !licenseNumber.isEmpty { writer.string(3, licenseNumber) }
        if !timezone.isEmpty { writer.string(4, timezone) }
        if !address.isEmpty { writer.string(5, address) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("license_number", licenseNumber)
        writer.member("timezone", timezone)
        writer.member("address", address)
    }
}
