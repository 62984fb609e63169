// Written by Protocol/generate.py from Protocol/pos.proto; change that file instead.

import JSON
import ProtobufWire

public struct IngestEventRequest: MirrorMessage {
    /// Empty where the payload says whose it is, by orgId or locationId.
    public var orgId: String = ""
    /// The body of the webhook's request, unchanged: the signature is of these bytes.
    public var payload: [UInt8] = []
    /// The header x-alleaves-signature. Needed and verified where a location of the tenant has a
    /// webhookSecret in its posConfig.
    public var signature: String = ""

    public init() {}

    public mutating func merge(from reader: inout WireReader) throws(WireError) {
        while let tag = try reader.nextField() {
            switch tag.number {
            case 1:
                try reader.expect(.lengthDelimited, of: tag)
                orgId = try reader.string(field: 1)
            case 2:
                try reader.expect(.lengthDelimited, of: tag)
                payload = try reader.bytes()
            case 3:
                try reader.expect(.lengthDelimited, of: tag)
                signature = try reader.string(field: 3)
            default:
                try reader.skip(tag.type)
            }
        }
    }

    public func encode(into writer: inout WireWriter) {
        if !orgId.isEmpty { writer.string(1, orgId) }
        if !payload.isEmpty { writer.lengthDelimited(2, payload) }
        if !signature.isEmpty { writer.string(3, signature) }
    }

    public func members(into writer: inout JSONWriter) {
        writer.member("org_id", orgId)
        writer.member("payload", payload)
        writer.member("signature", signature)
    }
}
