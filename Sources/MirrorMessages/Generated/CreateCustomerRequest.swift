// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct CreateCustomerRequest: MirrorMessage {
    public var orgId: String = ""
    /// 1 to 128 visible ASCII characters without slash; one is made up where it is empty.
    public var idempotencyKey: String = ""
    /// Document id of the location; may be empty where the tenant has one.
    public var locationId: String = ""
    public var firstName: String = ""
    public var lastName: String = ""
    public var email: String = ""
    public var phone: String = ""
    /// YYYY-MM-DD.
    public var dateOfBirth: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                idempotencyKey = try reader.string(field: 2)
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                locationId = try reader.string(field: 3)
            case 4:
                try reader.expect(.lengthDelimited, of: tag)
                firstName = try reader.string(field: 4)
            case 5:
                try reader.expect(.lengthDelimited, of: tag)
                lastName = try reader.string(field: 5)
            case 6:
                try reader.expect(.lengthDelimited, of: tag)
                email = try reader.string(field: 6)
            case 7:
                try reader.expect(.lengthDelimited, of: tag)
                phone = try reader.string(field: 7)
            case 8:
                try reader.expect(.lengthDelimited, of: tag)
                dateOfBirth = try reader.string(field: 8)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !idempotencyKey.isEmpty { writer.string(2, idempotencyKey) }
        if !locationId.isEmpty { writer.string(3, locationId) }
        if !firstName.isEmpty { writer.string(4, firstName) }
        if !lastName.isEmpty { writer.string(5, lastName) }
        if !email.isEmpty { writer.string(6, email) }
        if !phone.isEmpty { writer.string(7, phone) }
        if !dateOfBirth.isEmpty { writer.string(8, dateOfBirth) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("idempotency_key", idempotencyKey)
        writer.member("location_id", locationId)
        writer.member("first_name", firstName)
        writer.member("last_name", lastName)
        writer.member("email", email)
        writer.member("phone", phone)
        writer.member("date_of_birth", dateOfBirth)
    }
}
