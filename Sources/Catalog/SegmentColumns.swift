import Pricing

/// The columns of one segment as plain memory, for loops over rows: no reference is counted and no
/// bound checked in a release build. Borrowed; must not leave the closure that lends it.
struct SegmentColumns {
    let prices: UnsafeBufferPointer<Int32>
    let groups: UnsafeBufferPointer<UInt32>
    let flags: UnsafeBufferPointer<UInt8>
    let entryStarts: UnsafeBufferPointer<UInt32>
    let itemOffsets: UnsafeBufferPointer<UInt8>
    let bytes: UnsafeRawBufferPointer
    /// The rule of each row and what the rules do to prices, by number.
    let rules: UnsafeBufferPointer<UInt32>
    let formulas: UnsafeBufferPointer<SaleFormula>

    /// What a customer pays for one of a row today, in cents; 0 where there is no price.
    @inline(__always)
    func effectivePrice(_ row: Int) -> Int32 {
        Int32(truncatingIfNeeded: formulas[Int(rules[row])].price(base: prices[row]))
    }

    /// The row's MenuItem, without its sale fields.
    @inline(__always)
    func item(_ row: Int) -> UnsafeRawBufferPointer {
        let start = Int(entryStarts[row]) + Int(itemOffsets[row])
        return UnsafeRawBufferPointer(rebasing: bytes[start..<Int(entryStarts[row + 1])])
    }
}

extension Generation {
    /// Lends the columns of segment `number` to `body`.
    @inline(__always)
    func withColumns<Result>(_ number: Int, _ body: (SegmentColumns) -> Result) -> Result {
        let segment = segments[number]
        let rules = assignments[number].rules
        return segment.withPriceColumns { prices, groups in
            segment.flags.withUnsafeBufferPointer { flags in
                segment.entryStarts.withUnsafeBufferPointer { entryStarts in
                    segment.itemOffsets.withUnsafeBufferPointer { itemOffsets in
                        segment.bytes.withUnsafeBytes { bytes in
                            rules.withUnsafeBufferPointer { rules in
                                pricing.formulas.withUnsafeBufferPointer { formulas in
                                    body(
                                        SegmentColumns(
                                            prices: prices, groups: groups, flags: flags,
                                            entryStarts: entryStarts, itemOffsets: itemOffsets,
                                            bytes: bytes, rules: rules, formulas: formulas))
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
