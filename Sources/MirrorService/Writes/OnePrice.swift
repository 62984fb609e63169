import Alleaves
import Sync
import TTRPC

/// Orders that need two prices for one product, as pairs of a bogo and the one that is over do. A
/// POS that names no lines has one price for both.
enum OnePrice {
    /// The first product for which lines with two prices are asked for.
    static func product(_ steps: [WriteStep]) -> String? {
        var cents: [String: Int64] = [:]
        for step in steps where step.call == .addLine {
            if let known = cents[step.productID], known != step.cents { return step.productID }
            cents[step.productID] = step.cents
        }
        return nil
    }

    static func text(_ product: String) -> String {
        "the POS has one price for product \(product) in an order, and two are asked for"
    }
}

extension OrderSubmission {
    /// Finds out before anything is sent whether the POS can tell two lines of a product apart,
    /// where that matters: by what it has shown, else by an order that it has.
    func checkPrices(_ run: WriteRun) throws(WriteFailure) {
        guard let product = OnePrice.product(run.record.steps) else { return }
        if run.client.namesOrderLines == nil, let id = knownOrder(),
            let read = try? run.client.order(id: id, deadline: run.deadline)
        {
            run.client.learn(read.lines)
        }
        guard run.client.namesOrderLines == false || run.client.mergesOrderLines else { return }
        throw .mirror(
            RPCError(
                .failedPrecondition, OnePrice.text(product)
                    + ": order what is at one price by itself, or name one unit_price_cents"))
    }

    /// Asks the POS what it calls the lines, where two of one product are to cost differently and
    /// the answers did not say.
    func nameLines(_ run: inout WriteRun) throws(WriteFailure) {
        let lines = run.record.steps.filter { $0.call == .addLine }
        guard OnePrice.product(lines) != nil,
            lines.contains(where: { $0.lineID.isEmpty || $0.lineID == $0.productID }),
            let read = detail(run)
        else { return }
        adopt(read.lines, &run)
        try run.noteAgain()
    }
}

extension WriteStep {
    /// By what a price of the line is set.
    var priceName: String { lineID.isEmpty ? productID : lineID }
}
