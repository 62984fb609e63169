import DocumentStore
import PointOfSale
import StatusCodes
import Sync
import TTRPC

/// Submits an order to the POS, in one call or in several.
struct OrderSubmission {
    /// The POS's id, without the mirror's own prefix.
    let customer: String
    let order: PricedOrder
    let notes: String?
    let source: String
    /// The steps that add the lines from batches.
    let picked: (POSConnection) throws(Status) -> [WriteStep]

    /// Continues what an earlier attempt has begun, otherwise tries the call families one after
    /// another.
    func send(_ run: inout WriteRun) throws(WriteFailure) -> PosWriteResult {
        run.record.outcome.customerID = run.connection.ids.own(customer) ?? ""
        if run.record.hasProgress {
            return try native(&run)
        }
        run.record.steps = []
        return try run.byFamily(.order) { run, family throws(WriteFailure) in
            switch family {
            case .native: try native(&run)
            case .located: try located(&run)
            }
        }
    }

    private func located(_ run: inout WriteRun) throws(WriteFailure) -> PosWriteResult {
        run.record.steps = []
        try run.noteAgain()
        let items = order.lines.map {
            POSNewOrderItem(
                productID: $0.productID, quantityThousandths: $0.thousandths,
                unitPriceCents: $0.cents)
        }
        let answer = try run.call { client, deadline throws(POSError) in
            try client.submitOrder(
                customerID: customer, items: items, notes: notes, source: source,
                deadline: deadline)
        }
        run.record.outcome.orderID = answer.order.id
        let shown = answer.showsLines ? answer : detail(run) ?? answer
        return try result(shown, order.lines.map { RequestedLine($0) }, &run)
    }

    // MARK: - In several calls

    private func native(_ run: inout WriteRun) throws(WriteFailure) -> PosWriteResult {
        if run.record.steps.isEmpty {
            do throws(Status) {
                run.record.steps = [WriteStep(call: .openOrder)] + (try picked(run.connection))
            } catch {
                throw .mirror(error)
            }
        }
        if run.record.hasProgress { try settle(&run, otherPrices: .waiting) }
        try open(&run)
        try addLines(&run)
        try settle(&run)
        try setPrices(&run)
        try settle(&run)
        let asked = run.record.steps.filter { $0.call == .addLine }.map { RequestedLine($0) }
        guard let read = detail(run) else {
            run.record.outcome.warnings.append(
                "order \(run.record.outcome.orderID) could not be read back: what is shown of it is"
                    + " what was asked for")
            return unread(run)
        }
        return try result(read, asked, &run)
    }

    /// The POS's current order; nil where it cannot be read.
    func detail(_ run: WriteRun) -> POSOrderDetail? {
        try? run.client.order(id: run.record.outcome.orderID, deadline: run.deadline)
    }

    private func open(_ run: inout WriteRun) throws(WriteFailure) {
        guard run.record.steps[0].state != .done else { return }
        let opened = try run.step(0) { client, deadline throws(POSError) in
            try client.openOrder(
                customerID: customer, notes: notes, source: source, deadline: deadline)
        }
        run.record.outcome.orderID = opened.id
    }

    private func addLines(_ run: inout WriteRun) throws(WriteFailure) {
        let order = run.record.outcome.orderID
        for index in run.record.steps.indices {
            let step = run.record.steps[index]
            guard step.call == .addLine, step.state != .done else { continue }
            let line = POSOrderLine(
                idBatch: step.idBatch, idArea: step.idArea, quantityThousandths: step.thousandths)
            let placed = try run.step(index) { client, deadline throws(POSError) in
                try client.addLine(line, toOrder: order, deadline: deadline)
            }
            guard let placed else {
                // Only the POS's order tells whether the line was added.
                run.record.steps[index].state = .unknown
                continue
            }
            run.record.steps[index].lineID = placed.id ?? ""
            run.record.steps[index].posCents = placed.priceCents
        }
    }

    /// Sets the prices that the POS does not confirm to equal the menu's.
    private func setPrices(_ run: inout WriteRun) throws(WriteFailure) {
        if !run.record.steps.contains(where: { $0.call == .setPrice }) {
            try nameLines(&run)
            let prices = LinePrices(run.record.steps)
            run.record.steps += prices.steps
            run.record.outcome.warnings += prices.warnings
        }
        let order = run.record.outcome.orderID
        for index in run.record.steps.indices {
            let step = run.record.steps[index]
            guard step.call == .setPrice, step.state != .done else { continue }
            do throws(WriteFailure) {
                let isSet = try run.step(index) { client, deadline throws(POSError) in
                    try client.setPrice(
                        step.cents, ofLine: step.lineID, inOrder: order, deadline: deadline)
                }
                if !isSet { run.record.steps[index].state = .unknown }
            } catch {
                // If the POS reports no price either, there is no known difference.
                guard case .pos(let cause) = error, cause.isMissingCall, step.posCents == nil else {
                    throw error
                }
                run.record.outcome.warnings.append(
                    "the POS takes no price for product \(step.productID), and names none: look at"
                        + " order \(order) there")
            }
        }
    }

    // MARK: - After a try that broke off

    /// Resolves steps of unknown outcome from the POS's order. A step visible there is done; one
    /// that is not stays open, since it may still be in progress.
    ///
    /// - Parameter otherPrices: the state of a price step where the POS has another price. After an
    ///   interrupted attempt it is pending again, since setting a price is idempotent; after a
    ///   response the POS has not applied it.
    private func settle(
        _ run: inout WriteRun, otherPrices: WriteStep.State = .refused
    ) throws(WriteFailure) {
        guard run.record.steps.contains(where: \.isOpen) else { return }
        let order = run.record.outcome.orderID
        guard let read = detail(run) else {
            throw .open("order \(order) is open at the POS and cannot be read back")
        }
        adopt(read.lines, &run)
        for index in run.record.steps.indices where run.record.steps[index].isOpen {
            let step = run.record.steps[index]
            guard step.call == .setPrice else { continue }
            let shown = Self.prices(of: step, read.lines)
            if !shown.isEmpty, shown.allSatisfy({ $0 == step.cents }) {
                run.record.steps[index].state = .done
            } else if shown.isEmpty ? read.hasOther(than: step.lineID) : !shown.contains(nil) {
                run.record.steps[index].state = otherPrices
            }
        }
        guard !run.record.steps.contains(where: \.isOpen) else {
            throw .open(
                "order \(order) is open at the POS and does not show all that it was sent")
        }
        try run.noteAgain()
    }

    /// Adopts the POS's line ids and prices. A line shown there counts as added; certain matches
    /// are assigned first.
    func adopt(_ lines: [POSPlacedLine], _ run: inout WriteRun) {
        let added = run.record.steps.indices.filter { index in
            let step = run.record.steps[index]
            return step.call == .addLine && (step.state == .done || step.isOpen)
        }
        let sorted =
            added.filter { !run.record.steps[$0].isOpen }
            + added.filter { run.record.steps[$0].isOpen }
        let match = OrderMatch(
            sorted.map { RequestedLine(run.record.steps[$0]) }, lines, certain: true)
        for (index, match) in zip(sorted, match.matches) {
            guard let match else { continue }
            let line = lines[match]
            if run.record.steps[index].isOpen || line.isOwnID {
                run.record.steps[index].lineID = line.id ?? ""
                run.record.steps[index].posCents = line.priceCents
            }
            run.record.steps[index].state = .done
        }
    }

    /// Prices of the POS's lines by id; nil for a line without a price.
    private static func prices(
        of step: WriteStep, _ lines: [POSPlacedLine]
    ) -> [Int64?] {
        var found = lines.filter { $0.id == step.lineID }
        if found.isEmpty { found = lines.filter { $0.idItem == step.lineID } }
        return found.map(\.priceCents)
    }

    // MARK: - What has come of it

    /// An order without any of its lines at the POS is not complete: its steps are open again, so
    /// that a retry with the same key checks them again.
    private func result(
        _ read: POSOrderDetail, _ asked: [RequestedLine], _ run: inout WriteRun
    ) throws(WriteFailure) -> PosWriteResult {
        let comparison = OrderComparison(
            asked: asked, customer: run.connection.ids.own(customer) ?? "", shown: read)
        guard !comparison.hasNothing else {
            for index in run.record.steps.indices where run.record.steps[index].call == .addLine {
                run.record.steps[index].state = .unknown
            }
            throw .open(
                "order \(run.record.outcome.orderID) is open at the POS and has none of the lines"
                    + " that were asked for")
        }
        for text in comparison.warnings where !run.record.outcome.warnings.contains(text) {
            run.record.outcome.warnings.append(text)
        }
        var shown = read.order
        shown.id = run.record.outcome.orderID
        return written(shown, run)
    }

    /// The order as known to the mirror.
    private func unread(_ run: WriteRun) -> PosWriteResult {
        let order = POSOrder(
            written: run.record.outcome.orderID, idCustomer: run.connection.ids.own(customer),
            items: items)
        return written(order, run)
    }

    private var items: [POSOrder.Item] {
        order.lines.map {
            POSOrder.Item(
                written: $0.productID, name: $0.name, quantityThousandths: $0.thousandths,
                priceCents: $0.cents)
        }
    }

    private func written(_ answer: POSOrder, _ run: WriteRun) -> PosWriteResult {
        var answer = answer
        // Fields missing in the response are those that were sent.
        if answer.items.isEmpty { answer.items = items }
        if answer.idCustomer == nil { answer.idCustomer = run.connection.ids.own(customer) }
        var outcome = WriteOutcome(answer)
        outcome.customerID = run.record.outcome.customerID
        outcome.differences = order.differences
        outcome.warnings = run.record.outcome.warnings
        let document = run.connection.document(of: answer, now: run.now)
        return PosWriteResult(outcome: outcome, documents: document.map { [$0] } ?? [])
    }
}

extension POSOrderDetail {
    /// Whether the POS shows lines but not this one, so that it has no price either.
    fileprivate func hasOther(than line: String) -> Bool {
        !lines.isEmpty && !lines.contains { $0.id == line || $0.idItem == line }
    }
}

extension WriteOutcome {
    init(_ order: POSOrder) {
        self.init(
            orderID: order.id, subtotalCents: order.subtotalCents, taxCents: order.taxCents,
            discountCents: order.discountCents, totalCents: order.totalCents)
    }
}
