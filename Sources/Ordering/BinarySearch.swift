extension RandomAccessCollection where Index == Int {
    /// The place of an element for which `compare` says 0, or where it would stand; negative is
    /// before what is looked for, positive behind it. Elements must be in order.
    @inlinable
    @inline(__always)
    public func binarySearch(_ compare: (Element) -> Int) -> (index: Int, isFound: Bool) {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low &+ (high &- low) / 2
            let order = compare(self[middle])
            if order == 0 { return (middle, true) }
            if order < 0 { low = middle &+ 1 } else { high = middle }
        }
        return (low, false)
    }
}
