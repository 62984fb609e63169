import Catalog
import DocumentStore
import FirestoreModel
import MirrorMessages
import ProtobufWire
import TTRPC

// The mapping of lower layers' errors to RPC codes.

extension RPCError {
    init(_ error: CatalogError) {
        switch error {
        case .unknownTenant(let org):
            self.init(.notFound, "no products of \(org): posmirror sync products \(org)")
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

    init(_ error: StoreError) {
        let code: RPCCode =
            switch error.code {
            case .locked, .closed, .busy: .unavailable
            case .corruption: .dataLoss
            case .io, .unexpected, .newerFormat: .internalError
            case .full, .exhausted: .resourceExhausted
            case .cancelled: .cancelled
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .failedPrecondition: .failedPrecondition
            case .aborted: .aborted
            case .invalidArgument: .invalidArgument
            case .notSupported: .unimplemented
            }
        self.init(
            code, error.cause.isEmpty ? error.description : "\(error.context): \(error.cause)")
    }

    init(_ error: FirestoreError) {
        self.init(RPCCode(rawValue: error.code.rawValue) ?? .unknown, error.message)
    }

    init(_ error: PathError) { self.init(.invalidArgument, error.message) }

    init(_ error: WireError) {
        self.init(.invalidArgument, "the request does not decode: \(error)")
    }
}

/// Runs `body` and turns its error into the RPC's.
func serving<Result>(_ body: () throws(CatalogError) -> Result) throws(RPCError) -> Result {
    do throws(CatalogError) { return try body() } catch { throw RPCError(error) }
}

/// Runs `body` and turns its error into the RPC's.
func storing<Result>(_ body: () throws(StoreError) -> Result) throws(RPCError) -> Result {
    do throws(StoreError) { return try body() } catch { throw RPCError(error) }
}

/// Runs `body` and turns its error into the RPC's.
func naming<Result>(_ body: () throws(PathError) -> Result) throws(RPCError) -> Result {
    do throws(PathError) { return try body() } catch { throw RPCError(error) }
}

/// Runs `body` and turns its error into the RPC's.
func model<Result>(_ body: () throws(FirestoreError) -> Result) throws(RPCError) -> Result {
    do throws(FirestoreError) { return try body() } catch { throw RPCError(error) }
}

extension StoreError {
    /// An error of the document model inside a commit, as a store error.
    init(_ error: FirestoreError) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .alreadyExists: .alreadyExists
            case .failedPrecondition: .failedPrecondition
            case .dataLoss: .corruption
            default: .invalidArgument
            }
        self.init(code, "write", error.message)
    }
}

extension WireMessage {
    /// Decodes a request's payload; throws INVALID_ARGUMENT.
    init(request payload: [UInt8]) throws(RPCError) {
        do throws(WireError) { try self.init(wireBytes: payload) } catch { throw RPCError(error) }
    }

    /// Decodes a request's payload in place.
    init(request payload: UnsafeRawBufferPointer) throws(RPCError) {
        self.init()
        var reader = WireReader(payload)
        do throws(WireError) { try merge(from: &reader) } catch { throw RPCError(error) }
    }
}

/// Throws INVALID_ARGUMENT unless `org` can be a tenant's id.
func checkOrg(_ org: String) throws(RPCError) {
    guard !org.isEmpty else { throw RPCError(.invalidArgument, "org_id is missing") }
    do throws(PathError) {
        try ResourceID.validate(document: org)
    } catch {
        throw RPCError(.invalidArgument, "org_id is no id: \(error.message)")
    }
}
