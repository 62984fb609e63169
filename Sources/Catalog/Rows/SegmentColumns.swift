import Pricing

/// The columns of one segment as raw buffers, for loops over rows without reference counting and,
/// in release builds, without bounds checks. Borrowed; must not escape the closure that receives
/// it.
struct SegmentColumns {
    let prices: UnsafeBufferPointer<Int32>
    let groups: UnsafeBufferPointer<UInt32>
    let flags: UnsafeBufferPointer<UInt8>
    let entryStarts: UnsafeBufferPointer<UInt32>
    let itemOffsets: UnsafeBufferPointer<UInt8>
    let bytes: UnsafeRawBufferPointer
    /// The rule of each row of the requested range.
    let rules: UnsafeBufferPointer<UInt32>
    /// The price formulas of the rules, by number.
    let formulas: UnsafeBufferPointer<SaleFormula>

    /// The current price of a row, in cents; 0 where there is none.
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
    /// Calls `body` with the columns of segment `number` and the rules of rows `range`.
    @inline(__always)
    func withColumns<Result>(
        _ number: Int, rulesOf range: Range<Int>, _ body: (SegmentColumns) -> Result
    ) -> Result {
        let segment = segments[number]
        return withUnsafeTemporaryAllocation(of: UInt32.self, capacity: segment.count) { rules in
            assignment.fill(
                segment, number: number, range,
                into: UnsafeMutableBufferPointer(rebasing: rules[range]))
            return segment.withColumns(UnsafeBufferPointer(rules), pricing.formulas, body)
        }
    }
}

extension Segment {
    @inline(__always)
    fileprivate func withColumns<Result>(
        _ rules: UnsafeBufferPointer<UInt32>, _ formulas: [SaleFormula],
        _ body: (SegmentColumns) -> Result
    ) -> Result {
        withPriceColumns { prices, groups in
            flags.withUnsafeBufferPointer { flags in
                entryStarts.withUnsafeBufferPointer { entryStarts in
                    itemOffsets.withUnsafeBufferPointer { itemOffsets in
                        bytes.withUnsafeBytes { bytes in
                            formulas.withUnsafeBufferPointer { formulas in
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

    /// Calls `body` with prices and groups, which must not escape.
    @inline(__always)
    func withPriceColumns<Result>(
        _ body: (UnsafeBufferPointer<Int32>, UnsafeBufferPointer<UInt32>) -> Result
    ) -> Result {
        prices.withUnsafeBufferPointer { prices in
            groups.withUnsafeBufferPointer { body(prices, $0) }
        }
    }
}
