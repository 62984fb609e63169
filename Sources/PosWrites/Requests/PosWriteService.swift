import Serving
import Access
import Catalog
import DocumentStore
import LinuxSystem
import MirrorMessages
import PointOfSale
import StatusCodes
import Sync
import TTRPC

/// The writes of posmirror.v1.Pos.
package struct PosWriteService: Sendable {
    package let writer: PosWriter
    package let lines: WriteLines
    package let engine: SyncEngine
    package let catalog: Catalog
    package let store: DocumentStore
    package let gate: CallGate

    package init(
        writer: PosWriter, lines: WriteLines, engine: SyncEngine, catalog: Catalog,
        store: DocumentStore, gate: CallGate
    ) {
        self.writer = writer
        self.lines = lines
        self.engine = engine
        self.catalog = catalog
        self.store = store
        self.gate = gate
    }

    /// A write method, which logs each call with its caller. The caller waits without a worker.
    package func handler<Request: PosWriteRequest>(
        _ call: UnaryCall<Request, PosWriteReply>,
        _ body: @escaping @Sendable (PosWrite, Request) throws(Status) -> PosWriteReply
    ) -> RPCHandler {
        call.answerLater { request, context, reply throws(Status) in
            let start = SystemClock.monotonicNanoseconds()
            let write = try PosWrite(call.method, request, by: try gate.principal(context))
            try lines.submit(
                WaitingWrite(
                    org: write.org, uid: context.peer.uid, bytes: write.bytes,
                    isGone: { reply.isCancelled },
                    send: {
                        do throws(Status) {
                            reply.finish(
                                try logged(write, since: start) { () throws(Status) in
                                    try body(write, request)
                                })
                        } catch {
                            reply.finish(throwing: error)
                        }
                    },
                    refuse: { reply.finish(throwing: $0) }))
        }
    }

    private func logged(
        _ write: PosWrite, since start: UInt64, _ body: () throws(Status) -> PosWriteReply
    ) throws(Status) -> PosWriteReply {
        let end = { (state: LogEntry) in
            let ms = (SystemClock.monotonicNanoseconds() - start) / 1_000_000
            writer.log(
                "[POS_WRITE] org=\(write.org) method=\(write.method) \(state) ms=\(ms)"
                    + " \(write.principal.logEntry)")
        }
        do throws(Status) {
            let reply = try body()
            end("state=\(reply.replayed ? "replayed" : reply.state)")
            return reply
        } catch {
            end(
                error.code == .unknown
                    ? "state=\("unknown")" : "state=\("refused") code=\(error.code)")
            throw error
        }
    }

    /// What is known of an earlier write.
    package func earlier(_ request: GetPosWriteRequest) throws(Status) -> PosWriteReply {
        try checkOrg(request.orgId)
        return try writer.find(request.orgId, request.idempotencyKey)
    }

    // MARK: - Customers

    package func createCustomer(
        _ write: PosWrite, _ request: CreateCustomerRequest
    ) throws(Status) -> PosWriteReply {
        let customer = POSNewCustomer(
            firstName: try WriteArgument.text(request.firstName, "first_name"),
            lastName: try WriteArgument.text(request.lastName, "last_name"),
            email: try WriteArgument.email(request.email),
            phone: try WriteArgument.optional(request.phone, "phone"),
            dateOfBirth: try WriteArgument.date(request.dateOfBirth, "date_of_birth"))
        var write = write
        write.sent = [
            customer.firstName, customer.lastName, customer.email, customer.phone ?? "",
            customer.dateOfBirth ?? "",
        ]
        return try writer.perform(write) { run throws(WriteFailure) in
            let created = try run.byFamily(.customer) { run, family throws(WriteFailure) in
                try run.noteAgain()
                return try run.call { client, deadline throws(POSError) in
                    try client.createCustomer(customer, by: family, deadline: deadline)
                }
            }
            let document = run.connection.document(
                of: created.completed(by: customer), now: run.now)
            return PosWriteResult(
                outcome: WriteOutcome(customerID: created.id),
                documents: document.map { [$0] } ?? [])
        }
    }

    package func updateLoyaltyPoints(
        _ write: PosWrite, _ request: UpdateLoyaltyPointsRequest
    ) throws(Status) -> PosWriteReply {
        let id = try WriteArgument.id(
            request.customerId, "customer_id", of: ids(request), prefix: "cid_")
        let reason = try WriteArgument.text(request.reason, "reason")
        let points = request.pointsChange
        guard points != 0, points.magnitude <= PosWriteLimits.loyaltyPointsMax.magnitude else {
            throw Status(
                .invalidArgument,
                "points_change is up to \(PosWriteLimits.loyaltyPointsMax) and not 0")
        }
        return try perform(write, sent: [reason]) { client, deadline throws(POSError) in
            let balance = try client.changeLoyaltyPoints(
                id, by: points, reason: reason, deadline: deadline)
            return WriteOutcome(id, balance, \.loyaltyPoints)
        }
    }

    package func addStoreCredit(
        _ write: PosWrite, _ request: AddStoreCreditRequest
    ) throws(Status) -> PosWriteReply {
        let id = try WriteArgument.id(
            request.customerId, "customer_id", of: ids(request), prefix: "cid_")
        let reason = try WriteArgument.text(request.reason, "reason")
        let cents = try WriteArgument.cents(request.amountCents, "amount_cents")
        return try perform(write, sent: [reason]) { client, deadline throws(POSError) in
            let balance = try client.addStoreCredit(
                id, cents: cents, reason: reason, deadline: deadline)
            return WriteOutcome(id, balance, \.creditCents)
        }
    }

    // MARK: - Orders

    package func submitOrder(
        _ write: PosWrite, _ request: SubmitOrderRequest
    ) throws(Status) -> PosWriteReply {
        let customer = try WriteArgument.text(request.customerId, "customer_id")
        let notes = try WriteArgument.optional(request.notes, "notes")
        let source = try WriteArgument.optional(request.source, "source") ?? "posmirror"
        let ids = ids(request)
        // What is not stored of the location yet has no price, rather than that of another one.
        let selling = try catalog.presentStore(request.orgId, location: request.locationId)
        let pricing = OrderPricing(selling?.generation, ids: ids)
        let priced = try pricing.priced(request.items)
        let submission = OrderSubmission(
            customer: customer.hasPrefix("cid_") ? String(customer.dropFirst(4)) : customer,
            order: priced, notes: notes, source: source
        ) { [store] connection throws(Status) in
            try BatchPicking(
                store, org: connection.org, origin: connection.ids.origin,
                location: connection.posLocation,
                oversells: request.allowOversell
            ).steps(priced.lines)
        }
        var write = write
        write.sent = [notes ?? "", source]
        return try writer.perform(
            write,
            checking: { () throws(Status) in
                if !request.allowOversell { try pricing.checkStock(priced) }
            },
            { run throws(WriteFailure) in try submission.send(&run) })
    }

    package func applyOrderDiscount(
        _ write: PosWrite, _ request: ApplyOrderDiscountRequest
    ) throws(Status) -> PosWriteReply {
        let order = try WriteArgument.id(request.orderId, "order_id", of: ids(request))
        let discount = try WriteArgument.id(request.discountId, "discount_id", of: ids(request))
        return try writer.perform(write) { run throws(WriteFailure) in
            let answer = try run.call { client, deadline throws(POSError) in
                try client.applyDiscount(discount, toOrder: order, deadline: deadline)
            }
            var result = PosWriteResult(outcome: WriteOutcome(answer))
            result.outcome.discountID = discount
            // A response without lines is not the whole order: left to the next sync.
            if !answer.items.isEmpty,
                let document = run.connection.document(of: answer, now: run.now)
            {
                result.documents = [document]
            }
            return result
        }
    }

    // MARK: - Discounts

    package func createDiscount(
        _ write: PosWrite, _ request: CreateDiscountRequest
    ) throws(Status) -> PosWriteReply {
        let change = try DiscountArguments.creation(request, ids(request))
        let reply = try perform(
            write, sent: [request.name, request.badgeText]
        ) { client, deadline throws(POSError) in
            let rule = try client.createDiscount(change, deadline: deadline)
            return WriteOutcome(discountID: rule.idDiscount)
        }
        return withSyncedRules(reply, request.orgId)
    }

    package func updateDiscount(
        _ write: PosWrite, _ request: UpdateDiscountRequest
    ) throws(Status) -> PosWriteReply {
        let id = try WriteArgument.id(request.discountId, "discount_id", of: ids(request))
        let change = try DiscountArguments.change(request)
        let reply = try perform(
            write, sent: [request.name ?? "", request.badgeText ?? ""]
        ) { client, deadline throws(POSError) in
            try client.updateDiscount(id, change, deadline: deadline)
            return WriteOutcome(discountID: id)
        }
        return withSyncedRules(reply, request.orgId)
    }

    /// Synchronises the rules, so that prices change at once. While a run of another kind is in
    /// progress, they are synchronised after it and the caller does not wait.
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

    /// How the request may name what its location's POS has.
    private func ids(_ request: some PosWriteRequest) -> POSIDs? {
        engine.ids(org: request.orgId, location: request.locationId)
    }

    /// A write of one call.
    private func perform(
        _ write: PosWrite, sent: [String],
        _ call: (any PointOfSaleWrites, POSDeadline) throws(POSError) -> WriteOutcome
    ) throws(Status) -> PosWriteReply {
        var write = write
        write.sent = sent
        return try writer.perform(write) { run throws(WriteFailure) in
            PosWriteResult(outcome: try run.call(call))
        }
    }
}

extension WriteOutcome {
    /// A customer's new balance; a warning if the POS does not report it.
    fileprivate init(
        _ customer: String, _ balance: POSBalance,
        _ field: WritableKeyPath<WriteOutcome, Int64?>
    ) {
        self.init(customerID: customer)
        switch balance {
        case .known(let amount): self[keyPath: field] = amount
        case .absent: warnings = ["the POS does not say the new balance"]
        case .unreadable: warnings = ["the new balance cannot be read in the POS's answer"]
        }
    }
}

extension POSCustomer {
    /// Completed with the sent fields that the response lacks.
    fileprivate func completed(by sent: POSNewCustomer) -> POSCustomer {
        var whole = self
        whole.contact.firstName = contact.firstName ?? sent.firstName
        whole.contact.lastName = contact.lastName ?? sent.lastName
        whole.contact.displayName = contact.displayName ?? "\(sent.firstName) \(sent.lastName)"
        whole.contact.email = contact.email ?? sent.email
        whole.contact.phone = contact.phone ?? sent.phone
        whole.dateOfBirth = dateOfBirth ?? sent.dateOfBirth
        return whole
    }
}

extension AddStoreCreditRequest: PosWriteRequest {}
extension ApplyOrderDiscountRequest: PosWriteRequest {}
extension CreateCustomerRequest: PosWriteRequest {}
extension CreateDiscountRequest: PosWriteRequest {}
extension SubmitOrderRequest: PosWriteRequest {}
extension UpdateDiscountRequest: PosWriteRequest {}
extension UpdateLoyaltyPointsRequest: PosWriteRequest {}
