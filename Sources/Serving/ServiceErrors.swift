import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC

// The mapping of lower layers' errors to RPC codes.

extension RPCError {
    package init(_ error: CatalogError) {
        switch error {
        case .unknownTenant(let org):
            self.init(.notFound, "no products of \(org): posmirror sync products \(org)")
        case .unknownLocation(let location, let org, let known):
            let those =
                known.isEmpty ? "it has none" : "it has \(known.joined(separator: ", "))"
            self.init(.notFound, "\(org) has no location \(location): \(those)")
        case .noStoreYet(let location, let org):
            self.init(
                .notFound,
                "no products of location \(location) of \(org) yet: posmirror sync products \(org)")
        case .unknownProduct(let id): self.init(.notFound, "no active product \(id)")
        case .invalidCursor: self.init(.invalidArgument, "the cursor belongs to another query")
        case .expiredCursor:
            self.init(
                .aborted,
                "the menu that the cursor belongs to is kept no more: begin again without a cursor")
        case .invalidQuery(let reason): self.init(.invalidArgument, reason)
        case .tooLarge(let reason): self.init(.resourceExhausted, reason)
        case .corruptRow(let row): self.init(.dataLoss, row)
        }
    }

    /// A request whose payload is no message, or not the one it should be.
    package init(undecodable error: WireError) {
        self.init(.invalidArgument, "the request does not decode: \(error)")
    }
}

/// Runs `body` and turns its error into the RPC's.
package func serving<Result>(_ body: () throws(CatalogError) -> Result) throws(RPCError) -> Result {
    do throws(CatalogError) { return try body() } catch { throw RPCError(error) }
}

extension WireMessage {
    /// Decodes a request's payload; throws INVALID_ARGUMENT.
    package init(request payload: [UInt8]) throws(RPCError) {
        do throws(WireError) {
            try self.init(wireBytes: payload)
        } catch {
            throw Status(undecodable: error)
        }
    }

    /// Decodes a request's payload in place.
    package init(request payload: UnsafeRawBufferPointer) throws(RPCError) {
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
package func checkOrg(_ org: String) throws(RPCError) {
    guard !org.isEmpty else { throw RPCError(.invalidArgument, "org_id is missing") }
    do throws(Status) {
        try ResourceID.validate(document: org)
    } catch {
        throw RPCError(.invalidArgument, "org_id is no id: \(error.message)")
    }
}
