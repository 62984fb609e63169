import Alleaves
import Catalog
import LinuxSystem
import MirrorMessages
import Sync
import TTRPC

/// The writes of posmirror.v1.Pos.
struct PosWriteService: Sendable {
    let writer: PosWriter
    let engine: SyncEngine
    let catalog: Catalog

    var methods: [RPCMethod] {
        [
            method("CreateCustomer", createCustomer), method("SubmitOrder", submitOrder),
            method("ApplyOrderDiscount", applyOrderDiscount),
            method("CreateDiscount", createDiscount), method("UpdateDiscount", updateDiscount),
            method("UpdateLoyaltyPoints", updateLoyaltyPoints),
            method("AddStoreCredit", addStoreCredit), method("GetPosWrite", getPosWrite),
            unsupported(
                "UpdateStock", "the POS takes no stock from outside: receive or adjust it there"),
            unsupported(
                "UpdatePrice", "the POS takes no prices from outside: set them there, or write a "
                    + "discount rule (CreateDiscount, or tenants/{org}/discounts)"),
            unsupported(
                "UpdateLoyaltyProgram", "the loyalty program belongs to a third party: edit it "
                    + "there; a customer's points change by UpdateLoyaltyPoints"),
        ]
    }

    private func method<Request: MirrorMessage>(
        _ name: String,
        _ body: @escaping @Sendable (String, Request) throws(RPCError) -> PosWriteReply
    ) -> RPCMethod {
        RPCMethod(PosService.name, name, .unary { _, payload throws(RPCError) in
            try body(name, try Request(request: payload)).wireBytes
        })
    }

    private func unsupported(_ name: String, _ reason: String) -> RPCMethod {
        RPCMethod(PosService.name, name, .unary { _, _ throws(RPCError) in
            throw RPCError(.unimplemented, reason)
        })
    }

    // MARK: - Customers

    private func createCustomer(
        _ method: String, _ request: CreateCustomerRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let customer = AlleavesNewCustomer(
            firstName: try WriteArgument.text(request.firstName, "first_name"),
            lastName: try WriteArgument.text(request.lastName, "last_name"),
            email: try WriteArgument.email(request.email),
            phone: try WriteArgument.optional(request.phone, "phone"),
            dateOfBirth: try WriteArgument.date(request.dateOfBirth, "date_of_birth"))
        return try writer.perform(write) { client, deadline throws(AlleavesError) in
            let created = try client.createCustomer(customer, deadline: deadline)
            return WriteOutcome(customerID: created.id)
        }
    }

    private func updateLoyaltyPoints(
        _ method: String, _ request: UpdateLoyaltyPointsRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let id = try WriteArgument.number(request.customerId, "customer_id", prefix: "cid_")
        let reason = try WriteArgument.text(request.reason, "reason")
        let points = request.pointsChange
        guard points != 0, points.magnitude <= ServiceLimits.loyaltyPointsMax.magnitude else {
            throw RPCError(
                .invalidArgument,
                "points_change is up to \(ServiceLimits.loyaltyPointsMax) and not 0")
        }
        return try writer.perform(write) { client, deadline throws(AlleavesError) in
            let balance = try client.changeLoyaltyPoints(
                id, by: points, reason: reason, deadline: deadline)
            return WriteOutcome(customerID: String(id), loyaltyPoints: balance)
        }
    }

    private func addStoreCredit(
        _ method: String, _ request: AddStoreCreditRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let id = try WriteArgument.number(request.customerId, "customer_id", prefix: "cid_")
        let reason = try WriteArgument.text(request.reason, "reason")
        let cents = try WriteArgument.cents(request.amountCents, "amount_cents")
        return try writer.perform(write) { client, deadline throws(AlleavesError) in
            let balance = try client.addStoreCredit(
                id, cents: cents, reason: reason, deadline: deadline)
            return WriteOutcome(customerID: String(id), creditCents: balance)
        }
    }

    // MARK: - Orders

    private func submitOrder(
        _ method: String, _ request: SubmitOrderRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let customer = try WriteArgument.text(request.customerId, "customer_id")
        let notes = try WriteArgument.optional(request.notes, "notes")
        let source = try WriteArgument.optional(request.source, "source") ?? "posmirror"
        let items = try OrderLines(catalog: catalog, org: request.orgId).lines(request.items)
        return try writer.perform(write) { client, deadline throws(AlleavesError) in
            let order = try client.submitOrder(
                customerID: customer.hasPrefix("cid_") ? String(customer.dropFirst(4)) : customer,
                items: items, notes: notes, source: source, deadline: deadline)
            return WriteOutcome(order)
        }
    }

    private func applyOrderDiscount(
        _ method: String, _ request: ApplyOrderDiscountRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let order = try WriteArgument.number(
            request.orderId, "order_id", prefix: ProductPath.posPrefix)
        let discount = try WriteArgument.number(
            request.discountId, "discount_id", prefix: ProductPath.posPrefix)
        return try writer.perform(write) { client, deadline throws(AlleavesError) in
            var outcome = WriteOutcome(
                try client.applyDiscount(discount, toOrder: order, deadline: deadline))
            outcome.discountID = String(discount)
            return outcome
        }
    }

    // MARK: - Discounts

    private func createDiscount(
        _ method: String, _ request: CreateDiscountRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let change = try DiscountArguments.creation(request)
        let reply = try writer.perform(write) { client, deadline throws(AlleavesError) in
            let rule = try client.createDiscount(change, deadline: deadline)
            return WriteOutcome(discountID: rule.idDiscount)
        }
        return withSyncedRules(reply, request.orgId)
    }

    private func updateDiscount(
        _ method: String, _ request: UpdateDiscountRequest
    ) throws(RPCError) -> PosWriteReply {
        let write = try PosWrite(method, request)
        let id = try WriteArgument.number(
            request.discountId, "discount_id", prefix: ProductPath.posPrefix)
        let change = try DiscountArguments.change(request)
        let reply = try writer.perform(write) { client, deadline throws(AlleavesError) in
            try client.updateDiscount(id, change, deadline: deadline)
            return WriteOutcome(discountID: String(id))
        }
        return withSyncedRules(reply, request.orgId)
    }

    /// Fetches the rules anew, so that prices follow. A run of another kind may take minutes: then
    /// the rules are fetched behind it and nobody waits.
    private func withSyncedRules(_ reply: PosWriteReply, _ org: String) -> PosWriteReply {
        guard !reply.replayed else { return reply }
        var reply = reply
        if engine.underWay[org] == nil {
            reply.discountsSynced = engine.run(.discounts, org: org).success
        } else {
            SystemThread(name: "rules-after-write") { [engine] in
                _ = engine.run(.discounts, org: org)
            }.detach()
        }
        return reply
    }

    private func getPosWrite(
        _ method: String, _ request: GetPosWriteRequest
    ) throws(RPCError) -> PosWriteReply {
        try checkOrg(request.orgId)
        return try writer.find(request.orgId, request.idempotencyKey)
    }
}

extension WriteOutcome {
    fileprivate init(_ order: AlleavesOrder) {
        self.init(
            orderID: order.id, subtotalCents: order.subtotalCents, taxCents: order.taxCents,
            discountCents: order.discountCents, totalCents: order.totalCents)
    }
}

extension AddStoreCreditRequest: PosWriteRequest {}
extension ApplyOrderDiscountRequest: PosWriteRequest {}
extension CreateCustomerRequest: PosWriteRequest {}
extension CreateDiscountRequest: PosWriteRequest {}
extension SubmitOrderRequest: PosWriteRequest {}
extension UpdateDiscountRequest: PosWriteRequest {}
extension UpdateLoyaltyPointsRequest: PosWriteRequest {}
