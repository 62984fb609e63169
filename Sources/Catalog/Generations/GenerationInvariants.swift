import Pricing

// What must hold of every generation that readers get. Checked after each publication in debug
// builds and by the tests that compare with a plain model: whole for small catalogs, samples of
// larger ones, so that a publication costs no more than it did.

extension Generation {
    /// Traps where the parts of a generation do not agree.
    func checkInvariants() {
        let sample = InvariantSample(version: version)
        checkRows(sample)
        assignment.checkInvariants(self, sample)
        precondition(
            pricing.presentations.count == pricing.formulas.count
                && pricing.presentations.count >= Int(pricing.compiled.numberEnd),
            "every rule has a presentation")
        if sample.isWhole(rowCount) { checkCounts() }
    }

    /// The same of the rows alone, as they are loaded before there are rules.
    func checkRows(_ sample: InvariantSample) {
        precondition(
            segments.dropLast().allSatisfy { $0.count == CatalogLimits.segmentRowsMax }
                && segments.allSatisfy { $0.count > 0 },
            "only the last segment has room, and none is empty")
        precondition(activeCount >= 0 && activeCount <= rowCount, "active rows are rows")
        precondition(priceIndex.count == activeCount, "the price index has the active rows")
        priceIndex.checkInvariants(sample)
        groups.checkInvariants()
        for number in sample.numbers(of: rowCount) { checkRow(number) }
    }

    private func checkRow(_ number: Int) {
        let position = RowPosition(number)
        let segment = segments[position.segment]
        segment.checkRow(position.row)
        let flags = segment.flags(position.row)
        precondition(Int(segment.groups[position.row]) < groups.count, "a row's group is known")
        precondition(
            flags.contains(.active) || segment.prices[position.row] == 0,
            "no rule prices what is not on the menu")
        precondition(
            flags.isDisjoint(with: .deleted) || flags.isDisjoint(with: .active),
            "what is deleted is not on the menu")
        let found = segment.bytes.withUnsafeBytes { bytes in
            let id = MenuItemID.range(itemAt: segment.itemRange(position.row), of: bytes)
            return row(id: UnsafeRawBufferPointer(rebasing: bytes[id]))
        }
        precondition(found == number, "a row is found by its id")
        let rule = rule(at: position)
        precondition(
            rule == 0 || pricing.compiled.rule(number: rule) != nil, "a row's rule is live")
    }

    /// Counts, of all rows.
    private func checkCounts() {
        var (active, onSale) = (0, 0)
        for number in 0..<rowCount {
            let position = RowPosition(number)
            guard segments[position.segment].flags(position.row).contains(.active) else { continue }
            active += 1
            if rule(at: position) != 0 { onSale += 1 }
        }
        precondition(active == activeCount, "\(active) rows are active, not \(activeCount)")
        precondition(onSale == onSaleCount, "\(onSale) rows are on sale, not \(onSaleCount)")
    }
}

/// Which of many things are looked at.
struct InvariantSample {
    /// Up to so many things all are.
    private static let wholeMax = 512
    /// Of more, so many, evenly spread; they begin elsewhere in each generation.
    private static let sampledMax = 32
    private let offset: Int

    init(version: UInt64) { offset = Int(truncatingIfNeeded: version / 1000 & 0xFFFF) }

    func isWhole(_ count: Int) -> Bool { count <= Self.wholeMax }

    func numbers(of count: Int) -> StrideTo<Int> {
        guard !isWhole(count) else { return stride(from: 0, to: count, by: 1) }
        let step = count / Self.sampledMax
        return stride(from: offset % step, to: count, by: step)
    }
}

extension Segment {
    /// Traps where a row's columns do not agree.
    func checkRow(_ row: Int) {
        precondition(
            groups.count == count && flags.count == count && sourceHashes.count == count
                && itemOffsets.count == count
                && entryStarts.count == count + 1,
            "columns are of one length")
        precondition(entryStarts[count] == UInt32(bytes.count), "the last entry ends the bytes")
        precondition(prices[row] >= 0, "no price is below zero")
        precondition(
            Int(entryStarts[row]) + Int(itemOffsets[row]) < Int(entryStarts[row + 1]),
            "an entry has an item")
        precondition(
            bytes[Int(entryStarts[row])] == MenuEntry.tag, "an entry begins with its tag")
    }
}
