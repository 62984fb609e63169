import Alleaves
import DocumentStore
import Sync
import TTRPC

/// An order on its way to the POS, in one call or in several.
struct OrderSubmission {
    let customer: String
    let order: PricedOrder
    let notes: String?
    let source: String
    /// The steps that add the lines from batches.
    let picked: (POSConnection) throws(RPCError) -> [WriteStep]

    /// Goes on with what an earlier try has begun, else tries the families of calls in turn.
    func send(_ run: inout WriteRun) throws(WriteFailure) -> PosWriteResult {
        if run.record.hasProgress {
            try settle(&run)
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
            AlleavesNewOrderItem(
                productID: $0.productID, quantityThousandths: $0.thousandths,
                unitPriceCents: $0.cents)
        }
        let answer = try run.call { client, deadline throws(AlleavesError) in
            try client.submitOrder(
                customerID: customer, items: items, notes: notes, source: source,
                deadline: deadline)
        }
        return result(answer, run)
    }

    // MARK: - In several calls

    private func native(_ run: inout WriteRun) throws(WriteFailure) -> PosWriteResult {
        if run.record.steps.isEmpty {
            do throws(RPCError) {
                run.record.steps = [WriteStep(call: .openOrder)] + (try picked(run.connection))
            } catch {
                throw .mirror(error)
            }
        }
        try open(&run)
        try addLines(&run)
        try setPrices(&run)
        let read = try? run.client.order(id: run.record.outcome.orderID, deadline: run.deadline)
        if let read { compare(read.lines, &run) }
        return result(read?.order ?? written(run), run)
    }

    private func open(_ run: inout WriteRun) throws(WriteFailure) {
        guard run.record.steps[0].state != .done else { return }
        let opened = try run.step(0) { client, deadline throws(AlleavesError) in
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
            let line = AlleavesOrderLine(
                idBatch: step.idBatch, idArea: step.idArea, quantityThousandths: step.thousandths)
            let placed = try run.step(index) { client, deadline throws(AlleavesError) in
                try client.addLine(line, toOrder: order, deadline: deadline)
            }
            run.record.steps[index].lineID = placed?.id ?? ""
            run.record.steps[index].posCents = placed?.priceCents
        }
    }

    /// Sets the prices that the POS does not say to be those of the menu.
    private func setPrices(_ run: inout WriteRun) throws(WriteFailure) {
        if !run.record.steps.contains(where: { $0.call == .setPrice }) {
            let prices = LinePrices(run.record.steps)
            run.record.steps += prices.steps
            run.record.outcome.warnings += prices.warnings
        }
        let order = run.record.outcome.orderID
        for index in run.record.steps.indices {
            let step = run.record.steps[index]
            guard step.call == .setPrice, step.state != .done else { continue }
            do throws(WriteFailure) {
                try run.step(index) { client, deadline throws(AlleavesError) in
                    try client.setPrice(
                        step.cents, ofLine: step.lineID, inOrder: order, deadline: deadline)
                }
            } catch {
                // Where it names no price of its own either, nothing says that it is another one.
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

    /// Looks at the POS what has become of a step that nobody knows of. One that the POS shows is
    /// carried out; one that it does not show stays open, since it may still be on its way.
    private func settle(_ run: inout WriteRun) throws(WriteFailure) {
        guard run.record.steps.contains(where: \.isOpen) else { return }
        let order = run.record.outcome.orderID
        guard let read = try? run.client.order(id: order, deadline: run.deadline) else {
            throw .open("order \(order) cannot be read back")
        }
        for index in run.record.steps.indices where run.record.steps[index].isOpen {
            guard let found = Self.shown(run.record.steps[index], read.lines) else {
                run.record.steps[index].state = .unknown
                throw .open("order \(order) does not show the call that was not answered")
            }
            if run.record.steps[index].call == .addLine {
                run.record.steps[index].lineID = found.id ?? ""
                run.record.steps[index].posCents = found.priceCents
            }
            run.record.steps[index].state = .done
        }
        try run.noteAgain()
    }

    /// The line that proves a step to be carried out.
    private static func shown(
        _ step: WriteStep, _ lines: [AlleavesPlacedLine]
    ) -> AlleavesPlacedLine? {
        switch step.call {
        case .openOrder: return nil
        case .addLine:
            let found = lines.filter {
                $0.idBatch == step.idBatch && $0.idArea == step.idArea
                    && $0.quantityThousandths == step.thousandths
            }
            return found.count == 1 ? found[0] : nil
        case .setPrice:
            let found = lines.filter { $0.id == step.lineID }
            return found.allSatisfy { $0.priceCents == step.cents } ? found.first : nil
        }
    }

    // MARK: - What has come of it

    /// Notes where the POS shows a line otherwise than it was asked for.
    private func compare(_ lines: [AlleavesPlacedLine], _ run: inout WriteRun) {
        for step in run.record.steps where step.call == .addLine {
            let alike = lines.filter { $0.idBatch == step.idBatch && $0.idArea == step.idArea }
            let shown = lines.first { $0.id == step.lineID } ?? (alike.count == 1 ? alike[0] : nil)
            guard let cents = shown?.priceCents, cents != step.cents else { continue }
            let lineText = "product \(step.productID) costs \(cents) cents at the POS and not"
                + " \(step.cents)"
            if !run.record.outcome.warnings.contains(lineText) {
                run.record.outcome.warnings.append(lineText)
            }
        }
    }

    /// The order as far as this side knows it.
    private func written(_ run: WriteRun) -> AlleavesOrder {
        AlleavesOrder(
            written: run.record.outcome.orderID, idCustomer: Int64(customer), items: items)
    }

    private var items: [AlleavesOrder.Item] {
        order.lines.map {
            AlleavesOrder.Item(
                written: $0.productID, name: $0.name, quantityThousandths: $0.thousandths,
                priceCents: $0.cents)
        }
    }

    private func result(_ answer: AlleavesOrder, _ run: WriteRun) -> PosWriteResult {
        var answer = answer
        // What the answer leaves out is what was sent.
        if answer.items.isEmpty { answer.items = items }
        if answer.idCustomer == nil { answer.idCustomer = Int64(customer) }
        var outcome = WriteOutcome(answer)
        outcome.differences = order.differences
        outcome.warnings = run.record.outcome.warnings
        let document = run.connection.document(of: answer, now: run.now)
        return PosWriteResult(outcome: outcome, documents: document.map { [$0] } ?? [])
    }
}

extension WriteOutcome {
    init(_ order: AlleavesOrder) {
        self.init(
            orderID: order.id, subtotalCents: order.subtotalCents, taxCents: order.taxCents,
            discountCents: order.discountCents, totalCents: order.totalCents)
    }
}
