import PointOfSale

extension OrderSubmission {
    /// Asks the POS what it calls the lines, where two of one product are to cost differently (the
    /// pairs of a bogo, and the one that is over) and the answers did not say.
    func nameLines(_ run: inout WriteRun) throws(WriteFailure) {
        let lines = run.record.steps.filter { $0.call == .addLine }
        guard Self.needsNames(lines),
            lines.contains(where: { $0.lineID.isEmpty || $0.lineID == $0.productID }),
            let read = detail(run)
        else { return }
        adopt(read.lines, &run)
        try run.noteAgain()
    }

    /// Whether lines of one product are to have two prices.
    private static func needsNames(_ lines: [WriteStep]) -> Bool {
        var cents: [String: Int64] = [:]
        return lines.contains { line in
            defer { cents[line.productID] = line.cents }
            return cents[line.productID].map { $0 != line.cents } ?? false
        }
    }
}
