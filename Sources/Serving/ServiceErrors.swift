import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes

extension Status {
    /// A request whose payload is no message, or not the one it should be.
    package init(undecodable error: WireError) {
        self.init(.invalidArgument, "the request does not decode: \(error)")
    }
}

extension WireMessage {
    /// Decodes a request's payload; throws INVALID_ARGUMENT.
    package init(request payload: [UInt8]) throws(Status) {
        do throws(WireError) {
            try self.init(wireBytes: payload)
        } catch {
            throw Status(undecodable: error)
        }
    }

    /// Decodes a request's payload in place.
    package init(request payload: UnsafeRawBufferPointer) throws(Status) {
        self.init()
        var reader = WireReader(payload)
        do throws(WireError) {
            try merge(from: &reader)
        } catch {
            throw Status(undecodable: error)
        }
    }
}

/// Throws INVALID_ARGUMENT unless `org` can be a tenant's id.
package func checkOrg(_ org: String) throws(Status) {
    guard !org.isEmpty else { throw Status(.invalidArgument, "org_id is missing") }
    do throws(Status) {
        try ResourceID.validate(document: org)
    } catch {
        throw Status(.invalidArgument, "org_id is no id: \(error.message)")
    }
}
