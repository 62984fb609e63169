import MirrorMessages
import ProtobufWire

/// The writes of posmirror.v1.Pos
///
/// An error with code `unknown` leaves open whether the POS has acted; after any other it has not.
extension MirrorClient {
    public func createCustomer(
        _ request: CreateCustomerRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.createCustomer, request) }

    public func submitOrder(
        _ request: SubmitOrderRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.submitOrder, request) }

    public func applyOrderDiscount(
        _ request: ApplyOrderDiscountRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.applyOrderDiscount, request) }

    public func createDiscount(
        _ request: CreateDiscountRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.createDiscount, request) }

    public func updateDiscount(
        _ request: UpdateDiscountRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.updateDiscount, request) }

    public func updateLoyaltyPoints(
        _ request: UpdateLoyaltyPointsRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.updateLoyaltyPoints, request) }

    public func addStoreCredit(
        _ request: AddStoreCreditRequest
    ) throws(MirrorClientError) -> PosWriteReply { try write(PosCall.addStoreCredit, request) }

    /// What is known of an earlier write. Throws `notFound`.
    public func posWrite(
        orgID: String, idempotencyKey: String
    ) throws(MirrorClientError) -> PosWriteReply {
        var request = GetPosWriteRequest()
        request.orgId = orgID
        request.idempotencyKey = idempotencyKey
        return try call(
            PosCall.getPosWrite, request, seconds: ClientLimits.posWriteSeconds)
    }

    private func write<Request: WireMessage>(
        _ method: UnaryCall<Request, PosWriteReply>, _ request: Request
    ) throws(MirrorClientError) -> PosWriteReply {
        do throws(MirrorClientError) {
            return try call(method, request, seconds: ClientLimits.posWriteSeconds)
        } catch {
            guard let text = Self.openEnd(error) else { throw error }
            throw MirrorClientError(
                kind: error.kind, code: .unknown, message: text,
                remedy: "see posmirror pos write ORG KEY, or repeat it with the same key")
        }
    }

    /// Why nobody knows how the write ends; nil for an error that is an answer to it.
    private static func openEnd(_ error: MirrorClientError) -> String? {
        if error.code == .deadlineExceeded {
            // The daemon goes on with it: whoever stops waiting does not know how it ends.
            return "the write had no answer in time and may yet reach the POS"
        }
        guard case .lost = error.kind else { return nil }
        return "the connection to the daemon was lost, and the POS may or may not have acted"
    }
}
