import PointOfSale

extension OrderSubmission {
    /// Reads the POS's line ids where two lines of one product have different prices (the pairs of
    /// a bogo and the single one) and the responses lacked the ids.
    func nameLines(_ run: inout WriteRun) throws(WriteFailure) {
        let lines = run.record.steps.filter { $0.call == .addLine }
        guard Self.needsNames(lines),
            lines.contains(where: { $0.lineID.isEmpty || $0.lineID == $0.productID }),
            let read = detail(run)
        else { return }
        adopt(read.lines, &run)
        try run.noteAgain()
    }

    /// Whether lines of one product have different prices.
    private static func needsNames(_ lines: [WriteStep]) -> Bool {
        var cents: [String: Int64] = [:]
        return lines.contains { line in
            defer { cents[line.productID] = line.cents }
            return cents[line.productID].map { $0 != line.cents } ?? false
        }
    }
}
